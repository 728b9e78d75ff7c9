#pragma once

#include <cstdint>
#include <memory>

#include <arrow/array/data.h>
#include <arrow/result.h>

namespace lakeport::formats {

// Days as java.sql.Date, Hive before 4 and Spark before 3 count them, by a calendar that is Julian before 15 October
// 1582: the same date's days in the Gregorian calendar, which Iceberg takes for all times. A date that only the Julian
// calendar has is the day after.
int32_t FromJulianDays(int32_t days);

// The dates and timestamps in an array, nested ones too, counted so. The array itself when there are none so old.
arrow::Result<std::shared_ptr<arrow::ArrayData>> FromJulianCalendar(std::shared_ptr<arrow::ArrayData> data);

}  // namespace lakeport::formats
