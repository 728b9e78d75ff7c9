#pragma once

#include <cstdint>
#include <string>

namespace lakeport::cli {

std::string FormatCount(int64_t count);     // "336,776"
std::string FormatBytes(int64_t bytes);     // "512 B", "7.1 MB"; powers of 1,000
std::string FormatSeconds(double seconds);  // "0.42 s", "3 min 05 s", "2 h 07 min"

}  // namespace lakeport::cli
