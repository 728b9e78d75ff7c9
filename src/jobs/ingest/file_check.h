#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/footer.h"
#include "formats/row_reader.h"
#include "hive/table_schema.h"
#include "iceberg/manifest.h"
#include "iceberg/name_mapping.h"
#include "iceberg/partition_spec.h"
#include "iceberg/schema.h"
#include "jobs/ingest/file_names.h"
#include "jobs/ingest/source_files.h"

namespace lakeport::ingest {

// What the files of a table are to be read as.
struct TargetSchema {
  iceberg::Schema schema;  // the partition keys last
  iceberg::PartitionSpec spec;
  iceberg::NameMapping mapping;

  size_t data_columns() const { return schema.fields().size() - spec.fields.size(); }
};
TargetSchema MakeTargetSchema(const hive::TableSchema& table);

// What one file's footer says about adopting it.
struct FileCheck {
  iceberg::Metrics metrics;
  std::vector<FileName> names;        // to be added to the name mapping
  std::vector<std::string> problems;  // why it can't be adopted; empty: it can
  std::vector<std::string> doubts;    // what can't be known from the footer
  bool has_int96 = false;
  std::optional<std::string> unreadable{};  // why its rows can't be written anew either; only with problems
};

// Pure. Problems: what formats::CompareSchemas finds; field ids in the file that the table gives to other columns; a
// column of a partition key's name with other values than the partition's, which some readers would prefer.
FileCheck CheckFile(const formats::FileFooter& footer, const TargetSchema& target, const SourcePartition& partition);

// What can be said of the files of a partition that only rows can be taken from: their columns are their SerDe's.
// Problems: that they can't be adopted. Pure.
FileCheck CheckSerde(const TargetSchema& target, const SourcePartition& partition);

// How a partition's files are read as the new table's rows: its values stand for the keys' columns.
formats::RowReaderOptions ReaderOptions(const TargetSchema& target, const SourcePartition& partition,
                                        const iceberg::NameMapping& mapping);

// The file format for a Hive one that can be adopted; nullopt for the others.
std::optional<iceberg::FileFormat> AdoptableFormat(hive::StorageFormat format);

}  // namespace lakeport::ingest
