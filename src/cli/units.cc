#include "cli/units.h"

#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace lakeport::cli {

std::string FormatCount(int64_t count) {
  std::string digits = std::to_string(count);
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    size_t left = digits.size() - i;
    bool group_begins = i > 0 && left % 3 == 0 && digits[i - 1] != '-';
    if (group_begins) grouped += ',';
    grouped += digits[i];
  }
  return grouped;
}

std::string FormatBytes(int64_t bytes) {
  constexpr std::array<std::string_view, 6> kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
  auto amount = static_cast<double>(bytes);
  size_t unit = 0;
  while (amount >= 999.95 && unit + 1 < kUnits.size()) {
    amount /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, kUnits.at(unit));
}

std::string FormatSeconds(double seconds) {
  if (seconds < 60) return fmt::format("{:.2f} s", seconds);
  auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace lakeport::cli
