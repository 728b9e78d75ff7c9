#include "iceberg/avro/codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

namespace lakeport::iceberg::avro {
namespace {

constexpr std::pair<std::string_view, Codec> kCodecs[] = {
    {"null", Codec::kNull},
    {"deflate", Codec::kDeflate},
    {"snappy", Codec::kSnappy},
    {"zstandard", Codec::kZstandard},
};

constexpr size_t kExpandStep = 256 << 10;  // how much output is made room for at once
constexpr int kRawDeflate = -15;           // no zlib header, the largest window
constexpr int kDeflateLevel = 4;           // half of the default's time for a twentieth more bytes
constexpr int kZstandardLevel = 3;

Error TooLarge(size_t limit) { return CorruptData("Avro: a block expands to more than {} bytes", limit); }

class NullCodec final : public BlockCodec {
 public:
  Status Compress(std::string_view block, std::string* out) override {
    out->assign(block);
    return Ok();
  }
  Status Expand(std::string_view block, std::string* out) override {
    out->assign(block);
    return Ok();
  }
};

class DeflateCodec final : public BlockCodec {
 public:
  explicit DeflateCodec(size_t limit) : limit_(limit) {}
  ~DeflateCodec() override {
    if (deflating_) deflateEnd(&deflate_);
    if (inflating_) inflateEnd(&inflate_);
  }

  Status Compress(std::string_view block, std::string* out) override {
    LP_TRY(StartDeflate());
    out->resize(deflateBound(&deflate_, static_cast<uLong>(block.size())));
    Feed(block, &deflate_);
    deflate_.next_out = reinterpret_cast<Bytef*>(out->data());
    deflate_.avail_out = static_cast<uInt>(out->size());
    if (deflate(&deflate_, Z_FINISH) != Z_STREAM_END) return Internal("deflate did not finish a block");
    out->resize(out->size() - deflate_.avail_out);
    return Ok();
  }

  Status Expand(std::string_view block, std::string* out) override {
    LP_TRY(StartInflate());
    out->clear();
    Feed(block, &inflate_);
    for (int state = Z_OK; state != Z_STREAM_END;) {
      size_t done = out->size();
      out->resize(done + kExpandStep);
      inflate_.next_out = reinterpret_cast<Bytef*>(out->data() + done);
      inflate_.avail_out = static_cast<uInt>(kExpandStep);
      state = inflate(&inflate_, Z_NO_FLUSH);
      out->resize(out->size() - inflate_.avail_out);
      if (out->size() > limit_) return TooLarge(limit_);
      if (state != Z_OK && state != Z_STREAM_END) return CorruptData("Avro: a deflate block is damaged or cut short");
    }
    return Ok();
  }

 private:
  static void Feed(std::string_view bytes, z_stream* stream) {
    stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
    stream->avail_in = static_cast<uInt>(bytes.size());
  }

  Status StartDeflate() {
    int state = deflating_ ? deflateReset(&deflate_)
                           : deflateInit2(&deflate_, kDeflateLevel, Z_DEFLATED, kRawDeflate, 9, Z_DEFAULT_STRATEGY);
    deflating_ = deflating_ || state == Z_OK;
    return state == Z_OK ? Ok() : Status(Internal("deflate cannot start: {}", state));
  }

  Status StartInflate() {
    int state = inflating_ ? inflateReset(&inflate_) : inflateInit2(&inflate_, kRawDeflate);
    inflating_ = inflating_ || state == Z_OK;
    return state == Z_OK ? Ok() : Status(Internal("inflate cannot start: {}", state));
  }

  size_t limit_;
  z_stream deflate_{};
  z_stream inflate_{};
  bool deflating_ = false;
  bool inflating_ = false;
};

std::array<char, 4> Checksum(std::string_view bytes) {
  uLong crc = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  std::array<char, 4> big_endian{};
  for (size_t i = 0; i < 4; ++i) big_endian[i] = static_cast<char>(crc >> (8 * (3 - i)));
  return big_endian;
}

class SnappyCodec final : public BlockCodec {
 public:
  explicit SnappyCodec(size_t limit) : limit_(limit) {}

