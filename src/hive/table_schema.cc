#include "hive/table_schema.h"

#include <optional>
#include <set>

#include "hivetype/name.h"

namespace lakeport::hive {
namespace {

constexpr int kFirstPartitionFieldId = 1000;
// What Hive puts in place of a comment for columns that a SerDe declares.
constexpr const char* kNoComment = "from deserializer";

std::optional<std::string> ToDoc(const std::string& comment) {
  if (comment.empty() || comment == kNoComment) return std::nullopt;
  return comment;
}

Result<iceberg::NestedField> ToIcebergField(const Column& column) {
  LP_ASSIGN(HiveType type, ParseHiveType(column.type));
  LP_ASSIGN(iceberg::TypePtr iceberg_type, ToIcebergType(type, column.names));
  if (column.name.empty()) return InvalidArgument("a column has no name");
  return iceberg::NestedField{.name = column.names == NameCase::kLower ? LowerName(column.name) : column.name,
                              .type = std::move(iceberg_type),
                              .doc = ToDoc(column.comment)};
}

Status RefuseDuplicates(const std::vector<iceberg::NestedField>& fields) {
  std::set<std::string> names;
  for (const auto& field : fields) {
    if (!names.insert(LowerName(field.name)).second) {
      return InvalidArgument("the column \"{}\" occurs twice (partition keys are columns too)", field.name);
    }
  }
  return Ok();
}

Result<std::vector<HiveType>> ParseKeyTypes(const std::vector<Column>& keys) {
  std::vector<HiveType> types;
  for (const Column& key : keys) {
    LP_ASSIGN(HiveType type, ParseHiveType(key.type), "reading the type of partition key \"{}\"", key.name);
    if (!type.parts.empty()) {
      return Unsupported("partition key \"{}\" has the nested type {}", key.name, ToString(type));
    }
    types.push_back(std::move(type));
  }
  return types;
}

std::vector<std::string> NotesOn(const std::vector<Column>& columns) {
  std::vector<std::string> notes;
  for (const Column& column : columns) {
    auto type = ParseHiveType(column.type);
    if (type.ok() && HoldsKind(*type, HiveKind::kChar)) {
      notes.push_back(fmt::format("column {} is {}: its values come without the padding that Hive adds", column.name,
                                  ToString(*type)));
    }
  }
  return notes;
}

}  // namespace

Result<std::vector<iceberg::NestedField>> ToIcebergFields(const std::vector<Column>& columns) {
  std::vector<iceberg::NestedField> fields;
  std::optional<ErrorKind> kind;
  std::string problems;
  for (const Column& column : columns) {
    auto field = ToIcebergField(column);
    if (field.ok()) {
      fields.push_back(std::move(field).value());
      continue;
    }
    if (!kind) kind = field.error().kind();
    if (!problems.empty()) problems += "; ";
    problems += fmt::format("column {}: {}", column.name, field.error().message());
  }
  if (kind) return Error(*kind, std::move(problems));
  return fields;
}

Result<TableSchema> MakeTableSchema(const std::vector<iceberg::NestedField>& columns,
                                    const std::vector<Column>& partition_keys) {
  TableSchema made;
  LP_ASSIGN(made.key_types, ParseKeyTypes(partition_keys));
  LP_ASSIGN(auto keys, ToIcebergFields(partition_keys));
  std::vector<iceberg::NestedField> fields = columns;
  fields.insert(fields.end(), keys.begin(), keys.end());
  LP_TRY(RefuseDuplicates(fields));
  fields = iceberg::AssignFreshIds(fields);
  for (size_t i = columns.size(); i < fields.size(); ++i) {
    made.spec.fields.push_back({.source_id = fields[i].id,
                                .field_id = kFirstPartitionFieldId + static_cast<int32_t>(i - columns.size()),
                                .name = fields[i].name,
                                .transform = {}});
  }
  made.schema = iceberg::Schema(0, std::move(fields));
  return made;
}

Result<TableSchema> ToTableSchema(const Table& table) {
  LP_ASSIGN(auto fields, ToIcebergFields(table.columns));
  LP_ASSIGN(TableSchema made, MakeTableSchema(fields, table.partition_keys));
  made.notes = NotesOn(table.columns);
  return made;
}

}  // namespace lakeport::hive
