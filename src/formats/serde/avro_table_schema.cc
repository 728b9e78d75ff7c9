#include "formats/serde/avro_table_schema.h"

#include <algorithm>
#include <utility>

#include "formats/file_column.h"
#include "formats/serde/properties.h"
#include "hivetype/hive_type.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

using hive::HiveKind;
using hive::HiveType;
using iceberg::Type;
using iceberg::TypeId;
using iceberg::avro::Kind;
using iceberg::avro::Schema;
using iceberg::avro::SchemaPtr;

constexpr std::string_view kLiteral = "avro.schema.literal";
constexpr std::string_view kUrl = "avro.schema.url";
constexpr std::string_view kNone = "none";  // Hive takes it for no schema

Schema Plain(Kind kind) {
  Schema schema;
  schema.kind = kind;
  return schema;
}

SchemaPtr Nullable(Schema schema) {
  Schema nullable = Plain(Kind::kUnion);
  nullable.children = {std::make_shared<Schema>(), std::make_shared<Schema>(std::move(schema))};
  return std::make_shared<Schema>(std::move(nullable));
}

Result<SchemaPtr> FromHive(const HiveType& type);

Schema Logical(Kind kind, std::string logical_type) {
  Schema schema = Plain(kind);
  schema.logical_type = std::move(logical_type);
  return schema;
}

Result<Schema> NestedFromHive(const HiveType& type) {
  Schema schema = Plain(type.kind == HiveKind::kArray ? Kind::kArray : Kind::kRecord);
  if (type.kind == HiveKind::kMap) {
    schema.kind = Kind::kMap;
    if (type.parts.at(0).kind != HiveKind::kString)
      return Unsupported("a map without string keys has no place in Avro");
  }
  for (const auto& part : type.parts) {
    if (schema.kind == Kind::kMap && &part == &type.parts.front()) continue;
    LP_ASSIGN(auto child, FromHive(part));
    if (schema.kind == Kind::kRecord) {
      schema.fields.push_back({hive::LowerName(part.name), {}, std::move(child), {}, Json(nullptr)});
    } else {
      schema.children.push_back(std::move(child));
    }
  }
  return schema;
}

// As Hive's TypeInfoToSchema makes it: everything may be null.
Result<SchemaPtr> FromHive(const HiveType& type) {
  switch (type.kind) {
    case HiveKind::kBoolean: return Nullable(Plain(Kind::kBoolean));
    case HiveKind::kTinyint:
    case HiveKind::kSmallint:
    case HiveKind::kInt: return Nullable(Plain(Kind::kInt));
    case HiveKind::kBigint: return Nullable(Plain(Kind::kLong));
    case HiveKind::kFloat: return Nullable(Plain(Kind::kFloat));
    case HiveKind::kDouble: return Nullable(Plain(Kind::kDouble));
    case HiveKind::kString: return Nullable(Plain(Kind::kString));
    case HiveKind::kBinary: return Nullable(Plain(Kind::kBytes));
    case HiveKind::kDate: return Nullable(Logical(Kind::kInt, "date"));
    case HiveKind::kTimestamp: return Nullable(Logical(Kind::kLong, "timestamp-millis"));
    case HiveKind::kChar:
    case HiveKind::kVarchar: {
      auto schema = Logical(Kind::kString, type.kind == HiveKind::kChar ? "char" : "varchar");
      schema.max_length = type.length;
      return Nullable(std::move(schema));
    }
    case HiveKind::kDecimal: {
      auto schema = Logical(Kind::kBytes, "decimal");
      schema.precision = type.precision;
      schema.scale = type.scale;
      return Nullable(std::move(schema));
    }
    case HiveKind::kArray:
    case HiveKind::kMap:
    case HiveKind::kStruct: {
      LP_ASSIGN(auto schema, NestedFromHive(type));
      return Nullable(std::move(schema));
    }
    default: return Unsupported("{} has no place in Avro", ToString(type));
  }
}

Result<SchemaPtr> FromColumns(const SerdeDescription& description) {
  HiveType row;
  row.kind = HiveKind::kStruct;
  for (const auto& column : description.columns) {
    LP_ASSIGN(auto type, hive::ParseHiveType(column.type), "reading the type of column \"{}\"", column.name);
    type.name = column.name;
    row.parts.push_back(std::move(type));
  }
  LP_ASSIGN(auto record, NestedFromHive(row));
  return SchemaPtr(std::make_shared<Schema>(std::move(record)));
}

