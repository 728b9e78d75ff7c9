#include "worker/log_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "base/redact.h"
#include "base/utf8.h"

namespace lakeport::worker {

LogFile::LogFile(const std::string& path, int64_t max_bytes, const Clock& clock)
    : path_(path),
      bytes_left_(max_bytes),
      clock_(clock),
      file_(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640)) {
  if (file_.is_open()) return;
  failed_ = true;
  LogWarning("cannot write the log {}: {}", path_, std::strerror(errno));
}

void LogFile::Write(std::string_view level, std::string_view text) {
  if (bytes_left_ <= 0) return;
  std::string line = fmt::format("{} {:<7} {}\n", FormatTimestamp(clock_.Now()), level, Printable(RedactText(text)));
  bytes_left_ -= static_cast<int64_t>(line.size());
  if (bytes_left_ <= 0)
    line += fmt::format("{} warning the log is full; what follows is not in it\n", FormatTimestamp(clock_.Now()));
  Append(line);
}

// One write, so that lines of two attempts do not mix.
void LogFile::Append(const std::string& line) {
  ssize_t written = 0;
  while ((written = write(file_.get(), line.data(), line.size())) < 0 && errno == EINTR) {
  }
  if (written == static_cast<ssize_t>(line.size()) || failed_) return;
  failed_ = true;
  LogWarning("cannot write the log {}: {}", path_, written < 0 ? std::strerror(errno) : "the disk is full");
}

}  // namespace lakeport::worker
