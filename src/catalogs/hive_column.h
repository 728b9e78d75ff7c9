#pragma once

#include <string>
#include <vector>

#include "iceberg/schema.h"
#include "metastore/types.h"

namespace lakeport::catalogs {

// An Iceberg type as Hive's text for it: "array<struct<a:int>>". Where Hive has no such type, the one that other
// Iceberg writers give: string for time and uuid. `metastore_major` decides on timestamps with a zone, which older
// metastores don't know.
std::string ToHiveTypeText(const iceberg::Type& type, int metastore_major);

// A table's columns as they stand in the metastore, for other programs to see: what Iceberg reads is the metadata file.
// A comment is cut to the 256 characters that fit.
std::vector<metastore::Column> ToHiveColumns(const iceberg::Schema& schema, int metastore_major);

}  // namespace lakeport::catalogs
