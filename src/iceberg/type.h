#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace lakeport::iceberg {

// Iceberg's types (table spec, "Schemas and Data Types").
enum class TypeId {
  kBoolean,
  kInt,
  kLong,
  kFloat,
  kDouble,
  kDecimal,
  kDate,
  kTime,
  kTimestamp,
  kTimestampTz,
  kTimestampNs,
  kTimestampTzNs,
  kString,
  kUuid,
  kFixed,
  kBinary,
  kUnknown,
  kVariant,
  kGeometry,
  kGeography,
  kStruct,
  kList,
  kMap,
};

std::string_view ToString(TypeId id);  // "timestamp_ns", "struct"

class Type;
// Types are immutable and shared.
using TypePtr = std::shared_ptr<const Type>;

// A struct's member, a list's element or a map's key or value. Ids are unique within a schema.
struct NestedField {
  int32_t id = 0;
  std::string name;  // "element", "key" and "value" in lists and maps
  TypePtr type;
  bool required = false;
  std::optional<std::string> doc{};
  std::optional<Json> initial_default{};  // single-value JSON (spec, Appendix C)
  std::optional<Json> write_default{};

  friend bool operator==(const NestedField&, const NestedField&);
};

// One type; nested types hold their fields: a struct its members, a list its element, a map its key and its value.
class Type {
 public:
  static TypePtr Primitive(TypeId id);  // every primitive without parameters
  static TypePtr Decimal(int32_t precision, int32_t scale);
  static TypePtr Fixed(int32_t length);
  static TypePtr Other(TypeId id, std::string text);  // geometry(...), geography(...): kept as written
  static TypePtr Struct(std::vector<NestedField> fields);
  static TypePtr List(NestedField element);
  static TypePtr Map(NestedField key, NestedField value);

  TypeId id() const { return id_; }
  bool is_nested() const { return id_ >= TypeId::kStruct; }
  int32_t precision() const { return precision_; }
  int32_t scale() const { return scale_; }
  int32_t length() const { return length_; }
  const std::vector<NestedField>& fields() const { return fields_; }
  const NestedField& element() const { return fields_.at(0); }
  const NestedField& key() const { return fields_.at(0); }
  const NestedField& value() const { return fields_.at(1); }

  // "decimal(9, 2)", "struct<1: a: optional int>". A primitive's is also its text in a schema's JSON.
  std::string ToString() const;
  friend bool operator==(const Type&, const Type&);

 private:
  explicit Type(TypeId id) : id_(id) {}

  TypeId id_;
  int32_t precision_ = 0;
  int32_t scale_ = 0;
  int32_t length_ = 0;
  std::string text_;
  std::vector<NestedField> fields_;
};

// Reads a primitive type's text: "long", "decimal(9,2)", "fixed[16]". CorruptData for anything else.
Result<TypePtr> ParsePrimitiveType(std::string_view text);

// True when the types are equal, or the spec lets a column's type change so (int to long, float to double, a wider
// decimal of the same scale).
bool IsPromotable(const Type& from, const Type& to);

}  // namespace lakeport::iceberg
