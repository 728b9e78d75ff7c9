#include "formats/serde/json_text.h"

#include <algorithm>
#include <charconv>

#include "formats/serde/java_text.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

constexpr std::string_view kEscapes = "\"\\/bfnrt";
constexpr std::string_view kEscaped = "\"\\/\b\f\n\r\t";
constexpr std::string_view kBareEnds = ",:]}/\\\"[{;=#";
constexpr size_t kHexDigits = 4;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }

// "\ud83d\ude00" at `text`'s front: its code point, and what it takes. A surrogate alone is U+FFFD.
char32_t TakeUnicode(std::string_view text, size_t* taken) {
  auto unit = [&](size_t from) {
    uint32_t value = 0;
    std::from_chars(text.data() + from, text.data() + from + kHexDigits, value, 16);
    return static_cast<char32_t>(value);
  };
  constexpr size_t kUnit = 2 + kHexDigits;
  char32_t first = unit(2);
  *taken = kUnit;
  if (first < 0xd800 || first > 0xdfff) return first;
  bool pair = first < 0xdc00 && text.size() >= 2 * kUnit && text[kUnit] == '\\' && text[kUnit + 1] == 'u';
  char32_t second = pair ? unit(kUnit + 2) : 0;
  if (second < 0xdc00 || second > 0xdfff) return 0xfffd;
  *taken = 2 * kUnit;
  return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

}  // namespace

void JsonText::SkipBlanks() {
  while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r' || (lenient_ && IsControl(*at_))))
    ++at_;
}

char JsonText::Peek() {
  SkipBlanks();
  return at_ < end_ ? *at_ : '\0';
}

bool JsonText::Take(char wanted) {
  SkipBlanks();
  if (at_ == end_ || *at_ != wanted) return false;
  ++at_;
  return true;
}

bool JsonText::TakeColon() {
  if (Take(':')) return true;
  if (!lenient_ || !Take('=')) return false;
  if (at_ < end_ && *at_ == '>') ++at_;
  return true;
}

bool JsonText::TakeComma() { return Take(',') || (lenient_ && Take(';')); }

bool JsonText::TakeKey(std::string_view* raw) {
  char first = Peek();
  const char* begin = at_;
  if (first != '"' && !lenient_) return false;
  if (first == '{' || first == '[') return false;
  if (!SkipValue(0)) return false;
  while (*(at_ - 1) == ' ') --at_;  // behind a text without quotes
  *raw = {begin, static_cast<size_t>(at_ - begin)};
  return true;
}

bool JsonText::TakeValue(int depth, std::string_view* raw) {
  SkipBlanks();
  const char* begin = at_;
  if (!SkipValue(depth)) return false;
  while (at_ > begin && *(at_ - 1) == ' ') --at_;  // behind a text without quotes
  *raw = {begin, static_cast<size_t>(at_ - begin)};
  return true;
}

bool JsonText::SkipValue(int depth) {
  if (depth > kMaxDepth) return false;
  char first = Peek();
  if (first == '{') return SkipObject(depth);
  if (first == '[') return SkipArray(depth);
  if (first == '"' || (lenient_ && first == '\'')) return SkipQuoted();
  if (lenient_) return SkipBare();
  if (first == 't') return SkipWord("true");
  if (first == 'f') return SkipWord("false");
  if (first == 'n') return SkipWord("null");
  return SkipNumber();
}

bool JsonText::SkipObject(int depth) {
  ++at_;
  if (Take('}')) return true;
  while (true) {
    std::string_view key;
    if (!TakeKey(&key) || !TakeColon() || !SkipValue(depth + 1)) return false;
    if (Take('}')) return true;
    if (!TakeComma()) return false;
    if (lenient_ && Take('}')) return true;
  }
}

bool JsonText::SkipArray(int depth) {
  ++at_;
  if (Take(']')) return true;
  while (true) {
    bool omitted = lenient_ && Peek() == ',';
    if (!omitted && !SkipValue(depth + 1)) return false;
    if (Take(']')) return true;
    if (!TakeComma()) return false;
    if (lenient_ && Take(']')) return true;
  }
}

bool JsonText::SkipQuoted() {
  char quote = *at_++;
  while (at_ < end_) {
    char c = *at_++;
    if (c == quote) return true;
    if (IsControl(c) && !lenient_) return false;
    if (c == '\\' && !SkipEscape()) return false;
  }
  return false;
}

bool JsonText::SkipEscape() {
  if (at_ == end_) return false;
  char c = *at_++;
  if (c != 'u') return kEscapes.find(c) != std::string_view::npos || (lenient_ && c == '\'');
  if (static_cast<size_t>(end_ - at_) < kHexDigits || !std::all_of(at_, at_ + kHexDigits, IsHex)) return false;
  at_ += kHexDigits;
  return true;
}

bool JsonText::SkipNumber() {
  auto digits = [&] {
    const char* begin = at_;
    while (at_ < end_ && IsDigit(*at_)) ++at_;
    return at_ > begin;
  };
  if (at_ < end_ && *at_ == '-') ++at_;
  bool zero = at_ < end_ && *at_ == '0';
  const char* whole = at_;
  if (!digits() || (zero && at_ - whole > 1)) return false;
  if (at_ < end_ && *at_ == '.') {
    ++at_;
    if (!digits()) return false;
  }
  if (at_ < end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ < end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!digits()) return false;
  }
  return true;
}

bool JsonText::SkipWord(std::string_view word) {
  if (!std::string_view(at_, static_cast<size_t>(end_ - at_)).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

bool JsonText::SkipBare() {
  const char* begin = at_;
  while (at_ < end_ && !IsControl(*at_) && kBareEnds.find(*at_) == std::string_view::npos) ++at_;
  return at_ > begin;
}

JsonKind KindOf(std::string_view raw) {
  char first = raw.empty() ? '\0' : raw[0];
  if (first == '{') return JsonKind::kObject;
  if (first == '[') return JsonKind::kArray;
  if (first == '"' || first == '\'') return JsonKind::kText;
  if (IsDigit(first) || first == '-') return JsonKind::kNumber;
  auto word = hive::LowerName(raw.substr(0, 5));
  if (word == "true") return JsonKind::kTrue;
  if (word == "false") return JsonKind::kFalse;
  return word == "null" ? JsonKind::kNull : JsonKind::kBare;
}

std::string_view JsonToText(std::string_view raw, std::string* scratch) {
  if (KindOf(raw) != JsonKind::kText) return raw;
  auto text = raw.substr(1, raw.size() - 2);
  auto escape = text.find('\\');
  if (escape == std::string_view::npos) return text;
  scratch->assign(text.substr(0, escape));
  for (size_t i = escape; i < text.size();) {
    if (text[i] != '\\') {
      scratch->push_back(text[i++]);
      continue;
    }
    if (text[i + 1] == 'u') {
      size_t taken = 0;
      AppendCodePoint(TakeUnicode(text.substr(i), &taken), scratch);
      i += taken;
      continue;
    }
    auto place = kEscapes.find(text[i + 1]);
    scratch->push_back(place == std::string_view::npos ? text[i + 1] : kEscaped[place]);
    i += 2;
  }
  return *scratch;
}

}  // namespace lakeport::formats
