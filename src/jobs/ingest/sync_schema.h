#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "hive/table_schema.h"
#include "iceberg/name_mapping.h"
#include "iceberg/table_metadata.h"

namespace lakeport::ingest {

// What has become of a Hive table's columns since it was ingested, against the Iceberg table of today.
struct SchemaSync {
  hive::TableSchema hive;                    // Hive's columns with the table's ids, and the spec of the table to add by
  std::optional<iceberg::Schema> changed{};  // what the table's columns must become; nullopt: they may stay
  std::vector<std::string> notes{};          // "column note is added"
};

// A column is known by the name that it had: `mapping` is the table's name mapping, `own` the field ids that were
// Hive's. New columns get new ids and stand where Hive has them; types are widened where Iceberg allows it; columns
// that Hive dropped are dropped; a column of ORC files without names that Hive calls otherwise now is renamed. What
// others did to the Iceberg table stays: columns that they added, names and wider types that they gave.
// InvalidArgument, with all reasons, when Iceberg can't follow. `repartitions`: the table need not be partitioned by
// Hive's keys. Pure.
Result<SchemaSync> SyncSchema(const hive::TableSchema& hive, const iceberg::TableMetadata& table,
                              const std::set<int32_t>& own, const iceberg::NameMapping& mapping,
                              bool repartitions = false);

// The table's name mapping; empty when it has none that can be read.
iceberg::NameMapping MappingOf(const iceberg::TableMetadata& table);

// The names of both, by field id, for the fields of `schema`: what `fresh` says of a name is true.
iceberg::NameMapping MergeMappings(const iceberg::NameMapping& fresh, const iceberg::NameMapping& known,
                                   const iceberg::Schema& schema);

// The columns of a table that declares none: those it was ingested with, ids all 0, without the partition keys.
std::vector<iceberg::NestedField> OwnColumns(const iceberg::Schema& schema, const std::set<int32_t>& own,
                                             const std::vector<std::string>& except);

}  // namespace lakeport::ingest
