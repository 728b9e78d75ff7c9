#include "iceberg/avro/decoder.h"

#include <bit>
#include <limits>

namespace lakeport::iceberg::avro {
namespace {

constexpr size_t kValuesPerByte = 16;
constexpr size_t kFreeValues = 1 << 16;
constexpr int kLongestVarint = 10;

template <typename Unsigned>
Unsigned LittleEndian(std::string_view bytes) {
  Unsigned bits = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bits |= static_cast<Unsigned>(static_cast<Unsigned>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  }
  return bits;
}

}  // namespace

Decoder::Decoder(std::string_view bytes) : bytes_(bytes), budget_(kFreeValues + kValuesPerByte * bytes.size()) {}

Status Decoder::status() const {
  if (ok()) return Ok();
  return CorruptData("Avro: {}", fault_);
}

void Decoder::Fail(std::string_view fault) {
  if (!ok()) return;
  fault_ = fmt::format("{} (at byte {} of {})", fault, position_, bytes_.size());
  position_ = bytes_.size();
}

bool Decoder::Boolean() {
  std::string_view byte = Fixed(1);
  if (byte.empty()) return false;
  if (byte[0] != 0 && byte[0] != 1) Fail("a boolean that is neither 0 nor 1");
  return ok() && byte[0] == 1;
}

int64_t Decoder::Long() {
  if (!ok()) return 0;
  uint64_t zigzag = 0;
  for (int i = 0; i < kLongestVarint; ++i) {
    if (at_end()) {
      Fail("it ends within a number");
      return 0;
    }
    auto byte = static_cast<unsigned char>(bytes_[position_++]);
    if (i == kLongestVarint - 1 && byte > 1) break;
    zigzag |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) return static_cast<int64_t>(zigzag >> 1) ^ -static_cast<int64_t>(zigzag & 1);
  }
  Fail("a number of more than 64 bits");
  return 0;
}

int32_t Decoder::Int() {
  int64_t value = Long();
  if (value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max()) {
    return static_cast<int32_t>(value);
  }
  Fail("an int of more than 32 bits");
  return 0;
}

float Decoder::Float() { return std::bit_cast<float>(LittleEndian<uint32_t>(Fixed(4))); }

double Decoder::Double() { return std::bit_cast<double>(LittleEndian<uint64_t>(Fixed(8))); }

std::string_view Decoder::Bytes() {
  int64_t length = Long();
  if (length < 0) {
    Fail("a negative length");
    return {};
  }
  if (static_cast<uint64_t>(length) > remaining()) {
    Fail(fmt::format("it ends within a value of {} bytes", length));
    return {};
  }
  auto value = bytes_.substr(position_, static_cast<size_t>(length));
  position_ += value.size();
  return value;
}

std::string_view Decoder::Fixed(int32_t size) {
  if (!ok()) return {};
  auto wanted = static_cast<size_t>(size);
  if (wanted > remaining()) {
    Fail(fmt::format("it ends within a value of {} bytes", size));
    return {};
  }
  auto value = bytes_.substr(position_, wanted);
  position_ += wanted;
  return value;
}

size_t Decoder::Branch(const Schema& union_schema) {
  int64_t index = Long();
  if (index >= 0 && static_cast<uint64_t>(index) < union_schema.children.size()) return static_cast<size_t>(index);
  Fail(fmt::format("branch {} of a union of {}", index, union_schema.children.size()));
  return 0;
}

int64_t Decoder::BlockCount() {
  int64_t count = Long();
  if (count >= 0) return count;
  if (count == std::numeric_limits<int64_t>::min()) {
    Fail("a block of too many items");
    return 0;
  }
  if (int64_t bytes = Long(); bytes < 0 || static_cast<uint64_t>(bytes) > remaining())
    Fail("a block of a wrong length");
  return ok() ? -count : 0;
}

void Decoder::SkipItems(const Schema& schema) {
  Items([&] {
    if (schema.kind == Kind::kMap) Bytes();
    Skip(*schema.children[0]);
  });
}

void Decoder::Skip(const Schema& schema) {
  if (!Charge()) return;
  switch (schema.kind) {
    case Kind::kNull: return;
    case Kind::kBoolean: Fixed(1); return;
    case Kind::kInt:
    case Kind::kEnum:
    case Kind::kLong: Long(); return;
    case Kind::kFloat: Fixed(4); return;
    case Kind::kDouble: Fixed(8); return;
    case Kind::kBytes:
    case Kind::kString: Bytes(); return;
    case Kind::kFixed: Fixed(schema.size); return;
    case Kind::kArray:
    case Kind::kMap: SkipItems(schema); return;
    case Kind::kRecord:
      for (const Field& field : schema.fields) Skip(*field.type);
      return;
    case Kind::kUnion: Skip(*schema.children[Branch(schema)]); return;
  }
}

}  // namespace lakeport::iceberg::avro
