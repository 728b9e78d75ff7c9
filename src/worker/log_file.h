#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "base/unique_fd.h"

namespace lakeport::worker {

// A job's log: one line a message, "2026-01-31T10:00:00.123Z info    text". Text from outside can neither forge a line
// nor reach the terminal of who reads it, and what looks like a secret is left out. For one thread; several processes
// may append to one file. What can't be written is dropped, with one warning in the worker's own log: a job does not
// end because its log can't be kept.
class LogFile {
 public:
  LogFile(const std::string& path, int64_t max_bytes, const Clock& clock);

  void Write(std::string_view level, std::string_view text);

 private:
  void Append(const std::string& line);

  const std::string path_;
  int64_t bytes_left_;
  const Clock& clock_;
  UniqueFd file_;
  bool failed_ = false;
};

}  // namespace lakeport::worker
