#pragma once

#include <string>
#include <string_view>

namespace lakeport {

// The SHA-256 (FIPS 180-4) of the bytes, in lower-case hexadecimal.
std::string Sha256(std::string_view bytes);

}  // namespace lakeport
