#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iceberg/type.h"

namespace lakeport::hive {

enum class HiveKind {
  kBoolean,
  kTinyint,
  kSmallint,
  kInt,
  kBigint,
  kFloat,
  kDouble,
  kDecimal,
  kString,
  kChar,
  kVarchar,
  kBinary,
  kDate,
  kTimestamp,
  kTimestampLocalTz,
  kIntervalYearMonth,
  kIntervalDayTime,
  kVoid,
  kUnknown,
  kArray,
  kMap,
  kStruct,
  kUnion,
};

// A parsed Hive type. Nested types hold their parts: an array its element, a map its key and its value, a struct its
// members (with `name`), a union its alternatives.
struct HiveType {
  HiveKind kind = HiveKind::kUnknown;
  int precision = 0;   // decimal
  int scale = 0;       // decimal
  int length = 0;      // char, varchar
  std::string name{};  // as a struct's member, as written
  std::vector<HiveType> parts{};
};

// Parses the type text of a metastore column: "array<struct<a:int,`b c`:decimal(10,2)>>". Any case; blanks between
// tokens are ignored. InvalidArgument that names the place for anything else, for nesting deeper than 64 and for text
// longer than 4 MiB.
Result<HiveType> ParseHiveType(std::string_view text);

// "array<struct<a:int>>": lower case, no blanks, names in backquotes where needed: ParseHiveType reads it back.
std::string ToString(const HiveType& type);

// Names in lower case, as Hive has them, or as they are written, for who knows better.
enum class NameCase { kLower, kAsWritten };

// Iceberg's type for it, ids all 0. Unsupported, with the reason, for what Iceberg has no type for: intervals, unions,
// void and unknown types. InvalidArgument for a struct with two members of one name, whatever their case.
Result<iceberg::TypePtr> ToIcebergType(const HiveType& type, NameCase members = NameCase::kLower);

// True when a value of `kind` occurs anywhere within the type.
bool HoldsKind(const HiveType& type, HiveKind kind);

}  // namespace lakeport::hive
