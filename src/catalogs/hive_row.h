#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "iceberg/catalog.h"
#include "metastore/types.h"

// An Iceberg table's row in a Hive Metastore, the way Iceberg's HiveCatalog writes it. Pure.
namespace lakeport::catalogs {

inline constexpr const char* kMetadataLocation = "metadata_location";

struct RowRules {
  int metastore_major = 3;
  // Longer values are left out: metastores' databases often hold 4,000 characters, and all that is in a row but
  // metadata_location is a copy of what is in the metadata file.
  size_t max_parameter_bytes = 4000;
};

// True for a row that says table_type=ICEBERG and is no view.
bool IsIcebergTable(const metastore::Table& row);
// Where its metadata is; CorruptData when it doesn't say.
Result<std::string> MetadataLocation(const metastore::Table& row);

// The row of a new table, without what UpdateRow adds.
metastore::Table MakeRow(const iceberg::TableIdentifier& table, const std::string& owner, Timestamp now);

// Makes the row say what `next` says: where its metadata is, its columns, properties and statistics. `base` is what the
// row was written from (nullptr: a new one); properties that it had and `next` has not are taken away. Whatever else
// the row holds stays.
void UpdateRow(metastore::Table& row, const iceberg::LoadedTable* base, const iceberg::LoadedTable& next,
               const RowRules& rules);

}  // namespace lakeport::catalogs
