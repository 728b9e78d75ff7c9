#include "formats/serde/lazy_values.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <system_error>

namespace lakeport::formats {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Hive's LazyUtils.isNumberMaybe, for texts so short that it decides on them.
bool MayBeNumber(std::string_view text) {
  if (text.size() == 1) return IsDigit(text[0]);
  if (text.size() == 2) return IsDigit(text[0]) || IsDigit(text[1]);
  return !text.empty() && !(text.size() == 4 && (text[0] == 'N' || text[0] == 'n'));
}

bool AllDigits(std::string_view text) {
  for (char c : text) {
    if (!IsDigit(c)) return false;
  }
  return true;
}

// Digits with an optional sign; overflow is false.
bool ParseSigned(std::string_view digits, bool negative, int64_t lowest, int64_t highest, int64_t* value) {
  constexpr size_t kAlwaysFits = 18;
  uint64_t sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    auto digit = static_cast<unsigned>(digits[i]) - '0';
    if (digit > 9) return false;
    if (i >= kAlwaysFits && sum > (std::numeric_limits<uint64_t>::max() - digit) / 10) return false;
    sum = sum * 10 + digit;
  }
  constexpr auto kMax = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (sum > kMax + (negative ? 1 : 0)) return false;
  *value = negative ? static_cast<int64_t>(~sum + 1) : static_cast<int64_t>(sum);
  return *value >= lowest && *value <= highest;
}

bool HasSign(std::string_view text) { return !text.empty() && (text[0] == '-' || text[0] == '+'); }

std::string_view TrimJava(std::string_view text) {
  auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

template <typename T>
T Strtod(const std::string& text) {
  if constexpr (std::is_same_v<T, float>) return std::strtof(text.c_str(), nullptr);
  if constexpr (std::is_same_v<T, double>) return std::strtod(text.c_str(), nullptr);
}

template <typename T>
bool FromChars(std::string_view digits, std::chars_format format, T* value) {
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *value, format);
  if (end != digits.data() + digits.size()) return false;
  // Too large is infinite to Java, too small is zero.
  if (error == std::errc::result_out_of_range) {
    *value = Strtod<T>((format == std::chars_format::hex ? "0x" : "") + std::string(digits));
    return true;
  }
  return error == std::errc();
}

template <typename T>
bool ParseJavaFloating(std::string_view text, T* value) {
  text = TrimJava(text);
  bool negative = HasSign(text) && text[0] == '-';
  if (HasSign(text)) text.remove_prefix(1);
  T magnitude{};
  if (text == "NaN") {
    magnitude = std::numeric_limits<T>::quiet_NaN();
  } else if (text == "Infinity") {
    magnitude = std::numeric_limits<T>::infinity();
  } else {
    if (text.empty()) return false;
    bool hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    char last = text.back();
    if (last == 'f' || last == 'F' || last == 'd' || last == 'D') text.remove_suffix(1);
    if (hex && text.find_first_of("pP") == std::string_view::npos) return false;
    if (hex) text.remove_prefix(2);
    if (text.empty() || (!IsDigit(text[0]) && text[0] != '.' && !hex)) return false;
    if (hex && HasSign(text)) return false;
    if (!FromChars(text, hex ? std::chars_format::hex : std::chars_format::general, &magnitude)) return false;
  }
  *value = negative && !std::isnan(magnitude) ? -magnitude : magnitude;
  return true;
}

}  // namespace

bool ParseLazyInteger(std::string_view text, int64_t lowest, int64_t highest, int64_t* value) {
  if (!MayBeNumber(text)) return false;
  bool negative = text[0] == '-';
  if (HasSign(text)) text.remove_prefix(1);
  auto dot = text.find('.');
  if (dot != std::string_view::npos && !AllDigits(text.substr(dot + 1))) return false;
  return ParseSigned(text.substr(0, dot), negative, lowest, highest, value);
}

bool ParseJavaInteger(std::string_view text, int64_t lowest, int64_t highest, int64_t* value) {
  bool negative = !text.empty() && text[0] == '-';
  if (HasSign(text)) text.remove_prefix(1);
  return !text.empty() && ParseSigned(text, negative, lowest, highest, value);
}

bool ParseJavaFloat(std::string_view text, float* value) { return ParseJavaFloating(text, value); }
bool ParseJavaDouble(std::string_view text, double* value) { return ParseJavaFloating(text, value); }

bool ParseLazyFloat(std::string_view text, float* value) { return MayBeNumber(text) && ParseJavaFloat(text, value); }
bool ParseLazyDouble(std::string_view text, double* value) { return MayBeNumber(text) && ParseJavaDouble(text, value); }

bool ParseLazyBoolean(std::string_view text, bool* value) {
  auto is = [&](std::string_view word) {
    if (text.size() != word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i) {
      if ((text[i] & ~0x20) != word[i]) return false;
    }
    return true;
  };
  *value = is("TRUE");
  return *value || is("FALSE");
}

}  // namespace lakeport::formats
