#pragma once

#include <atomic>
#include <string>
#include <utility>

#include "base/testing/matchers.h"
#include "storage/file_io.h"

namespace lakeport::formats {

// A file whose bytes are given, and which counts how often it is read.
class MemoryFile final : public storage::InputFile {
 public:
  explicit MemoryFile(std::string bytes)
      : bytes_(std::move(bytes)), location_(Location::Parse("/memory/file").value()) {}

  const Location& location() const override { return location_; }
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  const std::string& bytes() const { return bytes_; }
  int reads() const { return reads_; }

  Result<std::string> ReadAt(int64_t offset, int64_t length) const override {
    ++reads_;
    EXPECT_GE(offset, 0);
    EXPECT_GE(length, 0);
    if (offset < 0 || length < 0 || offset > size() || length > size() - offset) {
      return CorruptData("{} bytes at offset {} reach past the end at {}", length, offset, size());
    }
    return bytes_.substr(static_cast<size_t>(offset), static_cast<size_t>(length));
  }

 private:
  std::string bytes_;
  Location location_;
  mutable std::atomic<int> reads_{0};
};

}  // namespace lakeport::formats
