#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace lakeport::formats {

// Where a byte stands among the next ones of a text: a bit for each, the lowest first.
class ByteMask {
 public:
#if defined(__SSE2__)
  static constexpr size_t kWidth = 16;
  explicit ByteMask(char byte) : wanted_(_mm_set1_epi8(byte)) {}
  uint32_t Match(const char* bytes) const {
    auto block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
    return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, wanted_)));
  }

 private:
  __m128i wanted_;
#else
  static constexpr size_t kWidth = 16;
  explicit ByteMask(char byte) : wanted_(byte) {}
  uint32_t Match(const char* bytes) const {
    uint32_t mask = 0;
    for (size_t i = 0; i < kWidth; ++i) mask |= static_cast<uint32_t>(bytes[i] == wanted_) << i;
    return mask;
  }

 private:
  char wanted_;
#endif
};

// A bit for each of the next ByteMask::kWidth bytes that is beyond ASCII.
inline uint32_t HighBits(const char* bytes) {
#if defined(__SSE2__)
  return static_cast<uint32_t>(_mm_movemask_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes))));
#else
  uint32_t mask = 0;
  for (size_t i = 0; i < ByteMask::kWidth; ++i)
    mask |= static_cast<uint32_t>(static_cast<signed char>(bytes[i]) < 0) << i;
  return mask;
#endif
}

// True when no byte of the text is `a`, `b` or beyond ASCII.
inline bool IsPlainAscii(std::string_view text, char a, char b) {
  ByteMask first(a);
  ByteMask second(b);
  size_t start = 0;
  for (; text.size() - start >= ByteMask::kWidth; start += ByteMask::kWidth) {
    const char* block = text.data() + start;
    if ((first.Match(block) | second.Match(block) | HighBits(block)) != 0) return false;
  }
  for (; start < text.size(); ++start) {
    char c = text[start];
    if (c == a || c == b || static_cast<signed char>(c) < 0) return false;
  }
  return true;
}

// Calls visit(size_t place) -> bool for each place of `byte`, until it says false.
template <typename Visit>
void VisitPlaces(std::string_view text, char byte, Visit visit) {
  ByteMask mask(byte);
  for (size_t start = 0; start < text.size(); start += ByteMask::kWidth) {
    uint32_t found = 0;
    if (text.size() - start >= ByteMask::kWidth) {
      found = mask.Match(text.data() + start);
    } else {
      char tail[ByteMask::kWidth] = {};
      size_t count = text.size() - start;
      std::memcpy(tail, text.data() + start, count);
      found = mask.Match(tail) & ((1u << count) - 1);
    }
    for (; found != 0; found &= found - 1) {
      if (!visit(start + static_cast<size_t>(std::countr_zero(found)))) return;
    }
  }
}

// The place of the first separator that is not escaped, else the text's size. An escape at the very end is no escape.
inline size_t FindSeparator(std::string_view text, char separator, std::optional<char> escape) {
  if (!escape) {
    auto found = text.find(separator);
    return found == std::string_view::npos ? text.size() : found;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == separator) return i;
    if (text[i] == *escape && i + 1 < text.size()) ++i;
  }
  return text.size();
}

// Calls visit(std::string_view part) -> bool for the texts between separators, at least one, until it says false. With
// `parts` other than 0 there are no more than that, and the last takes the rest.
template <typename Visit>
void SplitTextTo(std::string_view text, char separator, std::optional<char> escape, size_t parts, Visit visit) {
  size_t begin = 0;
  if (!escape) {
    bool more = true;
    size_t part = 1;
    VisitPlaces(text, separator, [&](size_t place) {
      if (part == parts) return false;
      ++part;
      more = visit(text.substr(begin, place - begin));
      begin = place + 1;
      return more;
    });
    if (more) visit(text.substr(begin));
    return;
  }
  for (size_t part = 1;; ++part) {
    auto rest = text.substr(begin);
    size_t size = part == parts ? rest.size() : FindSeparator(rest, separator, escape);
    if (!visit(rest.substr(0, size)) || size == rest.size()) return;
    begin += size + 1;
  }
}

// All of them.
template <typename Visit>
void SplitText(std::string_view text, char separator, std::optional<char> escape, Visit visit) {
  SplitTextTo(text, separator, escape, 0, [&](std::string_view part) {
    visit(part);
    return true;
  });
}

}  // namespace lakeport::formats
