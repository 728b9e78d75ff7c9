#include "storage/local_file_io.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "base/utf8.h"
#include "storage/local_listing.h"
#include "storage/local_output_file.h"
#include "storage/posix.h"

namespace lakeport::storage {
namespace {

class LocalInputFile final : public InputFile {
 public:
  LocalInputFile(Location location, FileDescriptor file, int64_t size)
      : location_(std::move(location)), file_(std::move(file)), size_(size) {}

  const Location& location() const override { return location_; }
  int64_t size() const override { return size_; }

  Result<std::string> ReadAt(int64_t offset, int64_t length) const override {
    if (offset < 0 || length < 0 || offset > size_ || length > size_ - offset) {
      return CorruptData("{} has {} bytes; {} from byte {} were wanted", location_.path(), size_, length, offset);
    }
    std::string bytes(static_cast<size_t>(length), '\0');
    LP_TRY(ReadAllAt(file_, offset, bytes, location_.path()));
    return bytes;
  }

 private:
  const Location location_;
  const FileDescriptor file_;
  const int64_t size_;
};

Status CheckLocal(const Location& location) {
  if (!location.is_local()) {
    return InvalidArgument("{} does not lie on this machine's disks", Printable(location.ToString()));
  }
  if (!location.authority().empty() && location.authority() != "localhost") {
    return InvalidArgument("{} names a host; a local location has none: file://{}", Printable(location.ToString()),
                           Printable(location.path()));
  }
  return Ok();
}

Result<struct stat> StatPath(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return PosixError(errno, "look at", path);
  return info;
}

Error NotAFile(const Location& location, const struct stat& info) {
  return InvalidArgument("{} is {}, not a file", Printable(location.path()), DescribeKind(info));
}

class LocalFileIO final : public FileIO {
 public:
  explicit LocalFileIO(const LocalFileOptions& options)
      : write_unnamed_(options.write_unnamed && ::access("/proc/self/fd", X_OK) == 0) {}

  Result<std::unique_ptr<InputFile>> Open(const Location& location) override {
    LP_TRY(CheckLocal(location));
    LP_ASSIGN(struct stat info, StatPath(location.path()));
    if (!S_ISREG(info.st_mode)) return NotAFile(location, info);
    LP_ASSIGN(FileDescriptor file, OpenPath(location.path(), O_RDONLY | O_NONBLOCK));
    if (::fstat(file.get(), &info) != 0) return PosixError(errno, "look at", location.path());
    if (!S_ISREG(info.st_mode)) return NotAFile(location, info);
    return std::unique_ptr<InputFile>(std::make_unique<LocalInputFile>(location, std::move(file), info.st_size));
  }

  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    LP_TRY(CheckLocal(location));
    return CreateLocalFile(location.path(), mode, write_unnamed_, syncs_);
  }

  Result<FileInfo> Stat(const Location& location) override {
    LP_TRY(CheckLocal(location));
    LP_ASSIGN(struct stat info, StatPath(location.path()));
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) return NotAFile(location, info);
    return ToFileInfo(location, info);
  }

  Result<Listing> List(const Location& directory) override {
    LP_TRY(CheckLocal(directory));
    return ListLocalDirectory(directory);
  }

  Status MakeDirectory(const Location& location) override {
    LP_TRY(CheckLocal(location));
    const std::string& path = location.path();
    if (path == "/") return AlreadyExists("/ exists already");
    LP_TRY(MakeDirectories(ParentOf(path)), "making directory {}", path);
    if (::mkdir(path.c_str(), 0777) == 0) return SyncDirectory(ParentOf(path));
    if (errno == EEXIST) return AlreadyExists("{} exists already", Printable(path));
    return PosixError(errno, "make directory", path);
  }

  Status Delete(const Location& location) override {
    LP_TRY(CheckLocal(location));
    const std::string& path = location.path();
    if (::unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return Ok();
    if (errno != EISDIR) return PosixError(errno, "delete", path);
    if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return Ok();
    if (errno == ENOTEMPTY || errno == EEXIST) return InvalidArgument("{} is a directory that is not empty", path);
    return PosixError(errno, "delete", path);
  }

 private:
  const bool write_unnamed_;
  const std::shared_ptr<DirectorySyncs> syncs_ = std::make_shared<DirectorySyncs>();
};

}  // namespace

std::unique_ptr<FileIO> MakeLocalFileIO(const LocalFileOptions& options) {
  return std::make_unique<LocalFileIO>(options);
}

}  // namespace lakeport::storage
