#include "iceberg/decimal.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace lakeport::iceberg {
namespace {

__extension__ using UInt128 = unsigned __int128;

UInt128 Magnitude(Int128 value) { return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : UInt128(value); }

struct Parts {
  bool negative = false;
  std::string digits;  // without a point
  int64_t scale = 0;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Moves digits from the front of `text` to `digits`; how many there were.
int64_t TakeDigits(std::string_view& text, std::string& digits) {
  auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  auto count = end - text.begin();
  digits.append(text.begin(), end);
  text.remove_prefix(static_cast<size_t>(count));
  return count;
}

// What follows an 'E'.
std::optional<int64_t> ParseExponent(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int32_t exponent = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return exponent;
}

std::optional<Parts> SplitNumber(std::string_view text) {
  Parts parts;
  parts.negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  TakeDigits(text, parts.digits);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.scale = TakeDigits(text, parts.digits);
  }
  if (parts.digits.empty()) return std::nullopt;
  if (text.empty()) return parts;
  if (text.front() != 'E' && text.front() != 'e') return std::nullopt;
  auto exponent = ParseExponent(text.substr(1));
  if (!exponent) return std::nullopt;
  parts.scale -= *exponent;
  return parts;
}

}  // namespace

std::string FormatDecimal(Decimal value, int32_t scale) {
  std::string digits;
  for (UInt128 rest = Magnitude(value.unscaled); rest != 0; rest /= 10) {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  auto after_point = static_cast<size_t>(std::max(scale, 0));
  if (digits.size() <= after_point) digits.append(after_point + 1 - digits.size(), '0');
  if (after_point > 0) digits.insert(after_point, 1, '.');
  if (value.unscaled < 0) digits += '-';
  return {digits.rbegin(), digits.rend()};
}

Result<Decimal> ParseDecimal(std::string_view text, int32_t precision, int32_t scale) {
  auto parts = SplitNumber(text);
  if (!parts) return CorruptData("\"{}\" is not a decimal number", text);
  if (parts->scale != scale) {
    return CorruptData("decimal \"{}\" has {} digits after the point, not {}", text, parts->scale, scale);
  }
  auto significant = std::min(parts->digits.find_first_not_of('0'), parts->digits.size());
  if (parts->digits.size() - significant > static_cast<size_t>(std::clamp(precision, 0, 38))) {
    return CorruptData("decimal \"{}\" has more than {} digits", text, precision);
  }
  Int128 unscaled = 0;
  for (char digit : parts->digits) unscaled = unscaled * 10 + (digit - '0');
  return Decimal{parts->negative ? -unscaled : unscaled};
}

std::string EncodeDecimal(Decimal value) {
  std::string bytes;
  Int128 rest = value.unscaled;
  bool sign_is_clear = false;
  while (!sign_is_clear) {
    auto low = static_cast<unsigned char>(rest & 0xFF);
    bytes += static_cast<char>(low);
    rest >>= 8;
    sign_is_clear = rest == (low >= 0x80 ? -1 : 0);
  }
  return {bytes.rbegin(), bytes.rend()};
}

Result<Decimal> DecodeDecimal(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > sizeof(Int128)) {
    return CorruptData("a decimal's value has {} bytes, not 1 to {}", bytes.size(), sizeof(Int128));
  }
  bool negative = static_cast<unsigned char>(bytes.front()) >= 0x80;
  UInt128 value = negative ? ~UInt128{0} : 0;
  for (char byte : bytes) value = (value << 8) | static_cast<unsigned char>(byte);
  return Decimal{static_cast<Int128>(value)};
}

}  // namespace lakeport::iceberg
