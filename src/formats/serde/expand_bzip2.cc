#include <algorithm>
#include <limits>
#include <utility>

#include <bzlib.h>

#include "formats/serde/byte_source.h"
#include "formats/serde/refill.h"

namespace lakeport::formats {
namespace {

class Bzip2Source final : public ByteSource {
 public:
  explicit Bzip2Source(std::unique_ptr<ByteSource> source) : input_(std::move(source)) {}
  Bzip2Source(const Bzip2Source&) = delete;
  Bzip2Source& operator=(const Bzip2Source&) = delete;
  ~Bzip2Source() override { End(); }

  Result<size_t> Read(char* out, size_t size) override {
    while (true) {
      LP_ASSIGN(auto bytes, input_.Peek());
      if (bytes.empty() && !started_) return size_t{0};
      if (bytes.empty()) return CorruptData("the compressed file is cut short");
      LP_ASSIGN(size_t count, Decompress(bytes, out, size));
      if (count > 0) return count;
    }
  }

 private:
  void End() {
    if (started_) BZ2_bzDecompressEnd(&stream_);
    started_ = false;
  }

  Result<size_t> Decompress(std::string_view bytes, char* out, size_t size) {
    if (!started_) {
      stream_ = {};
      if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) return Internal("bzip2 can't be set up");
      started_ = true;
    }
    stream_.next_in = const_cast<char*>(bytes.data());  // bzip2 does not write there
    stream_.avail_in = static_cast<unsigned>(bytes.size());
    stream_.next_out = out;
    auto room = static_cast<unsigned>(std::min<size_t>(size, std::numeric_limits<unsigned>::max()));
    stream_.avail_out = room;
    int state = BZ2_bzDecompress(&stream_);
    input_.Take(bytes.size() - stream_.avail_in);
    size_t count = room - stream_.avail_out;
    if (state == BZ_STREAM_END) {
      End();
    } else if (state != BZ_OK) {
      return CorruptData("the compressed file is damaged: bzip2 says {}", state);
    }
    return count;
  }

  Refill input_;
  bz_stream stream_{};
  bool started_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> ExpandBzip2(std::unique_ptr<ByteSource> source) {
  return std::make_unique<Bzip2Source>(std::move(source));
}

}  // namespace lakeport::formats
