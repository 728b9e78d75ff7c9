#include "cli/text_table.h"

#include <algorithm>

namespace lakeport::cli {
namespace {

// Columns on the screen that UTF-8 text takes, one a code point.
size_t Width(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void AppendCell(std::string& line, const std::string& text, size_t width, Align align, bool last) {
  std::string gap(width - Width(text), ' ');
  if (align == Align::kRight) {
    line += gap + text;
  } else {
    line += last ? text : text + gap;
  }
  line += last ? "\n" : "  ";
}

}  // namespace

std::string WithoutControls(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return text;
}

std::string TextTable::TakeText() {
  std::vector<std::vector<std::string>> lines;
  if (widths_.empty()) {
    lines.emplace_back();
    for (const auto& heading : headings_) lines[0].push_back(heading.text);
    widths_.resize(headings_.size());
  }
  for (auto& row : std::exchange(rows_, {})) {
    auto& line = lines.emplace_back(std::move(row));
    line.resize(headings_.size());
    for (auto& cell : line) cell = WithoutControls(std::move(cell));
  }
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) widths_[i] = std::max(widths_[i], Width(line[i]));
  }
  std::string text;
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) {
      AppendCell(text, line[i], widths_[i], headings_[i].align, i + 1 == line.size());
    }
  }
  return text;
}

}  // namespace lakeport::cli
