#include "formats/serde/byte_source.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

struct CodecRule {
  std::string_view extension;
  Compression compression;
};

constexpr std::array kCodecs = {
    CodecRule{".gz", Compression::kGzip},       CodecRule{".deflate", Compression::kDeflate},
    CodecRule{".bz2", Compression::kBzip2},     CodecRule{".zst", Compression::kZstandard},
    CodecRule{".snappy", Compression::kSnappy}, CodecRule{".lz4", Compression::kLz4},
};
constexpr std::array<std::string_view, 3> kUnreadable = {".lzo", ".lzo_deflate", ".xz"};

class FileBytes final : public ByteSource {
 public:
  FileBytes(std::shared_ptr<const storage::InputFile> file, int64_t offset) : file_(std::move(file)), offset_(offset) {}

  Result<size_t> Read(char* out, size_t size) override {
    int64_t length = std::min(static_cast<int64_t>(size), file_->size() - offset_);
    if (length <= 0) return size_t{0};
    LP_ASSIGN(std::string bytes, file_->ReadAt(offset_, length));
    if (static_cast<int64_t>(bytes.size()) != length) return CorruptData("the file ended while it was being read");
    std::memcpy(out, bytes.data(), bytes.size());
    offset_ += length;
    return bytes.size();
  }

 private:
  std::shared_ptr<const storage::InputFile> file_;
  int64_t offset_;
};

}  // namespace

Result<Compression> CompressionOf(std::string_view file_name) {
  auto lower = hive::LowerName(file_name);
  for (const auto& rule : kCodecs) {
    if (lower.ends_with(rule.extension)) return rule.compression;
  }
  for (auto extension : kUnreadable) {
    if (lower.ends_with(extension)) {
      return Unsupported("{} files are not expanded here: use the spark executor", extension);
    }
  }
  return Compression::kNone;
}

std::unique_ptr<ByteSource> ReadBytes(std::shared_ptr<const storage::InputFile> file, int64_t offset) {
  return std::make_unique<FileBytes>(std::move(file), offset);
}

std::unique_ptr<ByteSource> Expand(Compression compression, std::unique_ptr<ByteSource> source) {
  switch (compression) {
    case Compression::kNone: return source;
    case Compression::kGzip:
    case Compression::kDeflate: return ExpandZlib(std::move(source));
    case Compression::kBzip2: return ExpandBzip2(std::move(source));
    case Compression::kZstandard: return ExpandZstandard(std::move(source));
    case Compression::kSnappy:
    case Compression::kLz4: return ExpandHadoopBlocks(std::move(source), compression);
  }
  return source;
}

}  // namespace lakeport::formats
