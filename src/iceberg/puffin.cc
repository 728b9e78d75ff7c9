#include "iceberg/puffin.h"

#include <algorithm>
#include <string_view>

namespace lakeport::iceberg {
namespace {

constexpr std::string_view kMagic("PFA1", 4);
// Behind the payload: its size and the flags, four bytes each, and the magic.
constexpr int64_t kTailBytes = 12;
constexpr int64_t kLeastBytes = 4 + 4 + kTailBytes;
constexpr int64_t kMostPayload = int64_t{64} << 20;
constexpr int64_t kCopyBytes = 1 << 20;

uint32_t LittleEndian(std::string_view bytes) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number |= uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return number;
}

std::string LittleEndian(uint32_t number) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> (8 * i));
  return bytes;
}

// Each blob must lie between the magic at the beginning and the footer.
Status CheckBlobs(const PuffinFooter& footer) {
  LP_ASSIGN(const Json* blobs, GetArray(footer.payload, "blobs"));
  for (const Json& blob : *blobs) {
    LP_ASSIGN(int64_t offset, GetInt64(blob, "offset"));
    LP_ASSIGN(int64_t length, GetInt64(blob, "length"));
    bool inside = offset >= 4 && length >= 0 && offset <= footer.blobs_end && length <= footer.blobs_end - offset;
    if (!inside) return CorruptData("a blob of {} bytes at {} lies outside of the blobs", length, offset);
  }
  return Ok();
}

Result<PuffinFooter> Read(const storage::InputFile& file) {
  if (file.size() < kLeastBytes) return CorruptData("it has {} bytes, too few for a Puffin file", file.size());
  LP_ASSIGN(auto tail, file.ReadAt(file.size() - kTailBytes, kTailBytes));
  LP_ASSIGN(auto head, file.ReadAt(0, 4));
  if (head != kMagic || tail.substr(8) != kMagic) return CorruptData("it does not begin and end as a Puffin file does");
  if (uint32_t flags = LittleEndian(std::string_view(tail).substr(4)); flags != 0) {
    return Unsupported("its footer has the flags {:x}; compressed footers are not read", flags);
  }
  int64_t size = LittleEndian(tail);
  PuffinFooter footer{.payload = {}, .blobs_end = file.size() - kTailBytes - size - 4};
  if (size > kMostPayload || footer.blobs_end < 4) return CorruptData("its footer claims to have {} bytes", size);
  LP_ASSIGN(auto bytes, file.ReadAt(footer.blobs_end, size + 4));
  if (!bytes.starts_with(kMagic)) return CorruptData("its footer does not begin as one does");
  LP_ASSIGN(footer.payload, ParseJson(std::string_view(bytes).substr(4), "the footer"));
  LP_TRY(CheckBlobs(footer));
  return footer;
}

Status EditProperties(Json& payload, const std::function<Status(Json&)>& edit) {
  for (Json& blob : payload.at("blobs")) {
    if (!blob.contains("properties") || !blob["properties"].is_object()) continue;
    LP_TRY(edit(blob["properties"]));
  }
  return Ok();
}

Status CopyBlobs(const storage::InputFile& from, int64_t end, storage::OutputFile& to) {
  for (int64_t offset = 0; offset < end; offset += kCopyBytes) {
    LP_ASSIGN(auto bytes, from.ReadAt(offset, std::min(kCopyBytes, end - offset)));
    LP_TRY(to.Append(bytes));
  }
  return Ok();
}

}  // namespace

Result<PuffinFooter> ReadPuffinFooter(const storage::InputFile& file) {
  LP_ASSIGN(auto footer, Read(file), "reading {}", file.location().ToString());
  return footer;
}

Result<int64_t> EditPuffin(const storage::InputFile& from, std::unique_ptr<storage::OutputFile> to,
                           const std::function<Status(Json& properties)>& edit) {
  LP_ASSIGN(auto footer, ReadPuffinFooter(from));
  LP_TRY(EditProperties(footer.payload, edit), "reading {}", from.location().ToString());
  auto payload = FormatJson(footer.payload);
  LP_TRY(CopyBlobs(from, footer.blobs_end, *to));
  LP_TRY(to->Append(kMagic));
  LP_TRY(to->Append(payload));
  LP_TRY(to->Append(LittleEndian(static_cast<uint32_t>(payload.size())) + LittleEndian(0)));
  LP_TRY(to->Append(kMagic));
  LP_TRY(to->Close());
  return to->size();
}

}  // namespace lakeport::iceberg
