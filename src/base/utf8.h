#pragma once

#include <string>
#include <string_view>

namespace lakeport {

// True for well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
bool IsUtf8(std::string_view text);

// The text as it may stand in a message for people: control characters and bytes that are not UTF-8 become "\x1b".
std::string Printable(std::string_view text);

}  // namespace lakeport
