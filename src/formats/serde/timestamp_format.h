#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakeport::formats {

// The patterns of "timestamp.formats", in Joda's words, of which the first that fits a whole text counts; a text that
// none fits is taken as java.sql.Timestamp takes it. Immutable.
class TimestampFormats {
 public:
  // Comma-separated; "\," is a comma. Of Joda's letters those of numbers are known: y M d H m s S; and "millis" alone.
  // Unsupported, with the pattern, for others.
  static Result<TimestampFormats> Parse(std::string_view text);

  bool ParseTimestamp(std::string_view text, int64_t* micros) const;

 private:
  struct Piece {
    char field = 0;  // 0: the literal text
    int max_digits = 0;
    std::string literal{};
  };
  using Pattern = std::vector<Piece>;

  static Result<Pattern> ParsePattern(std::string_view text);
  static bool Fits(const Pattern& pattern, std::string_view text, int64_t* micros);

  std::vector<Pattern> patterns_;  // an empty one: milliseconds since 1970
};

}  // namespace lakeport::formats
