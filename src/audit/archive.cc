#include "audit/archive.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unique_fd.h"
#include "base/uuid.h"

namespace lakeport::audit {
namespace {

Error SystemError(const std::string& what) { return Unavailable("cannot {}: {}", what, std::strerror(errno)); }

Status WriteAll(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write " + path);
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(fd) != 0) return SystemError("write " + path);
  return Ok();
}

Status SyncDirectory(const std::string& directory) {
  UniqueFd fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open() || fsync(fd.get()) != 0) return SystemError("write the directory " + directory);
  return Ok();
}

std::optional<std::string> FindText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return std::nullopt;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A file that is gone with its owner, unless it was put in its place.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& path) : path_(path + "." + NewUuid4() + ".tmp") {}
  ~TemporaryFile() { unlink(path_.c_str()); }

  Status Write(const std::string& text) const {
    UniqueFd fd(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
    if (!fd.is_open()) return SystemError("make " + path_);
    return WriteAll(fd.get(), text, path_);
  }
  Status MoveTo(const std::string& path) const {
    if (rename(path_.c_str(), path.c_str()) != 0) return SystemError("write " + path);
    return Ok();
  }

 private:
  const std::string path_;
};

}  // namespace

std::string Archive::PathFor(const std::string& job_id) const { return directory_ + "/" + job_id + ".json"; }

Status Archive::Write(const std::string& job_id, int64_t sequence, const std::string& text) const {
  if (!IsUuid(job_id)) return InvalidArgument("\"{}\" is not a job's id", job_id);
  if (mkdir(directory_.c_str(), 0750) != 0 && errno != EEXIST) return SystemError("make the directory " + directory_);
  std::string path = PathFor(job_id);
  auto there = FindText(path);
  if (there == text) return Ok();
  auto other = there.has_value() ? ParseRecord(*there) : Result<Record>(Record{});
  bool is_older = other.ok() && other->sequence > sequence;  // a later record of the job was written first
  auto place_before = [&](int64_t later) { return fmt::format("{}/{}.before-{}.json", directory_, job_id, later); };
  if (is_older) path = place_before(other->sequence);
  TemporaryFile file(path);
  LP_TRY(file.Write(text));
  bool keep = there.has_value() && !is_older;
  if (keep && link(path.c_str(), place_before(sequence).c_str()) != 0 && errno != EEXIST) {
    return SystemError("keep the earlier record " + path);
  }
  LP_TRY(file.MoveTo(path));
  return SyncDirectory(directory_);
}

}  // namespace lakeport::audit
