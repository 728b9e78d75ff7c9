#include "iceberg/avro/container_reader.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "iceberg/avro/container.h"
#include "iceberg/avro/decoder.h"

namespace lakeport::iceberg::avro {
namespace {

constexpr int64_t kReadAhead = 256 << 10;
constexpr int64_t kMaxHeaderBytes = 64 << 20;
constexpr int64_t kLongestVarint = 10;

}  // namespace

Result<ContainerReader> ContainerReader::Start(std::unique_ptr<storage::InputFile> file) {
  ContainerReader reader(std::move(file));
  LP_TRY(reader.ReadHeader());
  return reader;
}

std::optional<std::string> ContainerReader::FindMetadata(const std::string& key) const {
  auto found = metadata_.find(key);
  if (found == metadata_.end()) return std::nullopt;
  return found->second;
}

Status ContainerReader::ReadHeader() {
  if (file_->size() < static_cast<int64_t>(kMagic.size()))
    return CorruptData("not an Avro file: {} bytes", file_->size());
  LP_ASSIGN(auto magic, Take(kMagic.size()));
  if (magic != kMagic) return CorruptData("not an Avro file: it does not begin with \"Obj\" and 1");
  LP_TRY(ReadMetadata());
  LP_ASSIGN(sync_, Take(kSyncSize));
  auto schema = FindMetadata(std::string(kSchemaKey));
  if (!schema) return CorruptData("an Avro file without {}", kSchemaKey);
  LP_ASSIGN(schema_, ParseSchema(*schema));
  LP_ASSIGN(auto codec, ParseCodec(FindMetadata(std::string(kCodecKey)).value_or("null")));
  codec_ = NewBlockCodec(codec);
  return Ok();
}

Status ContainerReader::ReadMetadata() {
  for (;;) {
    LP_ASSIGN(int64_t count, TakeLong());
    if (count == 0) return Ok();
    if (count < 0) LP_TRY(TakeLong());  // the block's length, which is of no use here
    if (count == std::numeric_limits<int64_t>::min()) return CorruptData("an Avro header of too many entries");
    LP_TRY(ReadMetadataBlock(std::abs(count)));
  }
}

Status ContainerReader::ReadMetadataBlock(int64_t count) {
  for (; count > 0; --count) {
    LP_ASSIGN(std::string key, TakeText());
    LP_ASSIGN(std::string value, TakeText());
    if (offset_ > kMaxHeaderBytes) return CorruptData("an Avro header of more than {} bytes", kMaxHeaderBytes);
    metadata_[std::move(key)] = std::move(value);
  }
  return Ok();
}

Result<std::optional<ContainerReader::Block>> ContainerReader::NextBlock() {
  if (at_end()) return std::optional<Block>();
  int64_t start = offset_;
  LP_ASSIGN(Block block, ReadBlock(), "reading the Avro block at byte {}", start);
  return std::optional<Block>(block);
}

Result<ContainerReader::Block> ContainerReader::ReadBlock() {
  LP_ASSIGN(int64_t records, TakeLong());
  LP_ASSIGN(int64_t length, TakeLong());
  if (records < 0) return CorruptData("an Avro block of {} records", records);
  if (length > static_cast<int64_t>(kMaxBlockBytes)) return CorruptData("an Avro block of {} bytes", length);
  LP_ASSIGN(auto bytes, Take(length));
  LP_TRY(codec_->Expand(bytes, &expanded_));
  LP_ASSIGN(auto sync, Take(kSyncSize));
  if (sync != sync_) return CorruptData("an Avro block does not end with the file's sync marker");
  return Block{records, expanded_};
}

// Makes the window hold `wanted` bytes from offset_, or what the file still has.
Status ContainerReader::Fill(int64_t wanted) {
  int64_t available = file_->size() - offset_;
  wanted = std::min(wanted, available);
  int64_t held = window_offset_ + static_cast<int64_t>(window_.size()) - offset_;
  if (held >= wanted) return Ok();
  window_.erase(0, static_cast<size_t>(offset_ - window_offset_));
  window_offset_ = offset_;
  int64_t length = std::min(std::max(wanted, kReadAhead), available) - held;
  LP_ASSIGN(std::string more, file_->ReadAt(offset_ + held, length));
  if (static_cast<int64_t>(more.size()) != length) return CorruptData("the file ended while it was being read");
  window_ += more;
  return Ok();
}

Result<std::string_view> ContainerReader::Take(int64_t length) {
  if (length < 0) return CorruptData("Avro: a negative length");
  if (length > file_->size() - offset_) return CorruptData("the Avro file ends early, at byte {}", file_->size());
  LP_TRY(Fill(length));
  auto taken =
      std::string_view(window_).substr(static_cast<size_t>(offset_ - window_offset_), static_cast<size_t>(length));
  offset_ += length;
  return taken;
}

Result<int64_t> ContainerReader::TakeLong() {
  LP_TRY(Fill(kLongestVarint));
  Decoder decoder(std::string_view(window_).substr(static_cast<size_t>(offset_ - window_offset_)));
  int64_t value = decoder.Long();
  LP_TRY(decoder.status());
  offset_ += static_cast<int64_t>(decoder.position());
  return value;
}

Result<std::string> ContainerReader::TakeText() {
  LP_ASSIGN(int64_t length, TakeLong());
  if (length > kMaxHeaderBytes) return CorruptData("an Avro header of more than {} bytes", kMaxHeaderBytes);
  LP_ASSIGN(auto text, Take(length));
  return std::string(text);
}

}  // namespace lakeport::iceberg::avro
