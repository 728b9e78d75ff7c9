#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lakeport::net {

// What servers ask for as proof of a request's origin and of its body; all raw bytes, not hexadecimal.
std::string Md5(std::string_view bytes);                                 // 16 bytes (RFC 1321)
std::string HmacSha256(std::string_view key, std::string_view message);  // 32 bytes (RFC 2104)

// Base64 with padding (RFC 4648, section 4). Decoding is InvalidArgument, without the text, for what is none.
std::string EncodeBase64(std::string_view bytes);
Result<std::string> DecodeBase64(std::string_view text);

}  // namespace lakeport::net
