#include "formats/orc/tail.h"

#include <algorithm>

namespace lakeport::formats {
namespace {

constexpr std::string_view kMagic = "ORC";
constexpr int64_t kFirstRead = 64 * 1024;
constexpr int64_t kMaxFooterSize = 32 * 1024 * 1024;
constexpr uint64_t kMaxBlockSize = uint64_t{1} << 30;

// Hive 0.11 wrote no magic behind its postscript, only at the beginning of the file. Hardly anything else is then known
// to be a postscript, so it must hold just what there was at the time.
bool IsOfHive11(const orc_metadata::PostScript& postscript) {
  return !postscript.has_magic() && postscript.footer_length() > 0 && postscript.has_compression() &&
         (postscript.compression() == 0 || postscript.has_compression_block_size()) &&
         postscript.unknown_fields().empty();
}

Status CheckMagic(const storage::InputFile& file, const orc_metadata::PostScript& postscript) {
  if (postscript.magic() == kMagic) return Ok();
  if (IsOfHive11(postscript)) {
    LP_ASSIGN(auto head, file.ReadAt(0, static_cast<int64_t>(kMagic.size())));
    if (head == kMagic) return Ok();
  }
  return CorruptData("it is not ORC, or cut short: no \"ORC\" at the end of its postscript");
}

struct Tail {
  std::string bytes;
  orc_metadata::PostScript postscript;
  int64_t postscript_size = 0;
};

Result<Tail> ReadPostScript(const storage::InputFile& file) {
  if (file.size() <= static_cast<int64_t>(kMagic.size())) {
    return CorruptData("it is not ORC, or cut short: {} bytes long", file.size());
  }
  Tail tail;
  int64_t size = std::min(file.size(), kFirstRead);
  LP_ASSIGN(tail.bytes, file.ReadAt(file.size() - size, size));
  tail.postscript_size = static_cast<unsigned char>(tail.bytes.back());
  int64_t at = size - 1 - tail.postscript_size;
  if (tail.postscript_size == 0 || at < 0 ||
      !tail.postscript.ParseFromArray(tail.bytes.data() + at, static_cast<int>(tail.postscript_size))) {
    return CorruptData("it is not ORC, or cut short: no postscript of {} bytes before offset {}", tail.postscript_size,
                       file.size() - 1);
  }
  LP_TRY(CheckMagic(file, tail.postscript));
  return tail;
}

Result<std::string> ReadFooterBytes(const storage::InputFile& file, const Tail& tail) {
  int64_t after = 1 + tail.postscript_size;
  uint64_t stored = tail.postscript.footer_length();
  if (stored > static_cast<uint64_t>(file.size() - after)) {
    return CorruptData("the ORC footer is said to be {} bytes long in a file of {}", stored, file.size());
  }
  auto size = static_cast<int64_t>(stored);
  if (size > kMaxFooterSize)
    return Unsupported("the ORC footer is {} bytes long; at most {} are read", size, kMaxFooterSize);
  auto have = static_cast<int64_t>(tail.bytes.size());
  if (size + after <= have) {
    return tail.bytes.substr(static_cast<size_t>(have - after - size), static_cast<size_t>(size));
  }
  return file.ReadAt(file.size() - after - size, size);
}

}  // namespace

Result<orc_metadata::Footer> ReadOrcTail(const storage::InputFile& file) {
  LP_ASSIGN(auto tail, ReadPostScript(file));
  LP_ASSIGN(auto bytes, ReadFooterBytes(file, tail));
  uint64_t block_size = tail.postscript.compression_block_size();
  if (block_size > kMaxBlockSize) return CorruptData("the ORC file claims a compression block of {} bytes", block_size);
  LP_ASSIGN(auto opened, DecompressOrc(tail.postscript.compression(), block_size, bytes));
  orc_metadata::Footer footer;
  if (!footer.ParseFromString(opened)) {
    return CorruptData("the ORC footer, {} bytes before the postscript, is damaged", bytes.size());
  }
  if (footer.types_size() == 0) return CorruptData("the ORC footer names no columns");
  if (footer.has_encryption()) return Unsupported("the ORC file has encrypted columns; decrypt it first");
  return footer;
}

}  // namespace lakeport::formats
