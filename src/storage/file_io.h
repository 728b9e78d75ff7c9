#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/location.h"
#include "base/result.h"
#include "base/time.h"

namespace lakeport::storage {

struct FileInfo {
  Location location;
  int64_t size = 0;  // bytes
  Timestamp modified{};
  bool is_directory = false;
  // Of the content, as ContentHash writes it, where the store checked what it was given and keeps it; else empty.
  std::string hash{};
};

// A directory's immediate children.
struct Listing {
  std::vector<FileInfo> files;
  std::vector<Location> directories;
};

// One open file. Safe to read from several threads at once.
class InputFile {
 public:
  virtual ~InputFile() = default;

  virtual const Location& location() const = 0;
  virtual int64_t size() const = 0;  // bytes, as it was when opened

  // Exactly `length` bytes from `offset`. CorruptData when the file ends before that. Conflict when the file has been
  // replaced since it was opened, on stores that don't keep what is open.
  virtual Result<std::string> ReadAt(int64_t offset, int64_t length) const = 0;
};

// A file being written. Nothing is visible at its location before Close returns ok; destroyed without Close it leaves
// nothing behind. For one thread at a time.
class OutputFile {
 public:
  virtual ~OutputFile() = default;

  virtual Status Append(std::string_view bytes) = 0;
  // Makes the file durable and visible. AlreadyExists when the location was taken and kCreate was asked for.
  // InvalidArgument after a failed Append and after an earlier Close: a file that may lack bytes is never published.
  virtual Status Close() = 0;
  virtual int64_t size() const = 0;  // bytes appended so far
};

enum class WriteMode {
  kCreate,   // the location must be free: of two writers one gets AlreadyExists
  kReplace,  // atomically replaces what is there
};

// Files by location, on one kind of store. Safe from several threads.
// NotFound for what is not there, PermissionDenied, Unavailable and Timeout for what may work later.
// All implementations pass storage/testing/file_io_suite.h.
class FileIO {
 public:
  virtual ~FileIO() = default;

  virtual Result<std::unique_ptr<InputFile>> Open(const Location& location) = 0;
  virtual Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) = 0;
  // A directory is NotFound on stores that have none, and has is_directory set on others.
  virtual Result<FileInfo> Stat(const Location& location) = 0;
  // Children sorted by location. NotFound when there is no such directory.
  virtual Result<Listing> List(const Location& directory) = 0;
  // Makes an empty directory, and those above it that are missing. AlreadyExists when a file or a directory is there:
  // of two who make it one does.
  virtual Status MakeDirectory(const Location& location) = 0;
  // Of a file, or of an empty directory. Ok when it was not there.
  virtual Status Delete(const Location& location) = 0;
};

Result<std::string> ReadFile(FileIO& io, const Location& location);
Status WriteFile(FileIO& io, const Location& location, std::string_view bytes, WriteMode mode);

}  // namespace lakeport::storage
