#include "iceberg/value_check.h"

#include <utility>

namespace lakeport::iceberg {
namespace {

template <typename... Alternatives>
bool HoldsAny(const Value& value) {
  return (std::holds_alternative<Alternatives>(value) || ...);
}

bool HoldsBytes(const Value& value, int32_t length) {
  const auto* bytes = std::get_if<std::string>(&value);
  return bytes != nullptr && std::cmp_equal(bytes->size(), length);
}

}  // namespace

bool IsValueOf(const Type& type, const Value& value) {
  if (IsNull(value)) return !type.is_nested();
  switch (type.id()) {
    case TypeId::kBoolean: return HoldsAny<bool>(value);
    case TypeId::kInt:
    case TypeId::kDate: return HoldsAny<int32_t>(value);
    case TypeId::kLong: return HoldsAny<int64_t, int32_t>(value);
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: return HoldsAny<int64_t>(value);
    case TypeId::kFloat: return HoldsAny<float>(value);
    case TypeId::kDouble: return HoldsAny<double, float>(value);
    case TypeId::kDecimal: return HoldsAny<Decimal>(value);
    case TypeId::kString:
    case TypeId::kBinary: return HoldsAny<std::string>(value);
    case TypeId::kUuid: return HoldsBytes(value, 16);
    case TypeId::kFixed: return HoldsBytes(value, type.length());
    default: return false;
  }
}

}  // namespace lakeport::iceberg