  Status Compress(std::string_view block, std::string* out) override {
    snappy::Compress(block.data(), block.size(), out);
    auto checksum = Checksum(block);
    out->append(checksum.data(), checksum.size());
    return Ok();
  }

  Status Expand(std::string_view block, std::string* out) override {
    if (block.size() < kChecksumSize) return CorruptData("Avro: a snappy block of {} bytes", block.size());
    auto body = block.substr(0, block.size() - kChecksumSize);
    auto checksum = block.substr(body.size());
    size_t size = 0;
    if (!snappy::GetUncompressedLength(body.data(), body.size(), &size)) return Damaged();
    if (size > limit_) return TooLarge(limit_);
    if (!snappy::IsValidCompressedBuffer(body.data(), body.size())) return Damaged();
    if (!snappy::Uncompress(body.data(), body.size(), out)) return Damaged();
    auto expected = Checksum(*out);
    if (!std::equal(expected.begin(), expected.end(), checksum.begin())) {
      return CorruptData("Avro: a snappy block does not have the checksum that it states");
    }
    return Ok();
  }

 private:
  static constexpr size_t kChecksumSize = 4;
  static Error Damaged() { return CorruptData("Avro: a snappy block is damaged or cut short"); }

  size_t limit_;
};

class ZstandardCodec final : public BlockCodec {
 public:
  explicit ZstandardCodec(size_t limit) : limit_(limit) {}

  Status Compress(std::string_view block, std::string* out) override {
    if (!compress_) compress_.reset(ZSTD_createCCtx());
    if (!compress_) return Internal("no memory for zstandard");
    out->resize(ZSTD_compressBound(block.size()));
    size_t size =
        ZSTD_compressCCtx(compress_.get(), out->data(), out->size(), block.data(), block.size(), kZstandardLevel);
    if (ZSTD_isError(size) != 0) return Internal("zstandard: {}", ZSTD_getErrorName(size));
    out->resize(size);
    return Ok();
  }

  // As a stream: the frame's own claim of its size may be missing, or a lie.
  Status Expand(std::string_view block, std::string* out) override {
    if (!expand_) expand_.reset(ZSTD_createDCtx());
    if (!expand_) return Internal("no memory for zstandard");
    ZSTD_DCtx_reset(expand_.get(), ZSTD_reset_session_only);
    ZSTD_inBuffer input{block.data(), block.size(), 0};
    out->clear();
    for (size_t hint = 1; hint != 0 || input.pos < input.size;) {
      size_t done = out->size();
      out->resize(done + kExpandStep);
      ZSTD_outBuffer output{out->data() + done, kExpandStep, 0};
      size_t consumed = input.pos;
      hint = ZSTD_decompressStream(expand_.get(), &output, &input);
      out->resize(done + output.pos);
      if (out->size() > limit_) return TooLarge(limit_);
      if (ZSTD_isError(hint) != 0) return CorruptData("Avro: a zstandard block: {}", ZSTD_getErrorName(hint));
      if (hint != 0 && output.pos == 0 && input.pos == consumed)
        return CorruptData("Avro: a zstandard block is cut short");
    }
    return Ok();
  }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  size_t limit_;
  std::unique_ptr<ZSTD_CCtx, Free> compress_;
  std::unique_ptr<ZSTD_DCtx, Free> expand_;
};

}  // namespace

std::string_view ToString(Codec codec) { return kCodecs[static_cast<size_t>(codec)].first; }

Result<Codec> ParseCodec(const std::string& name) {
  for (const auto& [known, codec] : kCodecs) {
    if (name == known) return codec;
  }
  return Unsupported("the Avro codec \"{}\"; null, deflate, snappy and zstandard are read", name);
}

std::unique_ptr<BlockCodec> NewBlockCodec(Codec codec, size_t limit) {
  switch (codec) {
    case Codec::kNull: break;
    case Codec::kDeflate: return std::make_unique<DeflateCodec>(limit);
    case Codec::kSnappy: return std::make_unique<SnappyCodec>(limit);
    case Codec::kZstandard: return std::make_unique<ZstandardCodec>(limit);
  }
  return std::make_unique<NullCodec>();
}

}  // namespace lakeport::iceberg::avro
