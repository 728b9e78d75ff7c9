#include "formats/column_match.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace lakeport::formats {
namespace {

std::vector<MatchedColumn> MatchById(const std::vector<FileColumn>& columns) {
  std::vector<MatchedColumn> matched;
  matched.reserve(columns.size());
  for (const auto& column : columns) matched.push_back({&column, column.field_id, MatchById(column.children)});
  return matched;
}

// The fields by name; the first to claim a name has it.
using FieldsByName = std::unordered_map<std::string_view, const iceberg::MappedField*>;

FieldsByName IndexByName(const iceberg::NameMapping& mapping) {
  FieldsByName fields;
  for (const auto& field : mapping) {
    for (const auto& name : field.names) fields.emplace(name, &field);
  }
  return fields;
}

std::vector<MatchedColumn> MatchByName(const std::vector<FileColumn>& columns, const iceberg::NameMapping& mapping) {
  static const iceberg::NameMapping kNone;
  auto fields = IndexByName(mapping);
  std::vector<MatchedColumn> matched;
  matched.reserve(columns.size());
  for (const auto& column : columns) {
    auto found = fields.find(column.name);
    bool known = found != fields.end();
    matched.push_back({&column, known ? found->second->field_id : std::nullopt,
                       MatchByName(column.children, known ? found->second->fields : kNone)});
  }
  return matched;
}

}  // namespace

bool HasFieldIds(const std::vector<FileColumn>& columns) {
  return std::any_of(columns.begin(), columns.end(), [](const FileColumn& column) {
    return column.field_id.has_value() || HasFieldIds(column.children);
  });
}

std::vector<MatchedColumn> MatchColumns(const std::vector<FileColumn>& columns, const iceberg::NameMapping& mapping) {
  return HasFieldIds(columns) ? MatchById(columns) : MatchByName(columns, mapping);
}

}  // namespace lakeport::formats
