#include "iceberg/value.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "iceberg/decimal.h"

namespace lakeport::iceberg {
namespace {

static_assert(std::endian::native == std::endian::little, "values are copied to their little-endian form");

template <typename T>
std::string BytesOf(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

Error WrongLength(const Type& type, std::string_view bytes) {
  return CorruptData("a value of type {} has {} bytes", type.ToString(), bytes.size());
}

template <typename T>
Result<T> FromBytes(const Type& type, std::string_view bytes) {
  if (bytes.size() != sizeof(T)) return WrongLength(type, bytes);
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

// A bound that was written before the column was promoted has its first type's bytes.
template <typename Wide, typename Narrow>
Result<Value> WidenedFromBytes(const Type& type, std::string_view bytes) {
  if (bytes.size() == sizeof(Narrow)) {
    LP_ASSIGN(Narrow narrow, FromBytes<Narrow>(type, bytes));
    return Value(static_cast<Wide>(narrow));
  }
  LP_ASSIGN(Wide wide, FromBytes<Wide>(type, bytes));
  return Value(wide);
}

// A value of a column that was promoted may still be held as its first type.
template <typename Wide, typename Narrow>
Wide Widened(const Value& value) {
  if (const auto* narrow = std::get_if<Narrow>(&value)) return static_cast<Wide>(*narrow);
  return std::get<Wide>(value);
}

template <typename T>
int Order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

template <typename Float>
int OrderFloats(Float a, Float b) {
  if (std::isnan(a) || std::isnan(b)) return Order(std::isnan(a), std::isnan(b));
  if (a == b) return Order(std::signbit(b), std::signbit(a));
  return Order(a, b);
}

}  // namespace

std::string EncodeValue(const Type& type, const Value& value) {
  if (IsNull(value)) return {};
  switch (type.id()) {
    case TypeId::kBoolean: return std::get<bool>(value) ? std::string(1, '\x01') : std::string(1, '\0');
    case TypeId::kInt:
    case TypeId::kDate: return BytesOf(std::get<int32_t>(value));
    case TypeId::kLong: return BytesOf(Widened<int64_t, int32_t>(value));
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: return BytesOf(std::get<int64_t>(value));
    case TypeId::kFloat: return BytesOf(std::get<float>(value));
    case TypeId::kDouble: return BytesOf(Widened<double, float>(value));
    case TypeId::kDecimal: return EncodeDecimal(std::get<Decimal>(value));
    default: return std::get<std::string>(value);
  }
}

Result<Value> DecodeValue(const Type& type, std::string_view bytes) {
  auto as_value = [](auto result) -> Result<Value> {
    if (!result.ok()) return std::move(result).error();
    return Value(std::move(result).value());
  };
  switch (type.id()) {
    case TypeId::kBoolean:
      if (bytes.size() != 1) return WrongLength(type, bytes);
      return Value(bytes[0] != '\0');
    case TypeId::kInt:
    case TypeId::kDate: return as_value(FromBytes<int32_t>(type, bytes));
    case TypeId::kLong: return WidenedFromBytes<int64_t, int32_t>(type, bytes);
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: return as_value(FromBytes<int64_t>(type, bytes));
    case TypeId::kFloat: return as_value(FromBytes<float>(type, bytes));
    case TypeId::kDouble: return WidenedFromBytes<double, float>(type, bytes);
    case TypeId::kDecimal: return as_value(DecodeDecimal(bytes));
    case TypeId::kUuid:
      if (bytes.size() != 16) return WrongLength(type, bytes);
      return Value(std::string(bytes));
    case TypeId::kFixed:
      if (bytes.size() > static_cast<size_t>(type.length())) return WrongLength(type, bytes);
      return Value(std::string(bytes));
    case TypeId::kString:
    case TypeId::kBinary:
    case TypeId::kVariant:
    case TypeId::kGeometry:
    case TypeId::kGeography: return Value(std::string(bytes));
    default: return Unsupported("type {} has no single values", type.ToString());
  }
}

int CompareValues(const Type& type, const Value& a, const Value& b) {
  switch (type.id()) {
    case TypeId::kBoolean: return Order(std::get<bool>(a), std::get<bool>(b));
    case TypeId::kInt:
    case TypeId::kDate: return Order(std::get<int32_t>(a), std::get<int32_t>(b));
    case TypeId::kLong: return Order(Widened<int64_t, int32_t>(a), Widened<int64_t, int32_t>(b));
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: return Order(std::get<int64_t>(a), std::get<int64_t>(b));
    case TypeId::kFloat: return OrderFloats(std::get<float>(a), std::get<float>(b));
    case TypeId::kDouble: return OrderFloats(Widened<double, float>(a), Widened<double, float>(b));
    case TypeId::kDecimal: return Order(std::get<Decimal>(a).unscaled, std::get<Decimal>(b).unscaled);
    default: return Order(std::get<std::string>(a), std::get<std::string>(b));
  }
}

}  // namespace lakeport::iceberg