iceberg::TypePtr PrimitiveType(const Schema& type) {
  switch (type.kind) {
    case Kind::kBoolean: return Type::Primitive(TypeId::kBoolean);
    case Kind::kInt: return Type::Primitive(type.logical_type == "date" ? TypeId::kDate : TypeId::kInt);
    case Kind::kLong:
      return Type::Primitive(type.logical_type == "timestamp-millis" ? TypeId::kTimestamp : TypeId::kLong);
    case Kind::kFloat: return Type::Primitive(TypeId::kFloat);
    case Kind::kDouble: return Type::Primitive(TypeId::kDouble);
    case Kind::kString:
    case Kind::kEnum: return Type::Primitive(TypeId::kString);
    case Kind::kFixed: return Type::Primitive(TypeId::kBinary);
    case Kind::kBytes: {
      constexpr int kMaxPrecision = 38;
      bool decimal = type.logical_type == "decimal" && type.precision > 0 && type.precision <= kMaxPrecision &&
                     type.scale >= 0 && type.scale <= type.precision;
      return decimal ? Type::Decimal(type.precision, type.scale) : Type::Primitive(TypeId::kBinary);
    }
    default: return nullptr;
  }
}

std::string PhysicalName(const Schema& type) {
  auto name = "Avro " + std::string(ToString(type.kind));
  return type.logical_type.empty() ? name : name + " (" + type.logical_type + ")";
}

}  // namespace

std::optional<std::string> FindAvroSchemaUrl(const SerdeDescription& description) {
  SerdeProperties properties(description);
  auto literal = properties.Find(std::string(kLiteral));
  if (literal && *literal != kNone && !literal->empty()) return std::nullopt;
  auto url = properties.Find(std::string(kUrl));
  if (!url || *url == kNone || url->empty()) return std::nullopt;
  return url;
}

Result<SchemaPtr> AvroTableSchema(const SerdeDescription& description) {
  SerdeProperties properties(description);
  auto literal = properties.Get(std::string(kLiteral), kNone);
  SchemaPtr schema;
  if (literal != kNone && !literal.empty()) {
    LP_ASSIGN(schema, iceberg::avro::ParseSchema(literal), "reading {}", kLiteral);
  } else if (auto url = FindAvroSchemaUrl(description)) {
    if (description.avro_schema.empty()) return InvalidArgument("the schema at {} was not read", *url);
    LP_ASSIGN(schema, iceberg::avro::ParseSchema(description.avro_schema), "reading {}", *url);
  } else {
    LP_ASSIGN(schema, FromColumns(description));
  }
  if (schema->kind != Kind::kRecord)
    return CorruptData("the table's Avro schema is of a {}, not of a record", ToString(schema->kind));
  return schema;
}

const Schema* NotNull(const Schema& type) {
  if (type.kind != Kind::kUnion) return type.kind == Kind::kNull ? nullptr : &type;
  const Schema* only = nullptr;
  for (const auto& branch : type.children) {
    if (branch->kind == Kind::kNull) continue;
    if (only != nullptr) return nullptr;
    only = branch.get();
  }
  return only;
}

bool AllowsNull(const Schema& type) {
  if (type.kind == Kind::kNull) return true;
  return type.kind == Kind::kUnion && std::any_of(type.children.begin(), type.children.end(),
                                                  [](const auto& branch) { return branch->kind == Kind::kNull; });
}

FileColumn AvroColumn(const std::string& name, const Schema& type) {
  const Schema* value = NotNull(type);
  FileColumn column;
  if (value == nullptr) {
    column = UnreadableColumn(PhysicalName(type));
  } else if (value->kind == Kind::kArray) {
    column = ListColumn(AvroColumn("element", *value->children.at(0)), "Avro array");
  } else if (value->kind == Kind::kMap) {
    column =
        MapColumn(AvroColumn("key", Plain(Kind::kString)), AvroColumn("value", *value->children.at(0)), "Avro map");
  } else if (value->kind == Kind::kRecord) {
    std::vector<FileColumn> members;
    for (const auto& field : value->fields) members.push_back(AvroColumn(hive::LowerName(field.name), *field.type));
    column = StructColumn(std::move(members), "Avro record");
  } else {
    column.type = PrimitiveType(*value);
    column.physical = PhysicalName(*value);
  }
  column.name = name;
  return column;
}

}  // namespace lakeport::formats
