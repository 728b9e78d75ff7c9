#pragma once

#include <cstdint>
#include <string>

namespace lakeport::ingest {

// "1 file", "12 files"; `many` where an s is not enough: "1 directory is", "2 directories are".
inline std::string Counted(int64_t count, const std::string& one, const std::string& many = "") {
  return std::to_string(count) + " " + (count == 1 ? one : many.empty() ? one + "s" : many);
}

}  // namespace lakeport::ingest
