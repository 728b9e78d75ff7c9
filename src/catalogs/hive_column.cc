#include "catalogs/hive_column.h"

#include <array>

namespace lakeport::catalogs {
namespace {

using iceberg::NestedField;
using iceberg::Type;
using iceberg::TypeId;

constexpr size_t kMaxCommentBytes = 256;
constexpr int kFirstWithZones = 4;

struct TypeRule {
  TypeId id;
  std::string_view text;
};
constexpr std::array kPrimitives = {
    TypeRule{TypeId::kBoolean, "boolean"},       TypeRule{TypeId::kInt, "int"},
    TypeRule{TypeId::kLong, "bigint"},           TypeRule{TypeId::kFloat, "float"},
    TypeRule{TypeId::kDouble, "double"},         TypeRule{TypeId::kDate, "date"},
    TypeRule{TypeId::kTime, "string"},           TypeRule{TypeId::kTimestamp, "timestamp"},
    TypeRule{TypeId::kTimestampNs, "timestamp"}, TypeRule{TypeId::kString, "string"},
    TypeRule{TypeId::kUuid, "string"},           TypeRule{TypeId::kFixed, "binary"},
    TypeRule{TypeId::kBinary, "binary"},         TypeRule{TypeId::kUnknown, "void"},
    TypeRule{TypeId::kVariant, "binary"},        TypeRule{TypeId::kGeometry, "binary"},
    TypeRule{TypeId::kGeography, "binary"},
};

std::string PrimitiveText(const Type& type, int metastore_major) {
  if (type.id() == TypeId::kDecimal) return fmt::format("decimal({},{})", type.precision(), type.scale());
  if (type.id() == TypeId::kTimestampTz || type.id() == TypeId::kTimestampTzNs) {
    return metastore_major >= kFirstWithZones ? "timestamp with local time zone" : "timestamp";
  }
  for (const TypeRule& rule : kPrimitives) {
    if (rule.id == type.id()) return std::string(rule.text);
  }
  return "string";
}

// The longest beginning that fits and ends between two characters of UTF-8.
std::string Shorten(const std::string& text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

std::string ToHiveTypeText(const Type& type, int metastore_major) {
  auto text_of = [&](const NestedField& field) { return ToHiveTypeText(*field.type, metastore_major); };
  switch (type.id()) {
    case TypeId::kList: return "array<" + text_of(type.element()) + ">";
    case TypeId::kMap: return "map<" + text_of(type.key()) + "," + text_of(type.value()) + ">";
    case TypeId::kStruct: break;
    default: return PrimitiveText(type, metastore_major);
  }
  std::string members;
  for (const NestedField& field : type.fields()) {
    members += (members.empty() ? "" : ",") + field.name + ":" + text_of(field);
  }
  return "struct<" + members + ">";
}

std::vector<metastore::Column> ToHiveColumns(const iceberg::Schema& schema, int metastore_major) {
  std::vector<metastore::Column> columns;
  columns.reserve(schema.fields().size());
  for (const NestedField& field : schema.fields()) {
    columns.push_back({.name = field.name,
                       .type = ToHiveTypeText(*field.type, metastore_major),
                       .comment = Shorten(field.doc.value_or(""), kMaxCommentBytes)});
  }
  return columns;
}

}  // namespace lakeport::catalogs
