#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/result.h"
#include "protocol/job_request.h"

namespace lakeport::worker {

// Tells whether a file is still being written.
struct FileStamp {
  ino_t inode = 0;
  int64_t size = 0;
  int64_t changed_ns = 0;

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

// What lies at a path, by its entry alone: nothing is opened or followed.
struct FileLook {
  FileStamp stamp{};
  std::string refusal{};  // why it can't be a job file, whatever it holds; else empty
};
Result<FileLook> LookAtFile(const std::string& path);

struct JobFile {
  protocol::JobRequest request{};
  std::string owner{};  // login name of the file's owner; its number when it has none
};
// Reads a regular file that holds a request. InvalidArgument for anything else, with the reason. `what` names it.
Result<JobFile> ReadJobFile(const std::string& path, const std::string& what);

// At most `limit` names in a directory that `accept` takes, but for directories, sorted. Missing directory: none.
std::vector<std::string> ListNames(const std::string& directory, size_t limit,
                                   const std::function<bool(const std::string&)>& accept);

// Moves `path` into `directory` under `name`, or under a name with a number when that is taken; the path it has there.
// What the name's bytes are does not matter; one too long is cut. NotFound when it is gone.
Result<std::string> MoveAside(const std::string& path, const std::string& directory, const std::string& name);

// Writes a new file; never through a link, never over another.
Status WriteNewFile(const std::string& path, const std::string& text);

}  // namespace lakeport::worker
