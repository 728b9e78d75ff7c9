#include "formats/column_match.h"

#include <algorithm>

namespace lakeport::formats {
namespace {

std::vector<MatchedColumn> MatchById(const std::vector<FileColumn>& columns) {
  std::vector<MatchedColumn> matched;
  matched.reserve(columns.size());
  for (const auto& column : columns) matched.push_back({&column, column.field_id, MatchById(column.children)});
  return matched;
}

const iceberg::MappedField* FindMapped(const iceberg::NameMapping& mapping, const std::string& name) {
  auto found = std::find_if(mapping.begin(), mapping.end(), [&](const iceberg::MappedField& field) {
    return std::find(field.names.begin(), field.names.end(), name) != field.names.end();
  });
  return found == mapping.end() ? nullptr : &*found;
}

std::vector<MatchedColumn> MatchByName(const std::vector<FileColumn>& columns, const iceberg::NameMapping& mapping) {
  static const iceberg::NameMapping kNone;
  std::vector<MatchedColumn> matched;
  matched.reserve(columns.size());
  for (const auto& column : columns) {
    const auto* field = FindMapped(mapping, column.name);
    matched.push_back({&column, field != nullptr ? field->field_id : std::nullopt,
                       MatchByName(column.children, field != nullptr ? field->fields : kNone)});
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
