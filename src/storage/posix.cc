#include "storage/posix.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "base/utf8.h"

namespace lakeport::storage {
namespace {

struct ErrnoRule {
  int number;
  ErrorKind kind;
  const char* remedy;  // empty: none that is usual
};

constexpr ErrnoRule kErrnoRules[] = {
    {ENOENT, ErrorKind::kNotFound, ""},
    {ENOTDIR, ErrorKind::kNotFound, ""},
    {EEXIST, ErrorKind::kAlreadyExists, ""},
    {EACCES, ErrorKind::kPermissionDenied, "give the user that Lakeport runs as the right to do so"},
    {EPERM, ErrorKind::kPermissionDenied, "give the user that Lakeport runs as the right to do so"},
    {EROFS, ErrorKind::kPermissionDenied, "mount the file system for writing"},
    {ENOSPC, ErrorKind::kUnavailable, "free some space, then run again"},
    {EDQUOT, ErrorKind::kUnavailable, "free some space, or raise the quota, then run again"},
    {EMFILE, ErrorKind::kUnavailable, "raise the limit of open files (ulimit -n)"},
    {ENFILE, ErrorKind::kUnavailable, "raise the system's limit of open files (fs.file-max)"},
    {EIO, ErrorKind::kUnavailable, "check the disk"},
    {ESTALE, ErrorKind::kUnavailable, ""},
    {EAGAIN, ErrorKind::kUnavailable, ""},
    {ENOMEM, ErrorKind::kUnavailable, ""},
    {ETIMEDOUT, ErrorKind::kTimeout, ""},
    {EISDIR, ErrorKind::kInvalidArgument, "name a file"},
    {ENAMETOOLONG, ErrorKind::kInvalidArgument, "use a shorter name"},
    {ELOOP, ErrorKind::kInvalidArgument, "mend the symbolic links"},
    {EFBIG, ErrorKind::kInvalidArgument, ""},
};

// The call again, until a signal no longer interrupts it.
template <typename Call>
auto RetryOnSignal(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void FileDescriptor::Close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Error PosixError(int error_number, std::string_view doing, std::string_view path) {
  char buffer[128];
  auto message =
      fmt::format("cannot {} {}: {}", doing, Printable(path), ::strerror_r(error_number, buffer, sizeof(buffer)));
  for (const auto& rule : kErrnoRules) {
    if (rule.number != error_number) continue;
    if (*rule.remedy != '\0') message += fmt::format("; {}", rule.remedy);
    return {rule.kind, message};
  }
  return {ErrorKind::kInternal, message};
}

std::string_view DescribeKind(const struct stat& info) {
  switch (info.st_mode & S_IFMT) {
    case S_IFREG: return "a file";
    case S_IFDIR: return "a directory";
    case S_IFLNK: return "a symbolic link";
    case S_IFIFO: return "a FIFO";
    case S_IFSOCK: return "a socket";
    case S_IFBLK:
    case S_IFCHR: return "a device";
    default: return "of an unknown kind";
  }
}

Result<FileDescriptor> OpenPath(const std::string& path, int flags, mode_t mode) {
  FileDescriptor file(RetryOnSignal([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); }));
  if (!file.is_open()) return PosixError(errno, "open", path);
  return file;
}

Status WriteAll(const FileDescriptor& file, std::string_view bytes, std::string_view path) {
  while (!bytes.empty()) {
    ssize_t written = RetryOnSignal([&] { return ::write(file.get(), bytes.data(), bytes.size()); });
    if (written < 0) return PosixError(errno, "write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return Ok();
}

Status ReadAllAt(const FileDescriptor& file, int64_t offset, std::string& into, std::string_view path) {
  size_t filled = 0;
  while (filled < into.size()) {
    auto position = static_cast<off_t>(offset) + static_cast<off_t>(filled);
    ssize_t got =
        RetryOnSignal([&] { return ::pread(file.get(), into.data() + filled, into.size() - filled, position); });
    if (got < 0) return PosixError(errno, "read", path);
    if (got == 0)
      return CorruptData("{} ends at byte {}; it was cut while it was being read", Printable(path), position);
    filled += static_cast<size_t>(got);
  }
  return Ok();
}

Status SyncFile(const FileDescriptor& file, std::string_view path) {
  if (RetryOnSignal([&] { return ::fsync(file.get()); }) != 0) return PosixError(errno, "make durable", path);
  return Ok();
}

Status SyncDirectory(const std::string& path) {
  LP_ASSIGN(FileDescriptor directory, OpenPath(path, O_RDONLY | O_DIRECTORY));
  return SyncFile(directory, path);
}

Status MakeDirectories(const std::string& path) {
  std::vector<std::string> missing;
  std::string at = path;
  struct stat info {};
  while (::stat(at.c_str(), &info) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) return PosixError(errno, "look at", at);
    missing.push_back(at);
    at = ParentOf(at);
  }
  if (!S_ISDIR(info.st_mode)) {
    return InvalidArgument("{} is {}, so there can be nothing below it", Printable(at), DescribeKind(info));
  }
  for (auto next = missing.rbegin(); next != missing.rend(); ++next) {
    if (::mkdir(next->c_str(), 0777) != 0 && errno != EEXIST) return PosixError(errno, "make directory", *next);
    LP_TRY(SyncDirectory(ParentOf(*next)));
  }
  return Ok();
}

std::string ParentOf(const std::string& path) {
  auto slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace lakeport::storage
