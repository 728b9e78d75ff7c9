#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "hivetype/hive_type.h"

namespace lakeport::hive {

// What Hive calls a primitive type, and what Iceberg calls it. Without an Iceberg type: why there is none.
struct PrimitiveRule {
  std::string_view name;
  HiveKind kind;
  std::optional<iceberg::TypeId> iceberg;
  std::string_view refusal = {};
};

inline constexpr std::string_view kNoInterval =
    "Iceberg has no interval type; store the interval as a bigint or a string";

// The first rule of a kind gives its name.
inline constexpr std::array kPrimitives = {
    PrimitiveRule{"boolean", HiveKind::kBoolean, iceberg::TypeId::kBoolean},
    PrimitiveRule{"tinyint", HiveKind::kTinyint, iceberg::TypeId::kInt},
    PrimitiveRule{"smallint", HiveKind::kSmallint, iceberg::TypeId::kInt},
    PrimitiveRule{"int", HiveKind::kInt, iceberg::TypeId::kInt},
    PrimitiveRule{"integer", HiveKind::kInt, iceberg::TypeId::kInt},
    PrimitiveRule{"bigint", HiveKind::kBigint, iceberg::TypeId::kLong},
    PrimitiveRule{"float", HiveKind::kFloat, iceberg::TypeId::kFloat},
    PrimitiveRule{"double", HiveKind::kDouble, iceberg::TypeId::kDouble},
    PrimitiveRule{"double precision", HiveKind::kDouble, iceberg::TypeId::kDouble},
    PrimitiveRule{"string", HiveKind::kString, iceberg::TypeId::kString},
    PrimitiveRule{"char", HiveKind::kChar, iceberg::TypeId::kString},
    PrimitiveRule{"varchar", HiveKind::kVarchar, iceberg::TypeId::kString},
    PrimitiveRule{"binary", HiveKind::kBinary, iceberg::TypeId::kBinary},
    PrimitiveRule{"date", HiveKind::kDate, iceberg::TypeId::kDate},
    PrimitiveRule{"timestamp", HiveKind::kTimestamp, iceberg::TypeId::kTimestamp},
    PrimitiveRule{"timestamp with local time zone", HiveKind::kTimestampLocalTz, iceberg::TypeId::kTimestampTz},
    PrimitiveRule{"timestamplocaltz", HiveKind::kTimestampLocalTz, iceberg::TypeId::kTimestampTz},
    PrimitiveRule{"decimal", HiveKind::kDecimal, iceberg::TypeId::kDecimal},
    PrimitiveRule{"numeric", HiveKind::kDecimal, iceberg::TypeId::kDecimal},
    PrimitiveRule{"interval_year_month", HiveKind::kIntervalYearMonth, std::nullopt, kNoInterval},
    PrimitiveRule{"interval_day_time", HiveKind::kIntervalDayTime, std::nullopt, kNoInterval},
    PrimitiveRule{"void", HiveKind::kVoid, std::nullopt, "a void column has no type; give it one in Hive"},
    PrimitiveRule{"unknown", HiveKind::kUnknown, std::nullopt, "the metastore itself does not know this type"},
};

inline const PrimitiveRule* FindPrimitive(std::string_view name) {
  auto rule = std::find_if(kPrimitives.begin(), kPrimitives.end(), [&](const auto& r) { return r.name == name; });
  return rule == kPrimitives.end() ? nullptr : &*rule;
}

inline const PrimitiveRule* FindPrimitive(HiveKind kind) {
  auto rule = std::find_if(kPrimitives.begin(), kPrimitives.end(), [&](const auto& r) { return r.kind == kind; });
  return rule == kPrimitives.end() ? nullptr : &*rule;
}

}  // namespace lakeport::hive
