#include <algorithm>
#include <utility>

#include <lz4.h>
#include <snappy.h>

#include "formats/serde/byte_source.h"
#include "formats/serde/refill.h"

namespace lakeport::formats {
namespace {

constexpr uint32_t kMaxBlock = 256u << 20;  // Hadoop's own are 256 KiB
constexpr size_t kMostFromByte = 255;       // that LZ4 makes of one

class HadoopBlockSource final : public ByteSource {
 public:
  HadoopBlockSource(std::unique_ptr<ByteSource> source, Compression chunks)
      : input_(std::move(source)), snappy_(chunks == Compression::kSnappy) {}

  Result<size_t> Read(char* out, size_t size) override {
    while (given_ == chunk_.size()) {
      LP_ASSIGN(bool more, NextChunk());
      if (!more) return size_t{0};
    }
    size_t count = chunk_.copy(out, size, given_);
    given_ += count;
    return count;
  }

 private:
  // False at the end.
  Result<bool> NextChunk() {
    chunk_.clear();
    given_ = 0;
    while (block_left_ == 0) {
      LP_ASSIGN(bool more, ReadSize(&block_left_));
      if (!more) return false;
    }
    uint32_t size = 0;
    LP_ASSIGN(bool more, ReadSize(&size));
    compressed_.resize(size);
    if (more && size > 0) {
      LP_ASSIGN(more, input_.Fill(compressed_.data(), size));
    }
    if (!more) return CorruptData("the compressed file is cut short");
    LP_TRY(snappy_ ? ExpandSnappy() : ExpandLz4());
    if (chunk_.empty() || chunk_.size() > block_left_) return Damaged();
    block_left_ -= static_cast<uint32_t>(chunk_.size());
    return true;
  }

  // False, and 0, at the end.
  Result<bool> ReadSize(uint32_t* size) {
    char bytes[4] = {};
    LP_ASSIGN(bool more, input_.Fill(bytes, sizeof bytes));
    *size = 0;
    for (char byte : bytes) *size = *size << 8 | static_cast<unsigned char>(byte);
    if (*size > kMaxBlock) return CorruptData("a compressed block of {} bytes", *size);
    return more;
  }

  Status ExpandSnappy() {
    size_t size = 0;
    if (!snappy::GetUncompressedLength(compressed_.data(), compressed_.size(), &size) || size > block_left_ ||
        !snappy::Uncompress(compressed_.data(), compressed_.size(), &chunk_)) {
      return Damaged();
    }
    return Ok();
  }

  Status ExpandLz4() {
    chunk_.resize(std::min(size_t{block_left_}, kMostFromByte * compressed_.size()));
    int size = LZ4_decompress_safe(compressed_.data(), chunk_.data(), static_cast<int>(compressed_.size()),
                                   static_cast<int>(chunk_.size()));
    if (size < 0) return Damaged();
    chunk_.resize(static_cast<size_t>(size));
    return Ok();
  }

  Error Damaged() const {
    return CorruptData("the compressed file is damaged: a {} chunk", snappy_ ? "snappy" : "lz4");
  }

  Refill input_;
  bool snappy_;
  uint32_t block_left_ = 0;
  std::string compressed_;
  std::string chunk_;
  size_t given_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> ExpandHadoopBlocks(std::unique_ptr<ByteSource> source, Compression chunks) {
  return std::make_unique<HadoopBlockSource>(std::move(source), chunks);
}

}  // namespace lakeport::formats
