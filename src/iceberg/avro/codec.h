#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lakeport::iceberg::avro {

// How a container's blocks are compressed (Avro specification 1.11, "Required Codecs", "Optional Codecs").
enum class Codec { kNull, kDeflate, kSnappy, kZstandard };
std::string_view ToString(Codec codec);             // "zstandard", as "avro.codec" has it
Result<Codec> ParseCodec(const std::string& name);  // Unsupported for any other

// No block is larger than this, compressed or not.
inline constexpr size_t kMaxBlockBytes = size_t{256} << 20;

// Compresses and expands blocks, one at a time; keeps its working memory from block to block. For one thread.
class BlockCodec {
 public:
  virtual ~BlockCodec() = default;
  // Both replace what `out` held. Snappy's blocks end with the CRC-32 of the expanded bytes; it is checked.
  virtual Status Compress(std::string_view block, std::string* out) = 0;
  virtual Status Expand(std::string_view block, std::string* out) = 0;
};

// What expands to more than `limit` bytes is CorruptData.
std::unique_ptr<BlockCodec> NewBlockCodec(Codec codec, size_t limit = kMaxBlockBytes);

}  // namespace lakeport::iceberg::avro
