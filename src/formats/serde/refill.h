#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "formats/serde/byte_source.h"

namespace lakeport::formats {

// Compressed bytes on their way into a codec.
class Refill {
 public:
  explicit Refill(std::unique_ptr<ByteSource> source) : source_(std::move(source)), buffer_(kSize, '\0') {}

  // What is there and not yet taken; more is read when there is nothing. Empty only at the end.
  Result<std::string_view> Peek() {
    if (begin_ == end_) {
      begin_ = 0;
      LP_ASSIGN(end_, source_->Read(buffer_.data(), buffer_.size()));
    }
    return std::string_view(buffer_).substr(begin_, end_ - begin_);
  }
  void Take(size_t count) { begin_ += count; }

  // Exactly `size` bytes to `out`; false at the end of the source, CorruptData within.
  Result<bool> Fill(char* out, size_t size) {
    for (size_t done = 0; done < size;) {
      LP_ASSIGN(auto some, Peek());
      if (some.empty() && done == 0) return false;
      if (some.empty()) return CorruptData("the compressed file is cut short");
      size_t count = some.copy(out + done, size - done);
      Take(count);
      done += count;
    }
    return true;
  }

 private:
  static constexpr size_t kSize = 256 << 10;

  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace lakeport::formats
