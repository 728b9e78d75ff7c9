#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "iceberg/value.h"

namespace lakeport::formats {

// Texts as Hive's LazySimpleSerDe (2.3, which is what Spark reads with) takes them for values. False: null.

// Digits, a sign before them, a fraction behind them that is dropped: "-12.9" is -12. Blanks are not passed over.
bool ParseLazyInteger(std::string_view text, int64_t lowest, int64_t highest, int64_t* value);
bool ParseLazyFloat(std::string_view text, float* value);  // Java's Float.parseFloat: "1.5f", "0x1p3", " NaN "
bool ParseLazyDouble(std::string_view text, double* value);
// Rounded half up to the scale. False for what does not fit into the precision, too.
bool ParseLazyDecimal(std::string_view text, int precision, int scale, iceberg::Int128* unscaled);
bool ParseLazyBoolean(std::string_view text, bool* value);  // TRUE and FALSE in any case

// Java's own readers, which other SerDes use; HiveDecimal.create passes over blanks at both ends.
bool ParseHiveDecimal(std::string_view text, int precision, int scale, iceberg::Int128* unscaled);
bool ParseJavaInteger(std::string_view text, int64_t lowest, int64_t highest, int64_t* value);  // Long.parseLong
bool ParseJavaFloat(std::string_view text, float* value);
bool ParseJavaDouble(std::string_view text, double* value);

// java.sql.Date.valueOf: "2024-2-9"; a day past its month's end is in the next month. Days since 1970-01-01; dates
// before 15 October 1582 are taken as Spark takes them, by their written year, month and day.
bool ParseJavaDate(std::string_view text, int32_t* days);
// java.sql.Timestamp.valueOf: "2024-2-9 1:2:3.5"; an hour, minute or second too large runs over. Microseconds since
// 1970-01-01 on the writer's clock, rounded down.
bool ParseJavaTimestamp(std::string_view text, int64_t* micros);

// Days since 1970-01-01 of a date whose month is from 1 to 12 and whose day may be past its month's end.
int64_t LenientDays(int year, int month, int64_t day);

}  // namespace lakeport::formats
