#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lakeport::formats {

// A file without a name, which is gone when its process is. Safe from several threads.
class TempFile {
 public:
  // `directory` empty: the machine's own for temporary files.
  static Result<std::unique_ptr<TempFile>> Make(const std::string& directory);
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  // Where the bytes are. Unavailable when they could not be written.
  Result<int64_t> Append(std::string_view bytes);
  Result<std::string> Read(int64_t offset, int64_t length) const;

 private:
  TempFile(int descriptor, std::string directory) : descriptor_(descriptor), directory_(std::move(directory)) {}

  const int descriptor_;
  const std::string directory_;
  std::mutex mutex_;
  int64_t size_ = 0;  // guarded by mutex_
};

}  // namespace lakeport::formats
