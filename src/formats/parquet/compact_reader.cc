#include "formats/parquet/compact_reader.h"

#include <limits>

namespace lakeport::formats {

void CompactReader::Fail(const char* what) {
  if (failure_ == nullptr) failure_ = what;
}

uint8_t CompactReader::ReadByte() {
  if (!ok()) return 0;
  if (position_ >= bytes_.size()) {
    Fail("it ends too early");
    return 0;
  }
  return static_cast<uint8_t>(bytes_[position_++]);
}

uint64_t CompactReader::ReadVarint() {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    uint8_t byte = ReadByte();
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  Fail("a number is too long");
  return 0;
}

int64_t CompactReader::ReadZigzag(int64_t low, int64_t high) {
  uint64_t raw = ReadVarint();
  auto value = static_cast<int64_t>(raw >> 1) ^ -static_cast<int64_t>(raw & 1);
  if (value >= low && value <= high) return value;
  Fail("a number is too large");
  return 0;
}

void CompactReader::Advance(uint64_t count) {
  if (!ok()) return;
  if (count > bytes_.size() - position_) return Fail("a value reaches past the end");
  position_ += static_cast<size_t>(count);
}

bool CompactReader::Enter() {
  if (!ok()) return false;
  if (depth_ >= kMaxDepth) {
    Fail("it is nested too deep");
    return false;
  }
  ++depth_;
  return true;
}

bool CompactReader::NextField() {
  uint8_t header = ReadByte();
  if (!ok() || header == kStop) return false;
  type_ = header & 0x0f;
  in_list_ = false;
  int delta = header >> 4;
  int64_t id = delta != 0 ? field_id_ + delta
                          : ReadZigzag(std::numeric_limits<int16_t>::min(), std::numeric_limits<int16_t>::max());
  if (id > std::numeric_limits<int16_t>::max()) Fail("a field id is too large");
  field_id_ = static_cast<int16_t>(id);
  return ok();
}

bool CompactReader::Expect(WireType type) {
  if (ok() && type_ != type) Fail("a value has another type than its field");
  return ok();
}

bool CompactReader::ReadBool() {
  if (type_ != kTrue && type_ != kFalse) Fail("a value has another type than its field");
  if (!ok()) return false;
  return (in_list_ ? ReadByte() : type_) == kTrue;
}

int8_t CompactReader::ReadI8() { return Expect(kI8) ? static_cast<int8_t>(ReadByte()) : int8_t{0}; }

int32_t CompactReader::ReadI32() {
  if (!Expect(kI32)) return 0;
  return static_cast<int32_t>(ReadZigzag(std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
}

int64_t CompactReader::ReadI64() {
  if (!Expect(kI64)) return 0;
  return ReadZigzag(std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
}

std::string_view CompactReader::ReadBinary() {
  if (!Expect(kBinary)) return {};
  uint64_t size = ReadVarint();
  size_t begin = position_;
  Advance(size);
  return ok() ? bytes_.substr(begin, static_cast<size_t>(size)) : std::string_view();
}

uint64_t CompactReader::BeginList(uint8_t* item_type) {
  uint8_t header = ReadByte();
  *item_type = header & 0x0f;
  uint64_t count = header >> 4;
  if (count == 15) count = ReadVarint();
  // Every item takes a byte at least.
  if (ok() && count > bytes_.size() - position_) Fail("a list claims more items than there are bytes");
  return ok() ? count : 0;
}

void CompactReader::SkipListItems() {
  uint8_t item_type = 0;
  uint64_t count = BeginList(&item_type);
  for (uint64_t i = 0; i < count && ok(); ++i) {
    type_ = item_type;
    in_list_ = true;
    Skip();
  }
}

void CompactReader::SkipMapEntries() {
  uint64_t count = ReadVarint();
  if (count == 0) return;
  uint8_t types = ReadByte();
  if (ok() && count > bytes_.size() - position_) return Fail("a map claims more entries than there are bytes");
  for (uint64_t i = 0; i < count && ok(); ++i) {
    for (int half : {types >> 4, types & 0x0f}) {
      type_ = static_cast<uint8_t>(half);
      in_list_ = true;
      Skip();
    }
  }
}

void CompactReader::Skip() {
  if (!ok()) return;
  switch (type_) {
    case kTrue:
    case kFalse: return Advance(in_list_ ? 1 : 0);
    case kI8: return Advance(1);
    case kI16:
    case kI32:
    case kI64: static_cast<void>(ReadVarint()); return;
    case kDouble: return Advance(8);
    case kUuid: return Advance(16);
    case kBinary: return Advance(ReadVarint());
    case kStruct: return ReadStruct([this](int16_t) { Skip(); });
    case kList:
    case kSet:
    case kMap:
      if (!Enter()) return;
      type_ == kMap ? SkipMapEntries() : SkipListItems();
      --depth_;
      return;
    default: return Fail("a value has an unknown type");
  }
}

std::string_view CompactReader::SkipToView() {
  size_t begin = position_;
  Skip();
  return ok() ? bytes_.substr(begin, position_ - begin) : std::string_view();
}

}  // namespace lakeport::formats
