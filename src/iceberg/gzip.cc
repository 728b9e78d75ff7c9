#include "iceberg/gzip.h"

#include <algorithm>
#include <array>
#include <limits>

#include <zlib.h>

namespace lakeport::iceberg {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's largest window, with gzip's header
constexpr size_t kChunk = size_t{64} << 10;
constexpr size_t kMostInput = size_t{1} << 30;  // zlib counts what it is given in 32 bits

class Inflater {
 public:
  Inflater() { ready_ = inflateInit2(&stream_, kGzipWindow) == Z_OK; }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Appends to `out` what `bytes` holds, until its end or `limit`; Z_STREAM_END, or what went wrong.
  int Run(std::string_view bytes, size_t limit, std::string& out) {
    if (!ready_) return Z_MEM_ERROR;
    std::array<char, kChunk> chunk{};
    int state = Z_OK;
    while (state == Z_OK && out.size() <= limit) {
      if (stream_.avail_in == 0) {
        auto part = bytes.substr(0, std::min(bytes.size(), kMostInput));
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));  // zlib does not write to it
        stream_.avail_in = static_cast<uInt>(part.size());
        bytes.remove_prefix(part.size());
      }
      stream_.next_out = reinterpret_cast<Bytef*>(chunk.data());
      stream_.avail_out = static_cast<uInt>(chunk.size());
      state = inflate(&stream_, Z_NO_FLUSH);
      out.append(chunk.data(), chunk.size() - stream_.avail_out);
    }
    return state;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

bool IsGzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Result<std::string> Gunzip(std::string_view bytes, size_t limit) {
  std::string out;
  int state = Inflater().Run(bytes, limit, out);
  if (out.size() > limit) return CorruptData("a gzip file holds more than {} bytes", limit);
  if (state == Z_STREAM_END) return out;
  return CorruptData("a gzip file is {}", state == Z_BUF_ERROR ? "cut short" : "damaged");
}

}  // namespace lakeport::iceberg
