#include <chrono>
#include <limits>

#include "formats/serde/lazy_values.h"

namespace lakeport::formats {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;
constexpr int kFirstGregorianYear = 1582;

// An integer as Integer.parseInt reads it.
bool ParsePart(std::string_view text, int64_t* value) {
  return ParseJavaInteger(text, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max(), value);
}

bool IsOldCalendar(int year, int month, int64_t day) {
  if (year != kFirstGregorianYear) return year < kFirstGregorianYear;
  return month < 10 || (month == 10 && day < 5);
}

int64_t DaysFromCivil(int year, int month, int64_t day) {
  using namespace std::chrono;  // NOLINT: calendar words only
  sys_days first = std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} / 1;
  return first.time_since_epoch().count() + day - 1;
}

bool ParseDatePart(std::string_view text, int64_t* days) {
  constexpr size_t kYearDigits = 4;
  auto second = text.find('-', kYearDigits + 1);
  if (text.find('-') != kYearDigits || second == std::string_view::npos) return false;
  auto month_text = text.substr(kYearDigits + 1, second - kYearDigits - 1);
  auto day_text = text.substr(second + 1);
  if (month_text.size() > 2 || day_text.size() > 2) return false;
  int64_t year = 0;
  int64_t month = 0;
  int64_t day = 0;
  if (!ParsePart(text.substr(0, kYearDigits), &year) || !ParsePart(month_text, &month) || !ParsePart(day_text, &day))
    return false;
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  *days = LenientDays(static_cast<int>(year), static_cast<int>(month), day);
  return true;
}

// "3.123456789": seconds and nanoseconds.
bool ParseSeconds(std::string_view text, int64_t* seconds, int64_t* nanos) {
  constexpr size_t kNanoDigits = 9;
  auto dot = text.find('.');
  *nanos = 0;
  if (!ParsePart(text.substr(0, dot), seconds)) return false;
  if (dot == std::string_view::npos) return true;
  auto fraction = text.substr(dot + 1);
  if (fraction.empty() || fraction.size() > kNanoDigits || fraction[0] < '0' || fraction[0] > '9') return false;
  if (!ParsePart(fraction, nanos)) return false;
  for (size_t digits = fraction.size(); digits < kNanoDigits; ++digits) *nanos *= 10;
  return true;
}

}  // namespace

// The calendar was Julian before 15 October 1582, and the ten days before that date did not exist: Java counts such a
// day on from the 4th.
int64_t LenientDays(int year, int month, int64_t day) {
  if (year == kFirstGregorianYear && month == 10 && day > 4 && day < 15) return DaysFromCivil(year, month, day + 10);
  bool julian_leap_february = month == 2 && year % 4 == 0 && IsOldCalendar(year, month, day);
  if (julian_leap_february && day > 29) return DaysFromCivil(year, 3, day - 29);
  return DaysFromCivil(year, month, day);
}

bool ParseJavaDate(std::string_view text, int32_t* days) {
  int64_t found = 0;
  if (!ParseDatePart(text, &found)) return false;
  *days = static_cast<int32_t>(found);
  return true;
}

bool ParseJavaTimestamp(std::string_view text, int64_t* micros) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  auto space = text.find(' ');
  if (space == std::string_view::npos) return false;
  int64_t days = 0;
  if (!ParseDatePart(text.substr(0, space), &days)) return false;
  auto time = text.substr(space + 1);
  auto first = time.find(':');
  if (first == std::string_view::npos) return false;
  auto second = time.find(':', first + 1);
  if (second == std::string_view::npos) return false;
  int64_t hours = 0;
  int64_t minutes = 0;
  int64_t seconds = 0;
  int64_t nanos = 0;
  if (!ParsePart(time.substr(0, first), &hours) || !ParsePart(time.substr(first + 1, second - first - 1), &minutes) ||
      !ParseSeconds(time.substr(second + 1), &seconds, &nanos)) {
    return false;
  }
  *micros = (days * kSecondsPerDay + hours * 3600 + minutes * 60 + seconds) * kMicrosPerSecond + nanos / 1000;
  return true;
}

}  // namespace lakeport::formats
