#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lakeport::formats {

// Writes values in Thrift's compact protocol, to make footers as no writer at hand would.
namespace thrift {

enum Kind : uint8_t {
  kTrue = 1,
  kFalse = 2,
  kI8 = 3,
  kI16 = 4,
  kI32 = 5,
  kI64 = 6,
  kBinary = 8,
  kList = 9,
  kStruct = 12
};

inline std::string Varint(uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7f) | 0x80);
  return out + static_cast<char>(value);
}

inline std::string Zigzag(int64_t value) {
  return Varint((static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63));
}

struct Value {
  Kind kind;
  std::string bytes;
};

inline Value I8(int value) { return {kI8, std::string(1, static_cast<char>(value))}; }
inline Value I32(int64_t value) { return {kI32, Zigzag(value)}; }
inline Value I64(int64_t value) { return {kI64, Zigzag(value)}; }
inline Value Bool(bool value) { return {value ? kTrue : kFalse, ""}; }
inline Value Binary(const std::string& value) { return {kBinary, Varint(value.size()) + value}; }

using Field = std::pair<int, Value>;

// Fields in rising order of their ids.
inline Value Struct(const std::vector<Field>& fields) {
  std::string out;
  int last = 0;
  for (const auto& [id, value] : fields) {
    out += static_cast<char>((id - last) << 4 | value.kind);
    out += value.bytes;
    last = id;
  }
  return {kStruct, out + '\0'};
}

inline Value List(Kind kind, const std::vector<Value>& items) {
  std::string out;
  if (items.size() < 15) out += static_cast<char>(items.size() << 4 | kind);
  if (items.size() >= 15) out += static_cast<char>(0xf0 | kind) + Varint(items.size());
  for (const auto& item : items) out += item.bytes;
  return {kList, out};
}

}  // namespace thrift
}  // namespace lakeport::formats
