#include "formats/serde/java_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace lakeport::formats {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

struct Sequence {
  size_t size;
  bool valid;
};

// Whether the second byte may follow the first of three or four.
bool IsSecond(unsigned char first, char second) {
  auto byte = static_cast<unsigned char>(second);
  if (!IsContinuation(second)) return false;
  if (first == 0xe0) return byte >= 0xa0;
  if (first == 0xf0) return byte >= 0x90;
  if (first == 0xf4) return byte < 0x90;
  return true;
}

// The sequence that `bytes` begin with, or how many of them Java replaces as one.
Sequence TakeSequence(std::string_view bytes) {
  auto first = static_cast<unsigned char>(bytes[0]);
  if (first < 0x80) return {1, true};
  if (first < 0xc2 || first > 0xf4) return {1, false};
  size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (bytes.size() > 1 && !(size == 2 ? IsContinuation(bytes[1]) : IsSecond(first, bytes[1]))) return {1, false};
  for (size_t i = 2; i < size && i < bytes.size(); ++i) {
    if (!IsContinuation(bytes[i])) return {i, false};
  }
  if (bytes.size() < size) return {bytes.size(), false};
  bool surrogate = first == 0xed && static_cast<unsigned char>(bytes[1]) >= 0xa0;
  return {size, !surrogate};
}

constexpr int8_t kNotBase64 = -1;
constexpr int8_t kBlank = -2;

constexpr std::array<int8_t, 256> kBase64 = [] {
  std::array<int8_t, 256> table{};
  table.fill(kNotBase64);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  table['-'] = 62;
  table['_'] = 63;
  for (char blank : {' ', '\n', '\r', '\t', '='}) table[static_cast<unsigned char>(blank)] = kBlank;
  return table;
}();

}  // namespace

void AppendDecoded(std::string_view bytes, std::string* out) {
  if (IsUtf8(bytes)) {
    out->append(bytes);
    return;
  }
  while (!bytes.empty()) {
    auto sequence = TakeSequence(bytes);
    out->append(sequence.valid ? bytes.substr(0, sequence.size) : kReplacement);
    bytes.remove_prefix(sequence.size);
  }
}

size_t CountCodePoints(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

std::string_view TakeCodePoints(std::string_view text, size_t length) {
  if (text.size() <= length) return text;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsContinuation(text[i])) continue;
    if (length == 0) return text.substr(0, i);
    --length;
  }
  return text;
}

std::string_view MakeCharacters(std::string_view text, size_t length, bool is_char, std::string* scratch) {
  if (!IsUtf8(text)) {
    scratch->clear();
    AppendDecoded(text, scratch);
    text = *scratch;
  }
  text = TakeCodePoints(text, length);
  while (is_char && text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

void AppendCodePoint(char32_t code_point, std::string* out) {
  auto byte = [&](char32_t bits) { out->push_back(static_cast<char>(bits)); };
  if (code_point < 0x80) return byte(code_point);
  if (code_point < 0x800) {
    byte(0xc0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    byte(0xe0 | code_point >> 12);
    byte(0x80 | (code_point >> 6 & 0x3f));
  } else {
    byte(0xf0 | code_point >> 18);
    byte(0x80 | (code_point >> 12 & 0x3f));
    byte(0x80 | (code_point >> 6 & 0x3f));
  }
  byte(0x80 | (code_point & 0x3f));
}

void AppendLatin1(std::string_view bytes, std::string* out) {
  for (char c : bytes) AppendCodePoint(static_cast<unsigned char>(c), out);
}

bool DecodeBase64(std::string_view text, std::string* out) {
  out->clear();
  auto value = [](char c) { return kBase64[static_cast<unsigned char>(c)]; };
  if (std::any_of(text.begin(), text.end(), [&](char c) { return value(c) == kNotBase64; })) return false;
  uint32_t bits = 0;
  int count = 0;
  for (char c : text.substr(0, text.find('='))) {
    if (value(c) == kBlank) continue;
    bits = bits << 6 | static_cast<uint32_t>(value(c));
    if (++count % 4 != 0) continue;
    for (int shift : {16, 8, 0}) out->push_back(static_cast<char>(bits >> shift));
  }
  if (count % 4 == 2) out->push_back(static_cast<char>(bits >> 4));
  if (count % 4 == 3) {
    out->push_back(static_cast<char>(bits >> 10));
    out->push_back(static_cast<char>(bits >> 2));
  }
  return true;
}

}  // namespace lakeport::formats
