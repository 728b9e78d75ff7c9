#include "hive/partition_value.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

#include "base/utf8.h"
#include "hive/partition_path.h"
#include "hivetype/name.h"

namespace lakeport::hive {
namespace {

using iceberg::Int128;
using iceberg::Value;

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes characters off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }

  bool Take(char c) {
    if (peek() != c || done()) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::string_view TakeDigits() {
    size_t count = 0;
    while (count < text_.size() && IsDigit(text_[count])) ++count;
    auto digits = text_.substr(0, count);
    text_.remove_prefix(count);
    return digits;
  }

  // A number of `least` to `most` digits.
  std::optional<int> TakeNumber(size_t least, size_t most) {
    auto digits = TakeDigits();
    if (digits.size() < least || digits.size() > most) return std::nullopt;
    int number = 0;
    for (char c : digits) number = number * 10 + (c - '0');
    return number;
  }

 private:
  std::string_view text_;
};

template <typename Int>
std::optional<Int> ParseWhole(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && IsDigit(text[1])) text.remove_prefix(1);
  Int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <typename Stored, typename Range>
std::optional<Value> ParseInteger(const std::string& text) {
  auto number = ParseWhole<Range>(text);
  if (!number) return std::nullopt;
  return Value(static_cast<Stored>(*number));
}

template <typename Float>
std::optional<Value> ParseFloat(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('+') && digits.size() > 1 && digits[1] != '-') digits.remove_prefix(1);
  Float number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return Value(number);
}

std::optional<Value> ParseBoolean(const std::string& text) {
  std::string lower = LowerName(text);
  if (lower == "true") return Value(true);
  if (lower == "false") return Value(false);
  return std::nullopt;
}

// yyyy-[m]m-[d]d, as java.sql.Date reads it.
std::optional<int32_t> TakeDate(Scanner& scanner) {
  auto year = scanner.TakeNumber(4, 4);
  if (!year || !scanner.Take('-')) return std::nullopt;
  auto month = scanner.TakeNumber(1, 2);
  if (!month || !scanner.Take('-')) return std::nullopt;
  auto day = scanner.TakeNumber(1, 2);
  if (!day) return std::nullopt;
  std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                   std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return static_cast<int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::optional<Value> ParseDate(const std::string& text) {
  Scanner scanner(text);
  auto days = TakeDate(scanner);
  if (!days || !scanner.done()) return std::nullopt;
  return Value(*days);
}

// Microseconds of ".123456"; nullopt when there are more digits than that which are not 0.
std::optional<int64_t> TakeFraction(Scanner& scanner) {
  if (!scanner.Take('.')) return 0;
  auto digits = scanner.TakeDigits();
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  int64_t micros = 0;
  for (size_t i = 0; i < std::max<size_t>(digits.size(), 6); ++i) {
    int digit = i < digits.size() ? digits[i] - '0' : 0;
    if (i >= 6 && digit != 0) return std::nullopt;
    if (i < 6) micros = micros * 10 + digit;
  }
  return micros;
}

// h:m:s[.fraction] in microseconds.
std::optional<int64_t> TakeTimeOfDay(Scanner& scanner) {
  auto hour = scanner.TakeNumber(1, 2);
  if (!hour || *hour > 23 || !scanner.Take(':')) return std::nullopt;
  auto minute = scanner.TakeNumber(1, 2);
  if (!minute || *minute > 59 || !scanner.Take(':')) return std::nullopt;
  auto second = scanner.TakeNumber(1, 2);
  if (!second || *second > 59) return std::nullopt;
  auto fraction = TakeFraction(scanner);
  if (!fraction) return std::nullopt;
  return ((*hour * 60 + *minute) * 60 + *second) * kMicrosPerSecond + *fraction;
}

std::optional<Value> ParseTimestampText(const std::string& text) {
  Scanner scanner(text);
  auto days = TakeDate(scanner);
  if (!days) return std::nullopt;
  int64_t midnight = *days * kSecondsPerDay * kMicrosPerSecond;
  if (scanner.done()) return Value(midnight);
  if (!scanner.Take(' ') && !scanner.Take('T')) return std::nullopt;
  auto time = TakeTimeOfDay(scanner);
  if (!time || !scanner.done()) return std::nullopt;
  return Value(midnight + *time);
}

// [+-]digits[.digits]; digits beyond the scale must be 0.
std::optional<Value> ParseDecimal(const HiveType& type, const std::string& text) {
  Scanner scanner(text);
  bool negative = scanner.Take('-');
  if (!negative) scanner.Take('+');
  std::string_view whole = scanner.TakeDigits();
  std::string_view fraction = scanner.Take('.') ? scanner.TakeDigits() : std::string_view();
  if (!scanner.done() || (whole.empty() && fraction.empty())) return std::nullopt;
  while (!whole.empty() && whole.front() == '0') whole.remove_prefix(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  auto scale = static_cast<size_t>(type.scale);
  if (whole.size() > static_cast<size_t>(type.precision - type.scale) || fraction.size() > scale) return std::nullopt;
  std::string digits(whole);
  digits += fraction;
  digits.append(scale - fraction.size(), '0');
  Int128 unscaled = 0;
  for (char c : digits) unscaled = unscaled * 10 + (c - '0');
  return Value(iceberg::Decimal{negative ? -unscaled : unscaled});
}

std::optional<Value> ParseText(const HiveType& type, const std::string& text) {
  switch (type.kind) {
    case HiveKind::kBoolean: return ParseBoolean(text);
    case HiveKind::kTinyint: return ParseInteger<int32_t, int8_t>(text);
    case HiveKind::kSmallint: return ParseInteger<int32_t, int16_t>(text);
    case HiveKind::kInt: return ParseInteger<int32_t, int32_t>(text);
    case HiveKind::kBigint: return ParseInteger<int64_t, int64_t>(text);
    case HiveKind::kFloat: return ParseFloat<float>(text);
    case HiveKind::kDouble: return ParseFloat<double>(text);
    case HiveKind::kDecimal: return ParseDecimal(type, text);
    case HiveKind::kDate: return ParseDate(text);
    case HiveKind::kTimestamp: return ParseTimestampText(text);
    case HiveKind::kString:
    case HiveKind::kChar:
    case HiveKind::kVarchar: return IsUtf8(text) ? std::optional<Value>(text) : std::nullopt;
    case HiveKind::kBinary: return Value(text);
    default: return std::nullopt;
  }
}

}  // namespace

Result<Value> ParsePartitionValue(const HiveType& type, const std::optional<std::string>& text) {
  if (!text) return Value();
  auto value = ParseText(type, *text);
  if (!value) return InvalidArgument("\"{}\" is no value of type {}", Printable(*text), ToString(type));
  return *std::move(value);
}

Result<std::vector<Value>> ParsePartitionValues(const std::vector<Column>& keys, const std::vector<HiveType>& types,
                                                const Partition& partition) {
  if (partition.values.size() != keys.size() || types.size() != keys.size()) {
    return CorruptData("partition {} has {} values for {} partition keys", partition.location, partition.values.size(),
                       keys.size());
  }
  std::vector<Value> values;
  for (size_t i = 0; i < keys.size(); ++i) {
    auto value = ParsePartitionValue(types[i], partition.values[i]);
    if (!value.ok()) {
      return InvalidArgument(
          "partition {}={} ({}): {}; Hive reads NULL there. Rename the partition, or change the key's type, in Hive",
          keys[i].name, Printable(*partition.values[i]), partition.location, value.error().message());
    }
    values.push_back(std::move(value).value());
  }
  return values;
}

}  // namespace lakeport::hive
