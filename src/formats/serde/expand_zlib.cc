#include <algorithm>
#include <limits>
#include <utility>

#include <zlib.h>

#include "formats/serde/byte_source.h"
#include "formats/serde/refill.h"

namespace lakeport::formats {
namespace {

constexpr int kZlibOrGzip = 32 + MAX_WBITS;  // whichever header is there

class ZlibSource final : public ByteSource {
 public:
  explicit ZlibSource(std::unique_ptr<ByteSource> source) : input_(std::move(source)) {}
  ZlibSource(const ZlibSource&) = delete;
  ZlibSource& operator=(const ZlibSource&) = delete;
  ~ZlibSource() override {
    if (started_) inflateEnd(&stream_);
  }

  Result<size_t> Read(char* out, size_t size) override {
    if (!started_ && inflateInit2(&stream_, kZlibOrGzip) != Z_OK) return Internal("zlib can't be set up");
    started_ = true;
    while (true) {
      LP_ASSIGN(auto bytes, input_.Peek());
      if (bytes.empty() && between_members_) return size_t{0};
      if (bytes.empty()) return CorruptData("the compressed file is cut short");
      LP_ASSIGN(size_t count, Inflate(bytes, out, size));
      if (count > 0) return count;
    }
  }

 private:
  Result<size_t> Inflate(std::string_view bytes, char* out, size_t size) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    auto room = static_cast<uInt>(std::min<size_t>(size, std::numeric_limits<uInt>::max()));
    stream_.avail_out = room;
    between_members_ = false;
    int state = inflate(&stream_, Z_NO_FLUSH);
    input_.Take(bytes.size() - stream_.avail_in);
    if (state == Z_STREAM_END) {
      between_members_ = true;
      inflateReset(&stream_);
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      return CorruptData("the compressed file is damaged: {}", stream_.msg != nullptr ? stream_.msg : "zlib");
    }
    return size_t{room - stream_.avail_out};
  }

  Refill input_;
  z_stream stream_{};
  bool started_ = false;
  bool between_members_ = true;
};

}  // namespace

std::unique_ptr<ByteSource> ExpandZlib(std::unique_ptr<ByteSource> source) {
  return std::make_unique<ZlibSource>(std::move(source));
}

}  // namespace lakeport::formats
