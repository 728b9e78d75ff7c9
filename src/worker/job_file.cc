#include "worker/job_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unique_fd.h"

namespace lakeport::worker {
namespace {

constexpr size_t kMaxNameBytes = 220;  // leaves room for ".999" and ".reason.txt" within the usual 255
constexpr int kMaxTries = 1000;

struct Kind {
  mode_t type;
  const char* refusal;
};
constexpr std::array kRefusedKinds{
    Kind{S_IFLNK, "it is a symbolic link; put the file itself here"},
    Kind{S_IFIFO, "it is a named pipe; put a plain file here"},
    Kind{S_IFSOCK, "it is a socket; put a plain file here"},
    Kind{S_IFCHR, "it is a device; put a plain file here"},
    Kind{S_IFBLK, "it is a device; put a plain file here"},
};

std::string RefusalFor(const struct stat& status) {
  for (const auto& kind : kRefusedKinds) {
    if ((status.st_mode & S_IFMT) == kind.type) return kind.refusal;
  }
  if (S_ISREG(status.st_mode) && static_cast<uint64_t>(status.st_size) > protocol::kMaxRequestBytes) {
    return fmt::format("it is {} bytes long; {} is the most", status.st_size, protocol::kMaxRequestBytes);
  }
  return "";
}

std::string LoginName(uid_t user) {
  std::array<char, 4096> buffer;
  passwd entry{};
  passwd* found = nullptr;
  bool known = getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
  return known ? std::string(found->pw_name) : std::to_string(user);
}

// One byte more than may be, so that the parser sees when it is too long.
Result<std::string> ReadText(int fd) {
  std::string text;
  std::array<char, 64 << 10> buffer;
  while (text.size() <= protocol::kMaxRequestBytes) {
    ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return InvalidArgument("it can't be read: {}", std::strerror(errno));
    if (got == 0) break;
    text.append(buffer.data(), static_cast<size_t>(got));
  }
  return text;
}

}  // namespace

Result<FileLook> LookAtFile(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return NotFound("{}: {}", path, std::strerror(errno));
  FileLook look{.stamp = {status.st_ino, status.st_size,
                          int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec}};
  look.refusal = RefusalFor(status);
  return look;
}

Result<JobFile> ReadJobFile(const std::string& path, const std::string& what) {
  UniqueFd file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.is_open()) return InvalidArgument("it can't be read: {}", std::strerror(errno));
  struct stat status {};
  if (fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return InvalidArgument("it is not a plain file");
  LP_ASSIGN(auto text, ReadText(file.get()));
  if (text.empty()) return InvalidArgument("it is empty");
  JobFile job_file{.owner = LoginName(status.st_uid)};
  LP_ASSIGN(job_file.request, protocol::ParseJobRequestText(text, what));
  return job_file;
}

std::vector<std::string> ListNames(const std::string& directory, size_t limit,
                                   const std::function<bool(const std::string&)>& accept) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end && names.size() < limit;
       entry.increment(error)) {
    std::string name = entry->path().filename().native();
    std::error_code ignored;
    if (accept(name) && entry->symlink_status(ignored).type() != std::filesystem::file_type::directory) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> MoveAside(const std::string& path, const std::string& directory, const std::string& name) {
  std::string target = directory + "/" + name.substr(0, kMaxNameBytes);
  for (int number = 2; number < kMaxTries; ++number) {
    if (renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) return target;
    int reason = errno;
    if (reason == ENOENT && faccessat(AT_FDCWD, path.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) != 0) {
      return NotFound("{} is gone", path);
    }
    errno = reason;
    if (reason != EEXIST) break;
    target = fmt::format("{}/{}.{}", directory, name.substr(0, kMaxNameBytes), number);
  }
  return Unavailable("cannot move it to {}: {}", target, std::strerror(errno));
}

Status WriteNewFile(const std::string& path, const std::string& text) {
  UniqueFd file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
  bool written = file.is_open() && write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (!written) return Unavailable("cannot write {}: {}", path, std::strerror(errno));
  return Ok();
}

}  // namespace lakeport::worker
