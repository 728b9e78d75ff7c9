#include "worker/worker_lock.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>

namespace lakeport::worker {
namespace {

// "host" of "host-pid-random", see MakeWorkerName.
std::string HostOf(const std::string& worker) {
  auto last = worker.rfind('-');
  auto before = last == std::string::npos || last == 0 ? last : worker.rfind('-', last - 1);
  return before == std::string::npos ? "" : worker.substr(0, before);
}

bool IsFree(const std::string& path) {
  UniqueFd file(open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  return file.is_open() && flock(file.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

// The file is locked before it gets its name, so that nobody finds it free.
Result<WorkerLock> WorkerLock::Take(const std::string& directory, const std::string& worker) {
  std::string path = directory + "/" + worker;
  std::string unnamed = directory + "/." + worker;
  UniqueFd file(open(unnamed.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
  bool taken =
      file.is_open() && flock(file.get(), LOCK_EX | LOCK_NB) == 0 && rename(unnamed.c_str(), path.c_str()) == 0;
  if (!taken) return Unavailable("cannot make the worker's file {}: {}", path, std::strerror(errno));
  return WorkerLock(std::move(path), std::move(file));
}

WorkerLock::~WorkerLock() {
  if (file_.is_open()) unlink(path_.c_str());
}

std::vector<std::string> ListDeadWorkers(const std::string& directory, const std::string& worker) {
  std::vector<std::string> dead;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename();
    if (HostOf(name) == HostOf(worker) && IsFree(entry->path())) dead.push_back(std::move(name));
  }
  return dead;
}

void ForgetWorker(const std::string& directory, const std::string& worker) {
  unlink((directory + "/" + worker).c_str());
}

}  // namespace lakeport::worker
