#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace lakeport::cli {

enum class Align { kLeft, kRight };

// Rows of text in columns, for a terminal or a pipe. Control characters in a cell are printed as '?': what others
// named can't move the cursor or colour the screen.
class TextTable {
 public:
  struct Heading {
    std::string text;
    Align align = Align::kLeft;
  };
  explicit TextTable(std::vector<Heading> headings) : headings_(std::move(headings)) {}

  void AddRow(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // A heading line and the rows, each ended by a line feed; the last column is never padded.
  std::string ToString() const { return TextTable(*this).TakeText(); }
  // The rows since the last call, and before the first of them the heading: for a table that is printed while it grows.
  // Its columns get wider when a later row needs it.
  std::string TakeText();

 private:
  std::vector<Heading> headings_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<size_t> widths_{};
};

std::string WithoutControls(std::string text);

}  // namespace lakeport::cli
