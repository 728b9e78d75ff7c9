#include "net/http_date.h"

#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>

#include "base/utf8.h"

namespace lakeport::net {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view kForm = "Sun, 06 Nov 1994 08:49:37 GMT";

// The number of `digits` digits at `at`; -1 when it is none.
int NumberAt(std::string_view text, size_t at, size_t digits) {
  int number = -1;
  const char* end = text.data() + at + digits;
  auto [stop, error] = std::from_chars(text.data() + at, end, number);
  return error == std::errc() && stop == end ? number : -1;
}

std::optional<sys_seconds> Parse(std::string_view text) {
  if (text.size() != kForm.size()) return std::nullopt;
  int month = 0;
  for (int m = 1; m <= 12; ++m) month = text.substr(8, 3) == kMonths[static_cast<size_t>(m - 1)] ? m : month;
  year_month_day date{year(NumberAt(text, 12, 4)), std::chrono::month(static_cast<unsigned>(month)),
                      day(static_cast<unsigned>(NumberAt(text, 5, 2)))};
  int h = NumberAt(text, 17, 2), m = NumberAt(text, 20, 2), s = NumberAt(text, 23, 2);
  if (!date.ok() || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) return std::nullopt;
  return sys_days(date) + hours(h) + minutes(m) + seconds(s);
}

}  // namespace

std::string FormatHttpDate(Timestamp time) {
  auto second = floor<seconds>(time);
  auto today = floor<days>(second);
  year_month_day date(today);
  hh_mm_ss clock(second - today);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday(today).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

Result<Timestamp> ParseHttpDate(const std::string& text) {
  auto time = Parse(text);
  // Written again it must be the same text: that is what tells a wrong day of the week or a sign among the digits.
  if (!time || FormatHttpDate(*time) != text) return CorruptData("\"{}\" is no date of HTTP", Printable(text));
  return Timestamp(*time);
}

}  // namespace lakeport::net
