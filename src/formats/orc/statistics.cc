#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "formats/orc/column.h"
#include "iceberg/decimal.h"

namespace lakeport::formats {
namespace {

using iceberg::Type;
using iceberg::TypeId;
using iceberg::Value;
using orc_metadata::ColumnStatistics;

struct Bounds {
  Value lower{};
  Value upper{};
};

Bounds IntegerBounds(const orc_metadata::IntegerStatistics& statistics, TypeId type) {
  if (!statistics.has_minimum() || !statistics.has_maximum()) return {};
  int64_t low = statistics.minimum();
  int64_t high = statistics.maximum();
  if (type != TypeId::kInt) return {low, high};
  if (low < std::numeric_limits<int32_t>::min() || high > std::numeric_limits<int32_t>::max()) return {};
  return {static_cast<int32_t>(low), static_cast<int32_t>(high)};
}

float ToFloat(double value) {
  constexpr double kMax = std::numeric_limits<float>::max();
  if (std::isinf(value) || std::abs(value) <= kMax) return static_cast<float>(value);
  return value > 0 ? std::numeric_limits<float>::infinity() : -std::numeric_limits<float>::infinity();
}

// ORC's writers let NaN into the statistics: such a bound is taken as far as it goes.
Bounds DoubleBounds(const orc_metadata::DoubleStatistics& statistics, TypeId type) {
  if (!statistics.has_minimum() || !statistics.has_maximum()) return {};
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double low = std::isnan(statistics.minimum()) ? -kInfinity : statistics.minimum();
  double high = std::isnan(statistics.maximum()) ? kInfinity : statistics.maximum();
  if (type == TypeId::kFloat) return {ToFloat(low), ToFloat(high)};
  return {low, high};
}

Bounds StringBounds(const orc_metadata::StringStatistics& statistics) {
  if (!statistics.has_minimum() || !statistics.has_maximum()) return {};
  if (!IsUtf8(statistics.minimum()) || !IsUtf8(statistics.maximum())) return {};
  return {statistics.minimum(), statistics.maximum()};
}

Bounds BooleanBounds(const orc_metadata::BucketStatistics& statistics, uint64_t value_count) {
  if (statistics.count_size() < 1 || statistics.count(0) > value_count) return {};
  uint64_t trues = statistics.count(0);
  return {trues == value_count, trues > 0};
}

// Writers leave out trailing zeros: "-12.5" at scale 2.
std::optional<Value> ParseDecimal(std::string_view text, const Type& type) {
  std::string padded(text);
  auto point = padded.find('.');
  if (point == std::string::npos && type.scale() > 0) {
    point = padded.size();
    padded += '.';
  }
  auto decimals = point == std::string::npos ? 0 : padded.size() - point - 1;
  padded.append(static_cast<size_t>(type.scale()) - std::min(static_cast<size_t>(type.scale()), decimals), '0');
  auto decimal = iceberg::ParseDecimal(padded, type.precision(), type.scale());
  return decimal.ok() ? std::optional<Value>(*decimal) : std::nullopt;
}

Bounds DecimalBounds(const orc_metadata::DecimalStatistics& statistics, const Type& type) {
  if (!statistics.has_minimum() || !statistics.has_maximum()) return {};
  auto low = ParseDecimal(statistics.minimum(), type);
  auto high = ParseDecimal(statistics.maximum(), type);
  if (!low || !high) return {};
  return {std::move(*low), std::move(*high)};
}

Bounds DateBounds(const orc_metadata::DateStatistics& statistics) {
  if (!statistics.has_minimum() || !statistics.has_maximum()) return {};
  return {statistics.minimum(), statistics.maximum()};
}

constexpr int32_t kNanosPerMilli = 1'000'000;

// What to add to the milliseconds: stored with one added, since 0 stands for "not known". Some writers round the
// milliseconds towards 1970 and leave a negative rest.
int32_t NanosOf(bool known, int32_t stored, int32_t otherwise) {
  return known && stored != 0 && stored > -kNanosPerMilli && stored <= kNanosPerMilli ? stored - 1 : otherwise;
}

std::optional<int64_t> ToNanos(int64_t millis, int32_t nanos) {
  int64_t result = 0;
  if (__builtin_mul_overflow(millis, int64_t{kNanosPerMilli}, &result)) return std::nullopt;
  if (__builtin_add_overflow(result, int64_t{nanos}, &result)) return std::nullopt;
  return result;
}

enum class Rounding { kDown, kTowardsZero };

std::optional<int64_t> ToMicros(int64_t millis, int32_t nanos, Rounding rounding) {
  int32_t micros = nanos / 1000 - (nanos % 1000 < 0 ? 1 : 0);
  int64_t result = 0;
  if (__builtin_mul_overflow(millis, int64_t{1000}, &result)) return std::nullopt;
  if (__builtin_add_overflow(result, int64_t{micros}, &result)) return std::nullopt;
  return rounding == Rounding::kTowardsZero && result < 0 && nanos % 1000 != 0 ? result + 1 : result;
}

// Only the bounds in UTC: the older ones are in the time zone of a writer that the file does not name.
Bounds TimestampBounds(const orc_metadata::TimestampStatistics& statistics, TypeId type) {
  if (!statistics.has_minimum_utc() || !statistics.has_maximum_utc()) return {};
  int64_t low = statistics.minimum_utc();
  int64_t high = statistics.maximum_utc();
  int32_t low_nanos = NanosOf(statistics.has_minimum_nanos(), statistics.minimum_nanos(), 0);
  int32_t high_nanos = NanosOf(statistics.has_maximum_nanos(), statistics.maximum_nanos(), kNanosPerMilli - 1);
  bool nanos = type == TypeId::kTimestampNs || type == TypeId::kTimestampTzNs;
  auto lower = nanos ? ToNanos(low, low_nanos) : ToMicros(low, low_nanos, Rounding::kDown);
  auto upper = nanos ? ToNanos(high, high_nanos) : ToMicros(high, high_nanos, Rounding::kTowardsZero);
  if (!lower || !upper) return {};
  return {*lower, *upper};
}

Bounds FindBounds(const ColumnStatistics& statistics, const Type& type) {
  switch (type.id()) {
    case TypeId::kBoolean: return BooleanBounds(statistics.buckets(), statistics.value_count());
    case TypeId::kInt:
    case TypeId::kLong:
    case TypeId::kTime: return IntegerBounds(statistics.integers(), type.id());
    case TypeId::kFloat:
    case TypeId::kDouble: return DoubleBounds(statistics.doubles(), type.id());
    case TypeId::kString: return StringBounds(statistics.strings());
    case TypeId::kDecimal: return DecimalBounds(statistics.decimals(), type);
    case TypeId::kDate: return DateBounds(statistics.dates());
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: return TimestampBounds(statistics.timestamps(), type.id());
    default: return {};
  }
}

}  // namespace

void FillOrcStatistics(const ColumnStatistics& statistics, int64_t row_count, bool repeated, FileColumn* column) {
  constexpr auto kMax = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  column->size = static_cast<int64_t>(std::min(statistics.bytes_on_disk(), kMax));
  if (statistics.value_count() > kMax) return;
  auto present = static_cast<int64_t>(statistics.value_count());
  if (repeated) {
    column->value_count = present;
  } else if (present <= row_count) {
    bool may_be_null = !statistics.has_has_null() || statistics.has_null();
    column->null_count = may_be_null ? row_count - present : 0;
    column->value_count = present + *column->null_count;
  }
  if (column->type == nullptr || present == 0) return;
  auto bounds = FindBounds(statistics, *column->type);
  column->lower = std::move(bounds.lower);
  column->upper = std::move(bounds.upper);
}

}  // namespace lakeport::formats
