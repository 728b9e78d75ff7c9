#include "jobs/ingest/file_names.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "hivetype/name.h"

namespace lakeport::ingest {
namespace {

using formats::FileColumn;
using iceberg::MappedField;
using iceberg::NameMapping;

constexpr std::string_view kPositionalPrefix = "_col";

const MappedField* FindMapped(const NameMapping& mapping, const std::string& name) {
  auto found = std::find_if(mapping.begin(), mapping.end(), [&](const MappedField& field) {
    return std::find(field.names.begin(), field.names.end(), name) != field.names.end();
  });
  return found == mapping.end() ? nullptr : &*found;
}

const MappedField* FindAlike(const NameMapping& mapping, const std::string& name) {
  std::string lower = hive::LowerName(name);
  auto found = std::find_if(mapping.begin(), mapping.end(), [&](const MappedField& field) {
    return std::any_of(field.names.begin(), field.names.end(),
                       [&](const std::string& known) { return hive::LowerName(known) == lower; });
  });
  return found == mapping.end() ? nullptr : &*found;
}

void FindNames(const std::vector<FileColumn>& columns, const NameMapping& mapping, std::vector<FileName>& names) {
  for (const FileColumn& column : columns) {
    const MappedField* field = FindMapped(mapping, column.name);
    if (field == nullptr) {
      field = FindAlike(mapping, column.name);
      if (field == nullptr) continue;
      if (field->field_id) names.push_back({*field->field_id, column.name});
    }
    FindNames(column.children, field->fields, names);
  }
}

// 3 of "_col3".
std::optional<size_t> PositionOf(const std::string& name) {
  if (!name.starts_with(kPositionalPrefix)) return std::nullopt;
  size_t position = 0;
  const char* begin = name.data() + kPositionalPrefix.size();
  const char* end = name.data() + name.size();
  auto [stop, error] = std::from_chars(begin, end, position);
  if (error != std::errc() || stop != end) return std::nullopt;
  return position;
}

bool IsPositional(const std::vector<FileColumn>& columns, const NameMapping& mapping) {
  return !columns.empty() && std::all_of(columns.begin(), columns.end(), [&](const FileColumn& column) {
    return PositionOf(column.name) && FindMapped(mapping, column.name) == nullptr;
  });
}

void FindPositions(const std::vector<FileColumn>& columns, const iceberg::Schema& schema, size_t data_columns,
                   const NameMapping& mapping, std::vector<FileName>& names) {
  for (const FileColumn& column : columns) {
    size_t position = *PositionOf(column.name);
    if (position >= data_columns || position >= schema.fields().size()) continue;
    int32_t id = schema.fields()[position].id;
    names.push_back({id, column.name});
    auto field =
        std::find_if(mapping.begin(), mapping.end(), [&](const auto& mapped) { return mapped.field_id == id; });
    if (field != mapping.end()) FindNames(column.children, field->fields, names);
  }
}

}  // namespace

std::vector<FileName> FindFileNames(const formats::FileFooter& footer, const iceberg::Schema& schema,
                                    size_t data_columns, const NameMapping& mapping) {
  std::vector<FileName> names;
  if (footer.format == iceberg::FileFormat::kOrc && IsPositional(footer.columns, mapping)) {
    FindPositions(footer.columns, schema, data_columns, mapping, names);
  } else {
    FindNames(footer.columns, mapping, names);
  }
  return names;
}

void AddFileNames(const std::vector<FileName>& names, NameMapping& mapping) {
  if (names.empty()) return;
  for (MappedField& field : mapping) {
    for (const FileName& name : names) {
      bool is_new = field.field_id == name.field_id &&
                    std::find(field.names.begin(), field.names.end(), name.name) == field.names.end();
      if (is_new) field.names.push_back(name.name);
    }
    AddFileNames(names, field.fields);
  }
}

}  // namespace lakeport::ingest
