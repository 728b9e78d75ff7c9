#include "formats/rows/temp_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace lakeport::formats {
namespace {

std::string ReasonOf(int error) { return std::generic_category().message(error); }

}  // namespace

Result<std::unique_ptr<TempFile>> TempFile::Make(const std::string& directory) {
  std::string place = directory;
  if (place.empty()) {
    std::error_code error;
    place = std::filesystem::temp_directory_path(error).string();
    if (error) return Unavailable("there is no directory for temporary files: {}; set TMPDIR", error.message());
  }
  std::string name = place + "/lakeport-XXXXXX";
  int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) {
    return Unavailable("no temporary file can be made in {}: {}; set TMPDIR", place, ReasonOf(errno));
  }
  (void)unlink(name.c_str());
  return std::unique_ptr<TempFile>(new TempFile(descriptor, std::move(place)));
}

TempFile::~TempFile() { (void)close(descriptor_); }

Result<int64_t> TempFile::Append(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  int64_t offset = size_;
  size_ += static_cast<int64_t>(bytes.size());
  lock.unlock();
  for (size_t done = 0; done < bytes.size();) {
    ssize_t written =
        pwrite(descriptor_, bytes.data() + done, bytes.size() - done, offset + static_cast<int64_t>(done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      return Unavailable("a temporary file in {} can't be written: {}; set TMPDIR to a directory with more room",
                         directory_, ReasonOf(errno));
    }
    done += static_cast<size_t>(written);
  }
  return offset;
}

Result<std::string> TempFile::Read(int64_t offset, int64_t length) const {
  std::string bytes(static_cast<size_t>(length), '\0');
  for (size_t done = 0; done < bytes.size();) {
    ssize_t read = pread(descriptor_, bytes.data() + done, bytes.size() - done, offset + static_cast<int64_t>(done));
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) {
      return Unavailable("a temporary file in {} can't be read: {}", directory_,
                         read == 0 ? "it ends too early" : ReasonOf(errno));
    }
    done += static_cast<size_t>(read);
  }
  return bytes;
}

}  // namespace lakeport::formats
