#include "base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

namespace lakeport {
namespace {

struct Form {
  uint8_t mask, lead;  // of the first byte
  size_t length;
  uint32_t least;  // the first code point that needs this form
};
constexpr Form kForms[] = {
    {0x80, 0x00, 1, 0x0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};

// How many bytes the character at the start of `text` takes; 0 when there is no well-formed one.
size_t CharacterLength(std::string_view text) {
  auto first = static_cast<uint8_t>(text.front());
  for (const auto& form : kForms) {
    if ((first & form.mask) != form.lead) continue;
    if (text.size() < form.length) return 0;
    uint32_t point = first & static_cast<uint8_t>(~form.mask);
    for (size_t i = 1; i < form.length; ++i) {
      auto next = static_cast<uint8_t>(text[i]);
      if ((next & 0xc0) != 0x80) return 0;
      point = (point << 6) | (next & 0x3fu);
    }
    bool surrogate = point >= 0xd800 && point <= 0xdfff;
    return point < form.least || surrogate || point > 0x10ffff ? 0 : form.length;
  }
  return 0;
}

// How many bytes at the start of `text` are ASCII, eight at a time as far as they go.
size_t CountAscii(std::string_view text) {
  size_t count = 0;
  for (uint64_t word = 0; text.size() - count >= sizeof(word); count += sizeof(word)) {
    std::memcpy(&word, text.data() + count, sizeof(word));
    if ((word & 0x8080808080808080u) != 0) break;
  }
  while (count < text.size() && static_cast<uint8_t>(text[count]) < 0x80) ++count;
  return count;
}

bool IsControl(char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; }

}  // namespace

bool IsUtf8(std::string_view text) {
  while (true) {
    text.remove_prefix(CountAscii(text));
    if (text.empty()) return true;
    size_t length = CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
}

std::string Printable(std::string_view text) {
  std::string printable;
  while (!text.empty()) {
    size_t length = CharacterLength(text);
    if (length == 0 || IsControl(text.front())) {
      printable += fmt::format("\\x{:02x}", static_cast<uint8_t>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    printable += text.substr(0, length);
    text.remove_prefix(length);
  }
  return printable;
}

}  // namespace lakeport
