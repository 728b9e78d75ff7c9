#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace lakeport::formats {

// The text of one value in a row, or that there is none. Points into what its splitter read.
struct Field {
  const char* data = nullptr;  // nullptr: null
  size_t size = 0;

  bool is_null() const { return data == nullptr; }
  std::string_view text() const { return {data, size}; }
  static Field Of(std::string_view text) { return {text.data() == nullptr ? "" : text.data(), text.size()}; }
};

using Fields = std::span<const Field>;
using Lines = std::span<const std::string_view>;

}  // namespace lakeport::formats
