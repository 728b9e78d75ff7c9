#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace lakeport::iceberg::avro {

enum class Kind {
  kNull,
  kBoolean,
  kInt,
  kLong,
  kFloat,
  kDouble,
  kBytes,
  kString,
  kFixed,
  kEnum,
  kArray,
  kMap,
  kRecord,
  kUnion,
};
std::string_view ToString(Kind kind);  // "record"

struct Schema;
// Immutable and shared: a named type that is used twice is one object.
using SchemaPtr = std::shared_ptr<const Schema>;

struct Field {
  std::string name;
  std::optional<int32_t> id;  // "field-id"
  SchemaPtr type;
  std::vector<std::string> aliases{};
  std::optional<Json> default_value{};  // null is one, too
};

// The schema that an Avro file was written with, or is to be read as (Avro specification 1.11, "Schema Declaration"),
// with the attributes that Iceberg adds to it (table spec, Appendix A, "Avro") and those of Hive's types.
struct Schema {
  Kind kind = Kind::kNull;
  std::string name;          // of a record, an enum or a fixed, with its namespace
  std::string logical_type;  // empty: none
  std::optional<bool> adjust_to_utc;
  int32_t precision = 0;  // of a decimal
  int32_t scale = 0;
  int32_t size = 0;          // of a fixed, in bytes
  int32_t symbol_count = 0;  // of an enum
  std::vector<std::string> symbols{};
  int32_t max_length = 0;           // "maxLength", of Hive's char and varchar
  std::vector<Field> fields;        // of a record
  std::vector<SchemaPtr> children;  // an array's items, a map's values, a union's branches
  std::optional<int32_t> element_id;
  std::optional<int32_t> key_id;
  std::optional<int32_t> value_id;
  int depth = 1;  // of the tree of types, this one included
};

// CorruptData for what is not an Avro schema or is nested more than 64 deep; Unsupported for a type within itself.
Result<SchemaPtr> ParseSchema(std::string_view json);

}  // namespace lakeport::iceberg::avro
