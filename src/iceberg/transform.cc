#include "iceberg/transform.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "iceberg/decimal.h"
#include "iceberg/iso_time.h"
#include "iceberg/murmur3.h"

namespace lakeport::iceberg {
namespace {

constexpr int64_t kMicrosPerHour = 3'600'000'000;
constexpr int64_t kHoursPerDay = 24;

int64_t FloorDivide(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

bool IsNanos(const Type& type) { return type.id() == TypeId::kTimestampNs || type.id() == TypeId::kTimestampTzNs; }

int64_t Whole(const Value& value) {
  if (const auto* narrow = std::get_if<int32_t>(&value)) return *narrow;
  return std::get<int64_t>(value);
}

int64_t Micros(const Type& type, const Value& value) {
  return IsNanos(type) ? FloorDivide(std::get<int64_t>(value), 1000) : Whole(value);
}

int64_t Hours(const Type& type, const Value& value) { return FloorDivide(Micros(type, value), kMicrosPerHour); }

int64_t Days(const Type& type, const Value& value) {
  return type.id() == TypeId::kDate ? Whole(value) : FloorDivide(Hours(type, value), kHoursPerDay);
}

int32_t Years(int64_t days) { return static_cast<int32_t>(YearMonthOf(days).year - 1970); }

int32_t Months(int64_t days) {
  auto [year, month] = YearMonthOf(days);
  return static_cast<int32_t>((year - 1970) * 12 + month - 1);
}

// Towards the lower multiple. Below the least multiple that there is it wraps round, as Java's numbers do.
template <typename Signed, typename Unsigned>
Signed LowerMultiple(Signed value, Signed width) {
  Signed rest = static_cast<Signed>(((value % width) + width) % width);
  return static_cast<Signed>(static_cast<Unsigned>(value) - static_cast<Unsigned>(rest));
}

__extension__ using UInt128 = unsigned __int128;

Value Truncate(const Type& type, const Value& value, int32_t width) {
  switch (type.id()) {
    case TypeId::kInt:
      // A sum with the width may be longer than the value itself.
      return static_cast<int32_t>(LowerMultiple<int64_t, uint64_t>(std::get<int32_t>(value), width));
    case TypeId::kLong: return LowerMultiple<int64_t, uint64_t>(Whole(value), width);
    case TypeId::kDecimal: return Decimal{LowerMultiple<Int128, UInt128>(std::get<Decimal>(value).unscaled, width)};
    case TypeId::kString: return TruncateLowerBound(type, value, width);
    default: return std::get<std::string>(value).substr(0, static_cast<size_t>(width));
  }
}

}  // namespace

int32_t HashValue(const Type& type, const Value& value) {
  switch (type.id()) {
    case TypeId::kInt:
    case TypeId::kLong:
    case TypeId::kDate:
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz: return Murmur3(Whole(value));
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: return Murmur3(Micros(type, value));
    case TypeId::kDecimal: return Murmur3(EncodeDecimal(std::get<Decimal>(value)));
    default: return Murmur3(std::get<std::string>(value));
  }
}

Value ApplyTransform(const Transform& transform, const Type& source, const Value& value) {
  if (IsNull(value)) return value;
  switch (transform.kind) {
    case TransformKind::kIdentity: return value;
    case TransformKind::kBucket:
      return (HashValue(source, value) & std::numeric_limits<int32_t>::max()) % transform.parameter;
    case TransformKind::kTruncate: return Truncate(source, value, transform.parameter);
    case TransformKind::kYear: return Years(Days(source, value));
    case TransformKind::kMonth: return Months(Days(source, value));
    case TransformKind::kDay: return static_cast<int32_t>(Days(source, value));
    case TransformKind::kHour: return static_cast<int32_t>(Hours(source, value));
    case TransformKind::kVoid:
    case TransformKind::kUnknown: break;
  }
  return {};
}

std::string PartitionFieldName(const Transform& transform, const std::string& column) {
  switch (transform.kind) {
    case TransformKind::kBucket: return column + "_bucket";
    case TransformKind::kTruncate: return column + "_trunc";
    case TransformKind::kVoid: return column + "_null";
    case TransformKind::kYear: return column + "_year";
    case TransformKind::kMonth: return column + "_month";
    case TransformKind::kDay: return column + "_day";
    case TransformKind::kHour: return column + "_hour";
    case TransformKind::kIdentity:
    case TransformKind::kUnknown: break;
  }
  return column;
}

}  // namespace lakeport::iceberg
