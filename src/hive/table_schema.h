#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "hive/source.h"
#include "hivetype/hive_type.h"
#include "iceberg/partition_spec.h"
#include "iceberg/schema.h"

namespace lakeport::hive {

// What a Hive table becomes in Iceberg.
struct TableSchema {
  iceberg::Schema schema;       // the columns, then the partition keys; ids from 1 up
  iceberg::PartitionSpec spec;  // identity of each partition key
  std::vector<HiveType> key_types;
  std::vector<std::string> notes;  // what a person should know: char(n) loses its padding, ...
};

// Iceberg fields, ids all 0, for Hive columns: all optional, comments as docs.
// Unsupported or InvalidArgument that names every column that cannot be had.
Result<std::vector<iceberg::NestedField>> ToIcebergFields(const std::vector<Column>& columns);

// `columns` are the data columns: from ToIcebergFields, or from the files' footers when the table declares none.
// InvalidArgument when two columns, or a column and a key, have one name; Unsupported for a key of a nested type.
Result<TableSchema> MakeTableSchema(const std::vector<iceberg::NestedField>& columns,
                                    const std::vector<Column>& partition_keys);

// Both, for a table that declares its columns; with notes.
Result<TableSchema> ToTableSchema(const Table& table);

}  // namespace lakeport::hive
