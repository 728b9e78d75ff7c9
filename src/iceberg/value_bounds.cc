#include <algorithm>

#include "iceberg/value.h"

namespace lakeport::iceberg {
namespace {

constexpr uint32_t kHighestCodePoint = 0x10FFFF;
constexpr uint32_t kFirstSurrogate = 0xD800;
constexpr uint32_t kLastSurrogate = 0xDFFF;
constexpr size_t kLongestCodePoint = 4;  // bytes

struct CodePoint {
  uint32_t value = 0;
  size_t length = 0;  // bytes; 0: no well-formed code point begins here
};

uint32_t LeadBits(unsigned char lead, size_t length) { return length == 1 ? lead : lead & (0xFFu >> (length + 1)); }

size_t LengthByLead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

CodePoint FirstCodePoint(std::string_view text) {
  auto lead = static_cast<unsigned char>(text.front());
  size_t length = LengthByLead(lead);
  if (length == 0 || length > text.size()) return {};
  uint32_t value = LeadBits(lead, length);
  for (size_t i = 1; i < length; ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte & 0x3F);
  }
  bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  bool surrogate = value >= kFirstSurrogate && value <= kLastSurrogate;
  if (overlong || surrogate || value > kHighestCodePoint) return {};
  return {value, length};
}

void AppendCodePoint(std::string& text, uint32_t value) {
  size_t length = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
  constexpr unsigned char kLeads[kLongestCodePoint + 1] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = 0; i < length; ++i) {
    auto bits = value >> (6 * (length - 1 - i));
    text += static_cast<char>(i == 0 ? kLeads[length] | bits : 0x80 | (bits & 0x3F));
  }
}

// The longest part at the front of `text` that is UTF-8 and at most `width` code points.
std::string_view FirstCodePoints(std::string_view text, int width) {
  size_t end = 0;
  for (int count = 0; count < width && end < text.size(); ++count) {
    size_t length = FirstCodePoint(text.substr(end)).length;
    if (length == 0) break;
    end += length;
  }
  return text.substr(0, end);
}

// The lowest text, no longer in code points, above everything that begins with `prefix`.
std::optional<std::string> NextText(std::string_view prefix) {
  while (!prefix.empty()) {
    size_t start = prefix.size() - 1;
    while ((static_cast<unsigned char>(prefix[start]) & 0xC0) == 0x80) --start;
    uint32_t last = FirstCodePoint(prefix.substr(start)).value;
    prefix = prefix.substr(0, start);
    if (last == kHighestCodePoint) continue;
    std::string next(prefix);
    AppendCodePoint(next, last + 1 == kFirstSurrogate ? kLastSurrogate + 1 : last + 1);
    return next;
  }
  return std::nullopt;
}

std::optional<std::string> NextBytes(std::string_view prefix) {
  auto last = prefix.find_last_not_of('\xFF');
  if (last == std::string_view::npos) return std::nullopt;
  std::string next(prefix.substr(0, last + 1));
  next.back() = static_cast<char>(static_cast<unsigned char>(next.back()) + 1);
  return next;
}

bool IsTruncated(const Type& type, const Value& value) {
  return std::holds_alternative<std::string>(value) &&
         (type.id() == TypeId::kString || type.id() == TypeId::kBinary || type.id() == TypeId::kFixed);
}

std::string_view Prefix(const Type& type, std::string_view bytes, int width) {
  if (type.id() == TypeId::kString) return FirstCodePoints(bytes, width);
  return bytes.substr(0, static_cast<size_t>(std::max(width, 0)));
}

}  // namespace

Value TruncateLowerBound(const Type& type, const Value& value, int width) {
  if (!IsTruncated(type, value)) return value;
  return std::string(Prefix(type, std::get<std::string>(value), width));
}

std::optional<Value> TruncateUpperBound(const Type& type, const Value& value, int width) {
  if (!IsTruncated(type, value)) return value;
  const auto& whole = std::get<std::string>(value);
  auto prefix = Prefix(type, whole, width);
  if (prefix.size() == whole.size()) return value;
  auto next = type.id() == TypeId::kString ? NextText(prefix) : NextBytes(prefix);
  if (!next) return std::nullopt;
  return Value(std::move(*next));
}

}  // namespace lakeport::iceberg
