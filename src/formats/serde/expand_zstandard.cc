#include <utility>

#include <zstd.h>

#include "formats/serde/byte_source.h"
#include "formats/serde/refill.h"

namespace lakeport::formats {
namespace {

class ZstandardSource final : public ByteSource {
 public:
  explicit ZstandardSource(std::unique_ptr<ByteSource> source)
      : input_(std::move(source)), context_(ZSTD_createDCtx()) {}

  Result<size_t> Read(char* out, size_t size) override {
    if (!context_) return Internal("no memory for zstandard");
    while (true) {
      LP_ASSIGN(auto bytes, input_.Peek());
      if (bytes.empty() && wanted_ == 0) return size_t{0};
      ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
      ZSTD_outBuffer output{out, size, 0};
      wanted_ = ZSTD_decompressStream(context_.get(), &output, &input);
      if (ZSTD_isError(wanted_) != 0)
        return CorruptData("the compressed file is damaged: {}", ZSTD_getErrorName(wanted_));
      input_.Take(input.pos);
      if (output.pos > 0) return output.pos;
      if (bytes.empty()) return CorruptData("the compressed file is cut short");
    }
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  Refill input_;
  std::unique_ptr<ZSTD_DCtx, Free> context_;
  size_t wanted_ = 0;  // 0 between frames
};

}  // namespace

std::unique_ptr<ByteSource> ExpandZstandard(std::unique_ptr<ByteSource> source) {
  return std::make_unique<ZstandardSource>(std::move(source));
}

}  // namespace lakeport::formats
