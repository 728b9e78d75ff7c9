#include "formats/serde/csv_parser.h"

#include <algorithm>

#include "formats/serde/java_text.h"

namespace lakeport::formats {
namespace {

// UTF-16 units, as Java counts, of a text that is not long.
size_t CountUnits(std::string_view text) {
  auto beyond = std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xf0; });
  return CountCodePoints(text) + static_cast<size_t>(beyond);
}

bool IsJavaBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f'); }

}  // namespace

// A quote in the middle of a text, away from separators and from the line's first three characters, is part of it.
bool CsvParser::IsKept(std::string_view line, size_t place) const {
  constexpr size_t kFirst = 2;
  constexpr size_t kLongestUnits = 3 * kFirst + 3;
  bool far = place > kLongestUnits || CountUnits(line.substr(0, place)) > kFirst;
  return far && line[place - 1] != rules_.separator && place + 1 < line.size() && line[place + 1] != rules_.separator;
}

void CsvParser::TakeQuote(std::string_view line, size_t place) {
  if (IsKept(line, place)) {
    auto so_far = std::string_view(text_).substr(begin_);
    bool blanks = !so_far.empty() && std::all_of(so_far.begin(), so_far.end(), IsJavaBlank);
    if (blanks) {
      text_.resize(begin_);
    } else {
      text_.push_back(rules_.quote);
    }
  }
  in_quotes_ = !in_quotes_;
}

size_t CsvParser::FindSpecial(std::string_view line, size_t from) const {
  auto is_special = [this](char c) { return c == rules_.separator || c == rules_.quote || c == rules_.escape; };
  while (from < line.size() && !is_special(line[from])) ++from;
  return from;
}

void CsvParser::Parse(std::string_view line) {
  in_quotes_ = false;
  in_field_ = false;
  begin_ = text_.size();
  for (size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    bool within = in_quotes_ || in_field_;
    if (c == rules_.escape) {
      if (within && (NextIs(line, i, rules_.quote) || NextIs(line, i, rules_.escape))) text_.push_back(line[++i]);
    } else if (c == rules_.quote) {
      if (within && NextIs(line, i, rules_.quote)) {
        text_.push_back(line[++i]);
      } else {
        TakeQuote(line, i);
      }
      in_field_ = !in_field_;
    } else if (c == rules_.separator && !in_quotes_) {
      spans_.push_back({begin_, text_.size()});
      begin_ = text_.size();
      in_field_ = false;
    } else {
      size_t end = FindSpecial(line, i + 1);
      text_.append(line, i, end - i);
      in_field_ = true;
      i = end - 1;
    }
  }
  if (!in_quotes_) spans_.push_back({begin_, text_.size()});
}

}  // namespace lakeport::formats
