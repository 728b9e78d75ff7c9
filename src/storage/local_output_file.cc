#include "storage/local_output_file.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "base/uuid.h"
#include "storage/posix.h"

namespace lakeport::storage {
namespace {

// How often a directory is made again that somebody else removes because it is empty.
constexpr int kTries = 10;

std::string TemporaryNameBeside(const std::string& path) {
  auto parent = ParentOf(path);
  return (parent == "/" ? "" : parent) + "/.lakeport-" + NewUuid4() + ".tmp";
}

// What open says where the file system, or the kernel, knows no unnamed files.
bool MeansNoUnnamedFiles(int error_number) {
  return error_number == EOPNOTSUPP || error_number == EISDIR || error_number == EINVAL || error_number == ENOSYS;
}

// ext4 does not permit (EPERM) what is asked for in a directory that is just being removed.
bool MeansDirectoryIsGone(int error_number) { return error_number == ENOENT || error_number == EPERM; }
bool MeansDirectoryIsGone(const Error& error) {
  return error.kind() == ErrorKind::kNotFound || error.kind() == ErrorKind::kPermissionDenied;
}

// What `attempt` (0, or an errno) says once the directory of `path` is there; it is made, and made again when somebody
// else removes it because it is empty.
template <typename Attempt>
Result<int> TryInDirectoryOf(const std::string& path, Attempt&& attempt) {
  Status made;
  int error_number = 0;
  for (int i = 0; i < kTries; ++i) {
    made = MakeDirectories(ParentOf(path));
    error_number = made.ok() ? attempt() : 0;
    bool gone = made.ok() ? MeansDirectoryIsGone(error_number) : MeansDirectoryIsGone(made.error());
    if (!gone) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1 << i));
  }
  LP_TRY(std::move(made));
  return error_number;
}

class LocalOutputFile final : public OutputFile {
 public:
  LocalOutputFile(std::string path, WriteMode mode, std::shared_ptr<DirectorySyncs> syncs)
      : path_(std::move(path)), mode_(mode), syncs_(std::move(syncs)) {}
  ~LocalOutputFile() override {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  Status Start(bool write_unnamed) {
    auto open = [this](const std::string& name, int flags) {
      file_ = FileDescriptor(::open(name.c_str(), flags | O_WRONLY | O_CLOEXEC, 0666));
      return file_.is_open() ? 0 : errno;
    };
    if (write_unnamed) {
      LP_ASSIGN(int failed, TryInDirectoryOf(path_, [&] { return open(ParentOf(path_), O_TMPFILE); }));
      if (failed == 0) return Ok();
      if (!MeansNoUnnamedFiles(failed)) return PosixError(failed, "create", path_);
    }
    auto name = TemporaryNameBeside(path_);
    LP_ASSIGN(int failed, TryInDirectoryOf(path_, [&] { return open(name, O_CREAT | O_EXCL); }));
    if (failed != 0) return PosixError(failed, "create", path_);
    temporary_ = std::move(name);
    return Ok();
  }

  Status Append(std::string_view bytes) override {
    if (failed_) return Broken();
    failed_ = true;
    LP_TRY(WriteAll(file_, bytes, path_));
    failed_ = false;
    size_ += static_cast<int64_t>(bytes.size());
    return Ok();
  }

  Status Close() override {
    if (failed_) return Broken();
    failed_ = true;
    LP_TRY(SyncFile(file_, path_));
    if (mode_ == WriteMode::kReplace) {
      LP_TRY(PublishOver());
      return syncs_->Sync(ParentOf(path_));
    }
    LP_TRY(PublishNew());
    Status synced = syncs_->Sync(ParentOf(path_));
    if (!synced.ok()) ::unlink(path_.c_str());
    return synced;
  }

  int64_t size() const override { return size_; }

 private:
  Error Broken() const { return InvalidArgument("{} was closed, or a write to it failed: begin it anew", path_); }

  // Gives the unnamed file a name that must be free. Until it has one its directory counts as empty.
  Result<int> LinkTo(const std::string& name) const {
    auto self = fmt::format("/proc/self/fd/{}", file_.get());
    return TryInDirectoryOf(name, [&] {
      return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
    });
  }

  Result<int> MoveTemporaryToFreePath() {
    if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) == 0) {
      temporary_.clear();
      return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) return errno;
    return ::link(temporary_.c_str(), path_.c_str()) == 0 ? 0 : errno;  // the destructor drops the other name
  }

  Status PublishNew() {
    LP_ASSIGN(int error_number, temporary_.empty() ? LinkTo(path_) : MoveTemporaryToFreePath());
    if (error_number == EEXIST) return AlreadyExists("{} exists already", path_);
    if (error_number != 0) return PosixError(error_number, "create", path_);
    return Ok();
  }

  Status PublishOver() {
    if (temporary_.empty()) {
      auto name = TemporaryNameBeside(path_);
      LP_ASSIGN(int error_number, LinkTo(name));
      if (error_number != 0) return PosixError(error_number, "create", name);
      temporary_ = std::move(name);
    }
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) return PosixError(errno, "replace", path_);
    temporary_.clear();
    return Ok();
  }

  const std::string path_;
  const WriteMode mode_;
  const std::shared_ptr<DirectorySyncs> syncs_;
  FileDescriptor file_;
  std::string temporary_;  // the name the file has meanwhile; empty: none
  bool failed_ = false;    // or closed: nothing more may be done
  int64_t size_ = 0;
};

}  // namespace

Result<std::unique_ptr<OutputFile>> CreateLocalFile(const std::string& path, WriteMode mode, bool write_unnamed,
                                                    std::shared_ptr<DirectorySyncs> syncs) {
  if (path == "/") return InvalidArgument("/ is a directory; name a file");
  auto file = std::make_unique<LocalOutputFile>(path, mode, std::move(syncs));
  LP_TRY(file->Start(write_unnamed), "creating {}", path);
  return std::unique_ptr<OutputFile>(std::move(file));
}

}  // namespace lakeport::storage
