#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/name_mapping.h"
#include "iceberg/schema.h"
#include "storage/file_io.h"

namespace lakeport::formats {

// One column of a file, as its footer describes it. Nested columns hold their children: a struct its members, a list
// its element, a map its key and its value, whatever the file's writer called the groups in between.
struct FileColumn {
  std::string name;
  std::optional<int32_t> field_id{};  // as written by Iceberg's writers; Hive's files have none
  // Iceberg's type for a primitive column; struct, list or map (without fields) for a nested one; nullptr when
  // Iceberg has no type for it: then `physical` says what it is.
  iceberg::TypePtr type;
  std::string physical;  // "INT96", "INT32 (INT_8)", "ORC timestamp": for messages and rules
  bool required = false;
  std::vector<FileColumn> children{};

  // What the footer knows; missing when it does not.
  std::optional<int64_t> size{};         // bytes in the file, compressed
  std::optional<int64_t> value_count{};  // nulls included
  std::optional<int64_t> null_count{};
  iceberg::Value lower{};  // null: not known, or not to be trusted (INT96, NaN, old unsigned string statistics)
  iceberg::Value upper{};
};

struct FileFooter {
  iceberg::FileFormat format = iceberg::FileFormat::kParquet;
  int64_t record_count = 0;
  std::vector<FileColumn> columns;
  std::vector<int64_t> split_offsets;  // where row groups or stripes begin; ascending
  std::string writer;                  // "parquet-mr version 1.10.1 (build ...)"
};

// Reads the file's tail only: one read for most files. CorruptData, with what is wrong and at which offset, for a
// truncated or foreign file; Unsupported for an encrypted one.
Result<FileFooter> ReadFooter(iceberg::FileFormat format, const storage::InputFile& file);

// What Iceberg's Java library records when it adopts such a file (bounds truncated to 16; none for INT96; sizes for all
// leaves; counts and bounds outside lists and maps). Pure. Columns are matched by field id when the file has
// ids, else by `mapping`.
iceberg::Metrics ComputeMetrics(const FileFooter& footer, const iceberg::Schema& schema,
                                const iceberg::NameMapping& mapping);

// A column on which the file and the table disagree, such that readers would fail or read something else.
struct SchemaMismatch {
  std::string column;   // full name in the table; empty: all of them
  std::string problem;  // "the file has INT64 (timestamp, adjusted to UTC), the table string"
};
// Empty when the file can be read as `schema`: types equal or promotable (spec, "Schema Evolution"), required columns
// there. Columns that the file lacks read as null; columns that only the file has are not a mismatch. Pure.
std::vector<SchemaMismatch> CompareSchemas(const FileFooter& footer, const iceberg::Schema& schema,
                                           const iceberg::NameMapping& mapping);

}  // namespace lakeport::formats
