#include <array>

#include <fmt/format.h>

#include "formats/parquet/leaf.h"

namespace lakeport::formats {
namespace {

using iceberg::Type;
using iceberg::TypeId;
using iceberg::TypePtr;

struct PhysicalType {
  std::string_view name;
  TypeId type;  // without an annotation
};
constexpr std::array<PhysicalType, 8> kPhysicalTypes = {{
    {"BOOLEAN", TypeId::kBoolean},
    {"INT32", TypeId::kInt},
    {"INT64", TypeId::kLong},
    {"INT96", TypeId::kTimestamp},
    {"FLOAT", TypeId::kFloat},
    {"DOUBLE", TypeId::kDouble},
    {"BYTE_ARRAY", TypeId::kBinary},
    {"FIXED_LEN_BYTE_ARRAY", TypeId::kFixed},
}};

constexpr std::array<std::string_view, 17> kMeanings = {"",        "UTF8", "MAP",  "MAP_KEY_VALUE", "LIST", "ENUM",
                                                        "DECIMAL", "DATE", "TIME", "TIMESTAMP",     "INT",  "NULL",
                                                        "JSON",    "BSON", "UUID", "INTERVAL",      "OTHER"};
constexpr std::array<std::string_view, 3> kUnits = {"MILLIS", "MICROS", "NANOS"};

const PhysicalType& PhysicalTypeOf(const ParquetElement& element) {
  return kPhysicalTypes[static_cast<size_t>(*element.type)];
}

TypePtr TypeWithoutAnnotation(const ParquetElement& element) {
  if (element.type == ParquetType::kFixed) {
    return element.type_length > 0 ? Type::Fixed(element.type_length) : nullptr;
  }
  return Type::Primitive(PhysicalTypeOf(element).type);
}

TypePtr OnlyFrom(bool matches, TypeId type) { return matches ? Type::Primitive(type) : nullptr; }

TypePtr DecimalType(const ParquetElement& element) {
  const auto& [precision, scale] = std::pair(element.annotation.precision, element.annotation.scale);
  bool holds = element.type == ParquetType::kInt32 || element.type == ParquetType::kInt64 ||
               element.type == ParquetType::kByteArray ||
               (element.type == ParquetType::kFixed && element.type_length > 0);
  if (!holds || precision < 1 || precision > 38 || scale < 0 || scale > precision) return nullptr;
  return Type::Decimal(precision, scale);
}

TypePtr TimestampType(const ParquetAnnotation& annotation) {
  if (annotation.unit == ParquetUnit::kNanos) {
    return Type::Primitive(annotation.adjusted_to_utc ? TypeId::kTimestampTzNs : TypeId::kTimestampNs);
  }
  return Type::Primitive(annotation.adjusted_to_utc ? TypeId::kTimestampTz : TypeId::kTimestamp);
}

// Iceberg's readers know no unsigned integers.
TypePtr IntegerType(const ParquetElement& element) {
  if (!element.annotation.is_signed) return nullptr;
  if (element.type == ParquetType::kInt32) return Type::Primitive(TypeId::kInt);
  return OnlyFrom(element.type == ParquetType::kInt64, TypeId::kLong);
}

std::string DescribeAnnotation(const ParquetAnnotation& annotation) {
  auto name = kMeanings[static_cast<size_t>(annotation.meaning)];
  auto unit = kUnits[static_cast<size_t>(annotation.unit)];
  switch (annotation.meaning) {
    case ParquetMeaning::kDecimal: return fmt::format("DECIMAL({},{})", annotation.precision, annotation.scale);
    case ParquetMeaning::kInteger:
      return fmt::format("{}_{}", annotation.is_signed ? "INT" : "UINT", annotation.bit_width);
    case ParquetMeaning::kTime:
    case ParquetMeaning::kTimestamp:
      return fmt::format("{}({}{})", name, unit, annotation.adjusted_to_utc ? ", UTC" : "");
    default: return std::string(name);
  }
}

}  // namespace

TypePtr ParquetLeafType(const ParquetElement& element) {
  bool bytes = element.type == ParquetType::kByteArray;
  bool int32 = element.type == ParquetType::kInt32;
  bool int64 = element.type == ParquetType::kInt64;
  switch (element.annotation.meaning) {
    case ParquetMeaning::kNone: return TypeWithoutAnnotation(element);
    case ParquetMeaning::kString:
    case ParquetMeaning::kEnum:
    case ParquetMeaning::kJson: return OnlyFrom(bytes, TypeId::kString);
    case ParquetMeaning::kBson: return OnlyFrom(bytes, TypeId::kBinary);
    case ParquetMeaning::kDecimal: return DecimalType(element);
    case ParquetMeaning::kDate: return OnlyFrom(int32, TypeId::kDate);
    case ParquetMeaning::kTime:
      return OnlyFrom((int32 && element.annotation.unit == ParquetUnit::kMillis) ||
                          (int64 && element.annotation.unit == ParquetUnit::kMicros),
                      TypeId::kTime);
    case ParquetMeaning::kTimestamp: return int64 ? TimestampType(element.annotation) : nullptr;
    case ParquetMeaning::kInteger: return IntegerType(element);
    case ParquetMeaning::kUuid:
      return OnlyFrom(element.type == ParquetType::kFixed && element.type_length == 16, TypeId::kUuid);
    default: return nullptr;
  }
}

std::string DescribeParquetLeaf(const ParquetElement& element) {
  std::string text(PhysicalTypeOf(element).name);
  if (element.type == ParquetType::kFixed) text += fmt::format("({})", element.type_length);
  if (element.annotation.meaning != ParquetMeaning::kNone)
    text += fmt::format(" ({})", DescribeAnnotation(element.annotation));
  return text;
}

}  // namespace lakeport::formats
