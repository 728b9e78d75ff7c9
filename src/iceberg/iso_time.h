#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lakeport::iceberg {

// ISO 8601 text, as single-value JSON has it, for every value there is: a year outside 0000 to 9999 is written with a
// sign ("+12024-05-01", "-0044-03-15"). Reading fails with CorruptData.

// Days since 1970-01-01: "2017-11-16".
std::string FormatDate(int32_t days);
Result<int32_t> ParseDate(std::string_view text);

// The year and month (1 to 12) of a day, by its number of days since 1970-01-01.
struct YearMonth {
  int64_t year = 1970;
  int64_t month = 1;
};
YearMonth YearMonthOf(int64_t days);

// How fine a time is, by the number of digits after its second.
enum class TimeUnit : int { kMicros = 6, kNanos = 9 };

// Microseconds since midnight: "22:31:08.123456".
std::string FormatTime(int64_t micros);
Result<int64_t> ParseTime(std::string_view text);

// Units since 1970-01-01T00:00: "2017-11-16T22:31:08.123456", with "+00:00" behind it when `zoned`. Reading takes fewer
// digits, and "Z" for "+00:00"; no other zone.
std::string FormatDateTime(int64_t value, TimeUnit unit, bool zoned);
Result<int64_t> ParseDateTime(std::string_view text, TimeUnit unit, bool zoned);

}  // namespace lakeport::iceberg
