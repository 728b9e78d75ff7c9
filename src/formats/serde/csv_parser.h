#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lakeport::formats {

struct CsvRules {
  char separator = ',';
  char quote = '"';
  char escape = '\\';
};

// Takes lines apart as opencsv 2.3 does, which OpenCSVSerde reads with, with all that is its own: a quote within a
// text is kept when neither neighbour is a separator; an escape before anything but a quote or an escape is dropped;
// and of a line whose quotes are open at its end, the text that they are in is lost. For one thread.
class CsvParser {
 public:
  explicit CsvParser(const CsvRules& rules) : rules_(rules) {}

  // Calls add(size_t begin, size_t end) with places in text() for each of the line's texts. The line is UTF-8.
  void Parse(std::string_view line);

  struct Span {
    size_t begin;
    size_t end;
  };
  // What Parse found, within text().
  const std::vector<Span>& spans() const { return spans_; }
  const std::string& text() const { return text_; }
  void Clear() {
    text_.clear();
    spans_.clear();
  }

 private:
  bool NextIs(std::string_view line, size_t place, char wanted) const {
    return place + 1 < line.size() && line[place + 1] == wanted;
  }
  void TakeQuote(std::string_view line, size_t place);
  bool IsKept(std::string_view line, size_t place) const;
  // The next place at `from` or behind it of a character with a meaning; the line's size when there is none.
  size_t FindSpecial(std::string_view line, size_t from) const;

  CsvRules rules_;
  std::string text_;
  std::vector<Span> spans_;
  size_t begin_ = 0;  // of the text under way
  bool in_quotes_ = false;
  bool in_field_ = false;
};

}  // namespace lakeport::formats
