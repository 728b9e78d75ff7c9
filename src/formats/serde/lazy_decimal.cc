#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "formats/serde/lazy_values.h"

namespace lakeport::formats {
namespace {

using iceberg::Int128;

constexpr int kMaxDigits = 38;
constexpr int64_t kMaxExponent = 99;  // a further one makes Hive give up

constexpr std::array<Int128, kMaxDigits + 1> kPowers = [] {
  std::array<Int128, kMaxDigits + 1> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A number's text, taken apart: digits * 10^-fraction.
struct Number {
  bool negative = false;
  std::string digits;    // from the first that is not 0
  int64_t fraction = 0;  // how many of them are behind the point; negative: so many zeros follow
};

bool TakeDigits(std::string_view* text, std::string* digits, int64_t* count) {
  size_t size = 0;
  while (size < text->size() && IsDigit((*text)[size])) ++size;
  for (char c : text->substr(0, size)) {
    if (c != '0' || !digits->empty()) digits->push_back(c);
  }
  text->remove_prefix(size);
  *count = static_cast<int64_t>(size);
  return size > 0;
}

bool TakeExponent(std::string_view text, int64_t* exponent) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  if (text.empty() || (!IsDigit(text[0]) && text[0] != '-')) return false;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *exponent);
  bool whole = end == text.data() + text.size() && error == std::errc();
  return whole && *exponent >= -kMaxExponent && *exponent <= kMaxExponent;
}

bool Read(std::string_view text, Number* number) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    number->negative = text[0] == '-';
    text.remove_prefix(1);
  }
  int64_t whole = 0;
  bool some = TakeDigits(&text, &number->digits, &whole);
  if (number->digits.size() > kMaxDigits) return false;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    some = TakeDigits(&text, &number->digits, &number->fraction) || some;
  }
  if (!some) return false;
  if (text.empty()) return true;
  int64_t exponent = 0;
  if ((text[0] != 'e' && text[0] != 'E') || !TakeExponent(text.substr(1), &exponent)) return false;
  number->fraction -= exponent;
  return true;
}

// The unscaled value with `scale` digits behind the point, rounded half up; false when it has more than 38 digits.
bool Scale(const Number& number, int scale, Int128* unscaled) {
  auto size = static_cast<int64_t>(number.digits.size());
  int64_t kept = size - number.fraction + scale;  // digits that stay; more than there are: zeros follow
  *unscaled = 0;
  if (size == 0 || kept < 0) return true;
  if (kept > kMaxDigits) return false;
  for (char c : number.digits.substr(0, static_cast<size_t>(std::min(kept, size))))
    *unscaled = *unscaled * 10 + (c - '0');
  if (kept > size) *unscaled *= kPowers[static_cast<size_t>(kept - size)];
  if (kept < size && number.digits[static_cast<size_t>(kept)] >= '5') *unscaled += 1;
  return true;
}

// What nearly every decimal is: digits, few of them, no more behind the point than the scale.
bool ParsePlain(std::string_view text, int precision, int scale, Int128* unscaled) {
  constexpr size_t kFewDigits = 18;
  bool negative = text[0] == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > kFewDigits) return false;
  int64_t sum = 0;
  size_t dot = text.size();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.' && dot == text.size()) {
      dot = i;
      continue;
    }
    if (!IsDigit(text[i])) return false;
    sum = sum * 10 + (text[i] - '0');
  }
  size_t fraction = dot == text.size() ? 0 : text.size() - dot - 1;
  if (text.size() == 1 && dot == 0) return false;
  if (fraction > static_cast<size_t>(scale)) return false;
  size_t zeros = static_cast<size_t>(scale) - fraction;
  if (zeros > kMaxDigits - kFewDigits) return false;
  Int128 value = static_cast<Int128>(sum) * kPowers[zeros];
  if (value >= kPowers[static_cast<size_t>(precision)]) return false;
  *unscaled = negative ? -value : value;
  return true;
}

}  // namespace

bool ParseLazyDecimal(std::string_view text, int precision, int scale, Int128* unscaled) {
  if (text.empty()) return false;
  if (ParsePlain(text, precision, scale, unscaled)) return true;
  Number number;
  if (!Read(text, &number)) return false;
  if (!Scale(number, scale, unscaled)) return false;
  if (*unscaled >= kPowers[static_cast<size_t>(precision)]) return false;
  if (number.negative) *unscaled = -*unscaled;
  return true;
}

bool ParseHiveDecimal(std::string_view text, int precision, int scale, Int128* unscaled) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return ParseLazyDecimal(text, precision, scale, unscaled);
}

}  // namespace lakeport::formats
