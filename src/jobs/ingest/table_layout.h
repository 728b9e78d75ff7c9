#pragma once

#include <cstdint>

#include "base/result.h"
#include "hive/table_schema.h"
#include "iceberg/partition_spec.h"
#include "iceberg/table_metadata.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

// How the new table's files are laid out.
struct TableLayout {
  iceberg::PartitionSpec spec;      // Hive's partition keys, unless asked otherwise
  iceberg::SortOrder sort_order{};  // id 1 when it sorts
  int64_t target_file_size = 0;     // bytes
  bool rewrites_all = false;        // files are written anew whether they could be adopted or not
  bool repartitions = false;        // rows of one Hive partition may go to several new ones

  bool sorts() const { return !sort_order.fields.empty(); }
  // True when a file's rows can't go where they are read: they are gathered first.
  bool gathers() const { return repartitions || sorts(); }
};

// Pure. InvalidArgument that names the term: no such column, a type that can't be transformed so, a partition field's
// name that is taken.
Result<TableLayout> MakeTableLayout(const protocol::IngestRequest& request, const hive::TableSchema& table);

// The same layout as a table that is to be added to knows it: by the ids of its own partition spec and sort order.
// InvalidArgument when it has no such spec. Pure.
Result<TableLayout> FitLayout(TableLayout layout, const iceberg::TableMetadata& table);

}  // namespace lakeport::ingest
