#include "iceberg/iso_time.h"

#include <charconv>
#include <limits>
#include <optional>

#include "iceberg/value.h"

namespace lakeport::iceberg {
namespace {

constexpr int64_t kSecondsPerDay = 86400;

struct Civil {
  int64_t year = 1970;
  int64_t month = 1;
  int64_t day = 1;
};

int64_t FloorDivide(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

// std::chrono's years end at 32767; these go as far as the values do. Years begin in March, eras last 400 years.
Civil CivilFromDays(int64_t days) {
  days += 719468;  // 0000-03-01 is day 0
  int64_t era = FloorDivide(days, 146097);
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month_from_march = (5 * day_of_year + 2) / 153;
  int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

int64_t DaysFromCivil(const Civil& date) {
  int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  int64_t era = FloorDivide(year, 400);
  int64_t year_of_era = year - era * 400;
  int64_t month_from_march = date.month > 2 ? date.month - 3 : date.month + 9;
  int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

std::string FormatDays(int64_t days) {
  Civil date = CivilFromDays(days);
  const char* sign = date.year < 0 ? "-" : date.year > 9999 ? "+" : "";
  return fmt::format("{}{:04}-{:02}-{:02}", sign, date.year < 0 ? -date.year : date.year, date.month, date.day);
}

int64_t UnitsPerSecond(TimeUnit unit) { return unit == TimeUnit::kMicros ? 1'000'000 : 1'000'000'000; }

std::string FormatTimeOfDay(int64_t units, TimeUnit unit) {
  int64_t units_per_second = UnitsPerSecond(unit);
  int64_t seconds = units / units_per_second;
  return fmt::format("{:02}:{:02}:{:02}.{:0{}}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                     units % units_per_second, static_cast<int>(unit));
}

// Takes a number of `least` to `most` digits off the front of `text`.
std::optional<int64_t> TakeDigits(std::string_view& text, size_t least, size_t most) {
  size_t count = 0;
  while (count < text.size() && count < most && text[count] >= '0' && text[count] <= '9') ++count;
  if (count < least) return std::nullopt;
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + count, number);
  text.remove_prefix(count);
  return number;
}

bool Take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Two digits after `prefix`.
std::optional<int64_t> TakePart(std::string_view& text, std::string_view prefix) {
  if (!Take(text, prefix)) return std::nullopt;
  return TakeDigits(text, 2, 2);
}

std::optional<int64_t> TakeDate(std::string_view& text) {
  bool negative = Take(text, "-");
  bool is_signed = negative || Take(text, "+");
  auto year = TakeDigits(text, 4, is_signed ? 8 : 4);
  auto month = TakePart(text, "-");
  auto day = TakePart(text, "-");
  if (!year || !month || !day) return std::nullopt;
  Civil date{negative ? -*year : *year, *month, *day};
  if (date.month < 1 || date.month > 12) return std::nullopt;
  auto days = DaysFromCivil(date);
  // The 30th of February comes back as a day of March.
  auto back = CivilFromDays(days);
  if (back.month != date.month || back.day != date.day) return std::nullopt;
  return days;
}

// ".123" as units of 10^-digits seconds; 0 when there is no point.
std::optional<int64_t> TakeFraction(std::string_view& text, TimeUnit unit) {
  if (!Take(text, ".")) return 0;
  auto digits = static_cast<size_t>(unit);
  size_t before = text.size();
  auto number = TakeDigits(text, 1, digits);
  if (!number) return std::nullopt;
  for (size_t count = before - text.size(); count < digits; ++count) *number *= 10;
  return number;
}

std::optional<int64_t> TakeTimeOfDay(std::string_view& text, TimeUnit unit) {
  auto hour = TakeDigits(text, 2, 2);
  auto minute = TakePart(text, ":");
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  auto second = Take(text, ":") ? TakeDigits(text, 2, 2) : 0;
  if (!second || *second > 59) return std::nullopt;
  auto fraction = TakeFraction(text, unit);
  if (!fraction) return std::nullopt;
  return (*hour * 3600 + *minute * 60 + *second) * UnitsPerSecond(unit) + *fraction;
}

}  // namespace

YearMonth YearMonthOf(int64_t days) {
  Civil date = CivilFromDays(days);
  return {date.year, date.month};
}

std::string FormatDate(int32_t days) { return FormatDays(days); }

Result<int32_t> ParseDate(std::string_view text) {
  std::string_view rest = text;
  auto days = TakeDate(rest);
  if (!days || !rest.empty()) return CorruptData("\"{}\" is not a date like 2017-11-16", text);
  if (*days < std::numeric_limits<int32_t>::min() || *days > std::numeric_limits<int32_t>::max()) {
    return CorruptData("date {} is too far away", text);
  }
  return static_cast<int32_t>(*days);
}

std::string FormatTime(int64_t micros) { return FormatTimeOfDay(micros, TimeUnit::kMicros); }

Result<int64_t> ParseTime(std::string_view text) {
  std::string_view rest = text;
  auto micros = TakeTimeOfDay(rest, TimeUnit::kMicros);
  if (!micros || !rest.empty()) return CorruptData("\"{}\" is not a time like 22:31:08.123456", text);
  return *micros;
}

std::string FormatDateTime(int64_t value, TimeUnit unit, bool zoned) {
  int64_t units_per_day = kSecondsPerDay * UnitsPerSecond(unit);
  int64_t within_day = value % units_per_day;
  if (within_day < 0) within_day += units_per_day;
  return fmt::format("{}T{}{}", FormatDays(FloorDivide(value, units_per_day)), FormatTimeOfDay(within_day, unit),
                     zoned ? "+00:00" : "");
}

Result<int64_t> ParseDateTime(std::string_view text, TimeUnit unit, bool zoned) {
  std::string_view rest = text;
  auto days = TakeDate(rest);
  auto time = days && Take(rest, "T") ? TakeTimeOfDay(rest, unit) : std::nullopt;
  if (!time || (zoned && !Take(rest, "+00:00") && !Take(rest, "Z")) || !rest.empty()) {
    return CorruptData("\"{}\" is not a time like 2017-11-16T22:31:08.123456{}", text, zoned ? "+00:00" : "");
  }
  Int128 value = Int128{*days} * kSecondsPerDay * UnitsPerSecond(unit) + *time;
  if (value < std::numeric_limits<int64_t>::min() || value > std::numeric_limits<int64_t>::max()) {
    return CorruptData("time {} is too far away", text);
  }
  return static_cast<int64_t>(value);
}

}  // namespace lakeport::iceberg
