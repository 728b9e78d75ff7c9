#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <sys/stat.h>

#include "base/result.h"

namespace lakeport::storage {

// An open file descriptor, closed at the end of its life.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor() { Close(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_;
};

// An Error for an errno, of the kind that tells its caller what to do, with the way out where there is a usual one:
// "cannot write /data/a: no space left on device; free some space, then run again".
Error PosixError(int error_number, std::string_view doing, std::string_view path);

// "a FIFO", "a directory": what stat found, for messages.
std::string_view DescribeKind(const struct stat& info);

// Each goes on after EINTR and after short reads and writes. The path is for messages.
Result<FileDescriptor> OpenPath(const std::string& path, int flags, mode_t mode = 0);
Status WriteAll(const FileDescriptor& file, std::string_view bytes, std::string_view path);
// Fills `into`, from `offset`. CorruptData when the file ends before that.
Status ReadAllAt(const FileDescriptor& file, int64_t offset, std::string& into, std::string_view path);
Status SyncFile(const FileDescriptor& file, std::string_view path);

// Makes the names in a directory durable.
Status SyncDirectory(const std::string& path);
// Makes the directory and those above it, as far as they are missing, durably.
Status MakeDirectories(const std::string& path);
std::string ParentOf(const std::string& path);

}  // namespace lakeport::storage
