#include <algorithm>
#include <array>
#include <memory>

#include <lz4.h>
#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

#include "formats/orc/tail.h"

namespace lakeport::formats {
namespace {

constexpr size_t kMaxOpened = 32 * 1024 * 1024;
constexpr size_t kHeaderSize = 3;

Error BadChunk(std::string_view codec) { return CorruptData("the ORC tail holds a damaged {} chunk", codec); }

// Raw deflate, without zlib's header. Opens in steps, since most chunks open to much less than the block size.
Status AppendZlib(std::string_view chunk, size_t limit, std::string* out) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return Internal("zlib could not be set up");
  std::unique_ptr<z_stream, decltype(&inflateEnd)> cleanup(&stream, &inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(chunk.data()));
  stream.avail_in = static_cast<uInt>(chunk.size());
  size_t begin = out->size();
  int code = Z_OK;
  while (code == Z_OK) {
    size_t done = stream.total_out;
    if (done > limit) return BadChunk("zlib");
    size_t step = std::min(limit + 1 - done, std::max<size_t>(4 * chunk.size(), 4096));
    out->resize(begin + done + step);
    stream.next_out = reinterpret_cast<Bytef*>(out->data() + begin + done);
    stream.avail_out = static_cast<uInt>(step);
    code = inflate(&stream, Z_NO_FLUSH);
  }
  out->resize(begin + stream.total_out);
  return code == Z_STREAM_END && stream.total_out <= limit ? Ok() : BadChunk("zlib");
}

Status AppendSnappy(std::string_view chunk, size_t limit, std::string* out) {
  size_t size = 0;
  if (!snappy::GetUncompressedLength(chunk.data(), chunk.size(), &size) || size > limit) return BadChunk("snappy");
  size_t begin = out->size();
  out->resize(begin + size);
  if (!snappy::RawUncompress(chunk.data(), chunk.size(), out->data() + begin)) return BadChunk("snappy");
  return Ok();
}

Status AppendLz4(std::string_view chunk, size_t limit, std::string* out) {
  size_t begin = out->size();
  out->resize(begin + limit);
  int size =
      LZ4_decompress_safe(chunk.data(), out->data() + begin, static_cast<int>(chunk.size()), static_cast<int>(limit));
  if (size < 0) return BadChunk("lz4");
  out->resize(begin + static_cast<size_t>(size));
  return Ok();
}

Status AppendZstd(std::string_view chunk, size_t limit, std::string* out) {
  auto known = ZSTD_getFrameContentSize(chunk.data(), chunk.size());
  if (known == ZSTD_CONTENTSIZE_ERROR) return BadChunk("zstd");
  if (known != ZSTD_CONTENTSIZE_UNKNOWN && known > limit) return BadChunk("zstd");
  size_t capacity = known == ZSTD_CONTENTSIZE_UNKNOWN ? limit : static_cast<size_t>(known);
  size_t begin = out->size();
  out->resize(begin + capacity);
  size_t size = ZSTD_decompress(out->data() + begin, capacity, chunk.data(), chunk.size());
  if (ZSTD_isError(size) != 0) return BadChunk("zstd");
  out->resize(begin + size);
  return Ok();
}

Status AppendOpened(uint32_t compression, std::string_view chunk, size_t limit, std::string* out) {
  switch (static_cast<OrcCompression>(compression)) {
    case OrcCompression::kZlib: return AppendZlib(chunk, limit, out);
    case OrcCompression::kSnappy: return AppendSnappy(chunk, limit, out);
    case OrcCompression::kLz4: return AppendLz4(chunk, limit, out);
    case OrcCompression::kZstd: return AppendZstd(chunk, limit, out);
    case OrcCompression::kLzo: return Unsupported("the ORC file is compressed with LZO, which can't be read here");
    default: return Unsupported("the ORC file has an unknown compression, number {}", compression);
  }
}

}  // namespace

Result<std::string> DecompressOrc(uint32_t compression, uint64_t block_size, std::string_view bytes) {
  if (compression == static_cast<uint32_t>(OrcCompression::kNone)) return std::string(bytes);
  std::string out;
  while (!bytes.empty()) {
    if (bytes.size() < kHeaderSize) return CorruptData("the ORC tail ends within a chunk's header");
    auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[at])); };
    uint32_t header = byte(0) | byte(1) << 8 | byte(2) << 16;
    bool original = (header & 1) != 0;
    size_t size = header >> 1;
    bytes.remove_prefix(kHeaderSize);
    if (size > bytes.size()) return CorruptData("an ORC chunk of {} bytes reaches past the tail's end", size);
    auto limit = std::min<size_t>(block_size, kMaxOpened - out.size());
    if (original && size > kMaxOpened - out.size())
      return Unsupported("the ORC tail is larger than {} bytes", kMaxOpened);
    if (original) {
      out.append(bytes.substr(0, size));
    } else {
      LP_TRY(AppendOpened(compression, bytes.substr(0, size), limit, &out));
    }
    bytes.remove_prefix(size);
  }
  return out;
}

}  // namespace lakeport::formats
