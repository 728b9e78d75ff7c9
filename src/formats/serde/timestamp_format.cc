#include "formats/serde/timestamp_format.h"

#include <array>
#include <chrono>
#include <limits>
#include <utility>

#include "formats/serde/lazy_values.h"

namespace lakeport::formats {
namespace {

constexpr std::string_view kMillis = "millis";
constexpr std::string_view kKnownFields = "yMdHmsS";
constexpr int64_t kMicrosPerSecond = 1'000'000;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> parts(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      parts.back() += text[++i];
    } else if (text[i] == ',') {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

// What a text's fields say.
struct Moment {
  int64_t year = 1970;
  int64_t month = 1;
  int64_t day = 1;
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t micros = 0;

  int64_t* Find(char field) {
    switch (field) {
      case 'y': return &year;
      case 'M': return &month;
      case 'd': return &day;
      case 'H': return &hour;
      case 'm': return &minute;
      case 's': return &second;
      default: return &micros;
    }
  }

  bool IsValid() const {
    if (year > 9999 || month < 1 || month > 12) return false;
    auto first = std::chrono::year{static_cast<int>(year)} / std::chrono::month{static_cast<unsigned>(month)};
    auto last = static_cast<unsigned>((first / std::chrono::last).day());
    return day >= 1 && day <= static_cast<int64_t>(last) && hour < 24 && minute < 60 && second < 60;
  }

  int64_t ToMicros() const {
    int64_t days = LenientDays(static_cast<int>(year), static_cast<int>(month), day);
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * kMicrosPerSecond + micros;
  }
};

}  // namespace

Result<TimestampFormats> TimestampFormats::Parse(std::string_view text) {
  TimestampFormats formats;
  if (text.empty()) return formats;
  for (const auto& part : SplitAtCommas(text)) {
    if (part == kMillis) {
      formats.patterns_.emplace_back();
      continue;
    }
    LP_ASSIGN(auto pattern, ParsePattern(part), "reading timestamp.formats");
    formats.patterns_.push_back(std::move(pattern));
  }
  return formats;
}

Result<TimestampFormats::Pattern> TimestampFormats::ParsePattern(std::string_view text) {
  Pattern pattern;
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '\'') {
      auto end = text.find('\'', i + 1);
      if (end == std::string_view::npos)
        return InvalidArgument("the pattern \"{}\" has a quote that does not end", text);
      pattern.push_back({.literal = end == i + 1 ? "'" : std::string(text.substr(i + 1, end - i - 1))});
      i = end + 1;
      continue;
    }
    size_t end = i + 1;
    while (end < text.size() && text[end] == text[i]) ++end;
    auto width = static_cast<int>(end - i);
    if (!IsLetter(text[i])) {
      pattern.push_back({.literal = std::string(text.substr(i, end - i))});
    } else if (kKnownFields.find(text[i]) == std::string_view::npos || (text[i] == 'M' && width > 2)) {
      return Unsupported("the pattern \"{}\" has the letters \"{}\": use the spark executor", text,
                         text.substr(i, end - i));
    } else {
      int digits = text[i] == 'y' ? 9 : text[i] == 'S' ? width : 2;
      pattern.push_back({.field = text[i], .max_digits = digits});
    }
    i = end;
  }
  // A number that another follows has just the digits that its letters say.
  for (size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i].field == 'y' && pattern[i + 1].field != 0) pattern[i].max_digits = 4;
  }
  return pattern;
}

bool TimestampFormats::Fits(const Pattern& pattern, std::string_view text, int64_t* micros) {
  Moment moment;
  for (const Piece& piece : pattern) {
    if (piece.field == 0) {
      if (!text.starts_with(piece.literal)) return false;
      text.remove_prefix(piece.literal.size());
      continue;
    }
    int64_t value = 0;
    int digits = 0;
    for (; !text.empty() && IsDigit(text[0]) && digits < piece.max_digits; ++digits) {
      if (piece.field != 'S' || digits < 6) value = value * 10 + (text[0] - '0');
      text.remove_prefix(1);
    }
    if (digits == 0) return false;
    for (int scale = digits; piece.field == 'S' && scale < 6; ++scale) value *= 10;
    *moment.Find(piece.field) = value;
  }
  if (!text.empty() || !moment.IsValid()) return false;
  *micros = moment.ToMicros();
  return true;
}

bool TimestampFormats::ParseTimestamp(std::string_view text, int64_t* micros) const {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max() / 1000;
  for (const Pattern& pattern : patterns_) {
    int64_t millis = 0;
    if (!pattern.empty()) {
      if (Fits(pattern, text, micros)) return true;
    } else if (ParseLazyInteger(text, -kMost, kMost, &millis)) {
      *micros = millis * 1000;
      return true;
    }
  }
  return ParseJavaTimestamp(text, micros);
}

}  // namespace lakeport::formats
