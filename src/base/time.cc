#include "base/time.h"

#include <cstdio>

#include <fmt/chrono.h>

namespace lakeport {

using std::chrono::milliseconds;

Timestamp SystemClock::Now() const {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

std::string FormatTimestamp(Timestamp time) {
  auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  auto millis = (time - seconds).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), millis);
}

Result<Timestamp> ParseTimestamp(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0;
  char zone = 0;
  int end = 0;
  int fields = std::sscanf(text.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u.%3u%c%n", &year, &month, &day, &hour, &minute,
                           &second, &millis, &zone, &end);
  std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  bool valid = fields == 8 && zone == 'Z' && static_cast<size_t>(end) == text.size() && date.ok() && hour < 24 &&
               minute < 60 && second < 60;
  if (!valid) return InvalidArgument("\"{}\" is not a time like 2026-01-31T23:59:59.123Z", text);
  auto time = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
              std::chrono::seconds(second) + milliseconds(millis);
  return std::chrono::time_point_cast<milliseconds>(time);
}

}  // namespace lakeport
