#include "storage/local_listing.h"

#include <algorithm>
#include <cerrno>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "storage/posix.h"

namespace lakeport::storage {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using OpenDirectory = std::unique_ptr<DIR, CloseDirectory>;

Result<OpenDirectory> OpenForListing(const std::string& path) {
  OpenDirectory directory(::opendir(path.c_str()));
  if (directory == nullptr) return PosixError(errno, "list", path);
  return directory;
}

// The next name but "." and ".."; nullptr at the end.
Result<const dirent*> ReadEntry(DIR* directory, const std::string& path) {
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(directory);
    if (entry == nullptr && errno != 0) return PosixError(errno, "list", path);
    if (entry == nullptr) return static_cast<const dirent*>(nullptr);
    std::string_view name = entry->d_name;
    if (name != "." && name != "..") return entry;
  }
}

Result<Location> NameIn(const Location& directory, std::string_view name) {
  auto child = directory.Child(name);
  if (child.ok() && IsUtf8(name)) return std::move(child).value();
  return CorruptData("{} holds a file named \"{}\", which is not plain UTF-8 text; rename it, or move it away",
                     directory.path(), Printable(name));
}

// The directory that `target` is, when that is one on the way from the root to `directory`; else empty. A link to it
// would make a walk go round for ever.
std::string FindAbove(std::string directory, const struct stat& target) {
  while (true) {
    struct stat info {};
    bool same = ::stat(directory.c_str(), &info) == 0 && info.st_dev == target.st_dev && info.st_ino == target.st_ino;
    if (same) return directory;
    if (directory == "/") return "";
    directory = ParentOf(directory);
  }
}

Status AddEntry(const Location& directory, DIR* open_directory, const dirent& entry, Listing& listing) {
  LP_ASSIGN(Location child, NameIn(directory, entry.d_name));
  struct stat info {};
  if (::fstatat(::dirfd(open_directory), entry.d_name, &info, 0) != 0) {
    if (errno != ENOENT && errno != ELOOP) return PosixError(errno, "look at", child.path());
    if (entry.d_type != DT_LNK) return Ok();  // deleted since the directory was read
    return CorruptData("{} is a symbolic link to nothing; mend it, or remove it", child.path());
  }
  if (S_ISREG(info.st_mode)) {
    listing.files.push_back(ToFileInfo(child, info));
    return Ok();
  }
  if (!S_ISDIR(info.st_mode)) {
    return CorruptData("{} is {}, not a file; move it away", child.path(), DescribeKind(info));
  }
  if (entry.d_type == DT_LNK || entry.d_type == DT_UNKNOWN) {
    auto above = FindAbove(directory.path(), info);
    if (!above.empty()) {
      return CorruptData("{} is a symbolic link back to {}; remove it", child.path(), above);
    }
  }
  listing.directories.push_back(std::move(child));
  return Ok();
}

}  // namespace

Result<Listing> ListLocalDirectory(const Location& directory) {
  LP_ASSIGN(auto open_directory, OpenForListing(directory.path()));
  Listing listing;
  while (true) {
    LP_ASSIGN(const dirent* entry, ReadEntry(open_directory.get(), directory.path()));
    if (entry == nullptr) break;
    LP_TRY(AddEntry(directory, open_directory.get(), *entry, listing));
  }
  std::sort(listing.files.begin(), listing.files.end(),
            [](const FileInfo& a, const FileInfo& b) { return a.location < b.location; });
  std::sort(listing.directories.begin(), listing.directories.end());
  return listing;
}

FileInfo ToFileInfo(const Location& location, const struct stat& info) {
  auto since_epoch = std::chrono::seconds(info.st_mtim.tv_sec) + std::chrono::nanoseconds(info.st_mtim.tv_nsec);
  return {.location = location,
          .size = S_ISDIR(info.st_mode) ? 0 : static_cast<int64_t>(info.st_size),
          .modified = Timestamp(std::chrono::floor<std::chrono::milliseconds>(since_epoch)),
          .is_directory = S_ISDIR(info.st_mode)};
}

}  // namespace lakeport::storage
