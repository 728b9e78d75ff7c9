#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lakeport::formats {

// The bytes as Java's UTF-8 decoder has them: each malformed sequence becomes one U+FFFD.
void AppendDecoded(std::string_view bytes, std::string* out);

// The first `length` code points.
std::string_view TakeCodePoints(std::string_view text, size_t length);
size_t CountCodePoints(std::string_view text);

// A char or varchar of `length` code points at most, a char without blanks at its end; in `scratch` when it is not part
// of the text itself.
std::string_view MakeCharacters(std::string_view text, size_t length, bool is_char, std::string* scratch);

// Appends a code point in UTF-8.
void AppendCodePoint(char32_t code_point, std::string* out);

// ISO-8859-1 in UTF-8.
void AppendLatin1(std::string_view bytes, std::string* out);

// Base64 as commons-codec decodes it, where all bytes are of its alphabet or blanks: standard or URL-safe, with padding
// or without. Else false.
bool DecodeBase64(std::string_view text, std::string* out);

}  // namespace lakeport::formats
