#include "jobs/ingest/file_check.h"

#include <algorithm>

#include "base/utf8.h"
#include "formats/file_column.h"
#include "hivetype/name.h"

namespace lakeport::ingest {
namespace {

using formats::FileColumn;
using iceberg::NestedField;
using iceberg::Value;

bool HasInt96(const std::vector<FileColumn>& columns) {
  return std::any_of(columns.begin(), columns.end(), [](const FileColumn& column) {
    return column.physical.starts_with("INT96") || HasInt96(column.children);
  });
}

const NestedField* FindByName(const std::vector<NestedField>& fields, const std::string& name) {
  auto found = std::find_if(fields.begin(), fields.end(),
                            [&](const NestedField& field) { return hive::IsSameName(field.name, name); });
  return found == fields.end() ? nullptr : &*found;
}

// Readers go by a file's field ids where it has some; then they must be the table's.
void CheckFieldIds(const std::vector<FileColumn>& columns, const std::vector<NestedField>& fields,
                   const iceberg::Schema& schema, std::vector<std::string>& problems) {
  for (const FileColumn& column : columns) {
    const NestedField* field = FindByName(fields, column.name);
    if (column.field_id) {
      const NestedField* by_id = schema.FindField(*column.field_id);
      bool same = field != nullptr ? field->id == *column.field_id : by_id == nullptr;
      if (!same) {
        problems.push_back(fmt::format("column {} has the Iceberg field id {}, which is another column's in the table",
                                       Printable(column.name), *column.field_id));
      }
    }
    if (field != nullptr && field->type->is_nested()) {
      CheckFieldIds(column.children, field->type->fields(), schema, problems);
    }
  }
}

bool HoldsOnly(const FileColumn& column, const Value& value) {
  if (IsNull(value)) return column.null_count && column.null_count == column.value_count;
  return column.null_count == 0 && column.lower == value && column.upper == value;
}

bool IsKnown(const FileColumn& column) {
  return column.null_count && column.value_count && (!IsNull(column.lower) || column.null_count == column.value_count);
}

void CheckKeyColumns(const formats::FileFooter& footer, const TargetSchema& target, const SourcePartition& partition,
                     FileCheck& check) {
  for (size_t i = 0; i < partition.values.size(); ++i) {
    const NestedField& key = target.schema.fields()[target.data_columns() + i];
    auto column = std::find_if(footer.columns.begin(), footer.columns.end(),
                               [&](const FileColumn& candidate) { return hive::IsSameName(candidate.name, key.name); });
    if (column == footer.columns.end() || HoldsOnly(*column, partition.values[i])) continue;
    if (IsKnown(*column)) {
      check.problems.push_back(fmt::format("it has a column {} of its own, with other values than its partition's ({})",
                                           key.name, partition.path));
    } else {
      check.doubts.push_back(fmt::format(
          "column {} is a partition key and also in the files; some readers may prefer the files' values", key.name));
    }
  }
}

constexpr int32_t kFirstGregorianDay = -141'427;  // 15 October 1582
constexpr int64_t kMicrosPerDay = 86'400'000'000;

bool IsBeforeGregorian(const Value& value) {
  if (const auto* day = std::get_if<int32_t>(&value)) return *day < kFirstGregorianDay;
  if (const auto* micros = std::get_if<int64_t>(&value)) return *micros < kFirstGregorianDay * kMicrosPerDay;
  return false;
}

// Iceberg's readers know one calendar only. Times so old in ORC are out of reach for us as well.
void CheckCalendar(const std::vector<FileColumn>& columns, FileCheck& check) {
  for (const FileColumn& column : columns) {
    if (column.physical.ends_with(formats::kJulian) && IsBeforeGregorian(column.lower)) {
      check.problems.push_back(fmt::format(
          "column {} has dates before 15 October 1582 by the Julian calendar, which Iceberg's readers show days off",
          Printable(column.name)));
      if (column.physical.starts_with("ORC timestamp")) check.unreadable = check.problems.back();
    }
    CheckCalendar(column.children, check);
  }
}

}  // namespace

TargetSchema MakeTargetSchema(const hive::TableSchema& table) {
  return {.schema = table.schema, .spec = table.spec, .mapping = iceberg::MakeNameMapping(table.schema)};
}

FileCheck CheckFile(const formats::FileFooter& footer, const TargetSchema& target, const SourcePartition& partition) {
  FileCheck check;
  check.has_int96 = HasInt96(footer.columns);
  check.names = FindFileNames(footer, target.schema, target.data_columns(), target.mapping);
  iceberg::NameMapping extended;
  if (!check.names.empty()) {
    extended = target.mapping;
    AddFileNames(check.names, extended);
  }
  const iceberg::NameMapping& mapping = check.names.empty() ? target.mapping : extended;
  for (const auto& mismatch : formats::CompareSchemas(footer, target.schema, mapping)) {
    check.problems.push_back(mismatch.column.empty() ? mismatch.problem
                                                     : fmt::format("column {}: {}", mismatch.column, mismatch.problem));
  }
  size_t before = check.problems.size();
  CheckFieldIds(footer.columns, target.schema.fields(), target.schema, check.problems);
  if (check.problems.size() > before) check.unreadable = check.problems.back();  // readers go by the ids
  CheckCalendar(footer.columns, check);
  CheckKeyColumns(footer, target, partition, check);
  if (check.problems.empty()) {
    check.metrics = formats::ComputeMetrics(footer, target.schema, mapping);
    return check;
  }
  Status readable = formats::CheckReadable(footer, ReaderOptions(target, partition, mapping));
  if (!check.unreadable && !readable.ok()) check.unreadable = readable.error().message();
  return check;
}

FileCheck CheckSerde(const TargetSchema& target, const SourcePartition& partition) {
  FileCheck check;
  check.problems.push_back(
      fmt::format("{} files can't be data files of an Iceberg table", hive::ToString(partition.format)));
  if (partition.serde == nullptr) {
    check.unreadable = check.problems.front();
    return check;
  }
  formats::FileFooter footer;
  footer.columns = partition.serde->columns();
  check.names = FindFileNames(footer, target.schema, target.data_columns(), target.mapping);
  return check;
}

formats::RowReaderOptions ReaderOptions(const TargetSchema& target, const SourcePartition& partition,
                                        const iceberg::NameMapping& mapping) {
  formats::RowReaderOptions options{.schema = target.schema, .mapping = mapping, .hive_calendar = true};
  for (size_t i = 0; i < target.spec.fields.size() && i < partition.values.size(); ++i) {
    options.constants[target.spec.fields[i].source_id] = partition.values[i];
  }
  return options;
}

std::optional<iceberg::FileFormat> AdoptableFormat(hive::StorageFormat format) {
  switch (format) {
    case hive::StorageFormat::kParquet: return iceberg::FileFormat::kParquet;
    case hive::StorageFormat::kOrc: return iceberg::FileFormat::kOrc;
    default: return std::nullopt;
  }
}

}  // namespace lakeport::ingest
