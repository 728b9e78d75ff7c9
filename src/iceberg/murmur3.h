#pragma once

#include <cstdint>
#include <string_view>

namespace lakeport::iceberg {

// Murmur3, 32 bits, x86, seed 0: of bytes, and of a long's eight bytes, lowest first.
int32_t Murmur3(std::string_view bytes);
int32_t Murmur3(int64_t value);

}  // namespace lakeport::iceberg
