#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace lakeport::iceberg::avro {

// Avro's binary encoding (specification 1.11, "Binary Encoding"), appended to a buffer. Shaped by no schema: the caller
// writes a record's fields in their order.
class Encoder {
 public:
  void Null() {}
  void Boolean(bool value) { bytes_.push_back(value ? '\1' : '\0'); }
  void Int(int32_t value) { Long(value); }
  void Long(int64_t value) {
    uint64_t zigzag = (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
    char buffer[10];
    size_t length = 0;
    for (; zigzag > 0x7f; zigzag >>= 7) buffer[length++] = static_cast<char>(zigzag | 0x80);
    buffer[length++] = static_cast<char>(zigzag);
    bytes_.append(buffer, length);
  }
  void Float(float value) { LittleEndian(std::bit_cast<uint32_t>(value)); }
  void Double(double value) { LittleEndian(std::bit_cast<uint64_t>(value)); }
  // Of bytes and of string.
  void Bytes(std::string_view value) {
    Long(static_cast<int64_t>(value.size()));
    bytes_.append(value);
  }
  void Fixed(std::string_view value) { bytes_.append(value); }
  void Branch(int32_t index) { Long(index); }
  // An array or map: a block's count, its items, then EndItems. A block of none is left out.
  void Items(size_t count) {
    if (count > 0) Long(static_cast<int64_t>(count));
  }
  void EndItems() { Long(0); }

  const std::string& bytes() const { return bytes_; }
  size_t size() const { return bytes_.size(); }
  void Clear() { bytes_.clear(); }
  // Drops what was written after the first `size` bytes.
  void Truncate(size_t size) { bytes_.resize(size); }

 private:
  template <typename Unsigned>
  void LittleEndian(Unsigned bits) {
    char buffer[sizeof bits];
    for (size_t i = 0; i < sizeof bits; ++i) buffer[i] = static_cast<char>(bits >> (8 * i));
    bytes_.append(buffer, sizeof bits);
  }

  std::string bytes_;
};

}  // namespace lakeport::iceberg::avro
