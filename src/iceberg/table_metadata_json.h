#pragma once

#include "base/json.h"
#include "base/result.h"
#include "iceberg/table_metadata.h"

namespace lakeport::iceberg {

// Table metadata as JSON (spec, Appendix C, "Table Metadata and Snapshots"), in the order in which Iceberg's Java
// library writes it. Versions 1, 2 and 3 are written as the version that they are, version 1 with what older readers
// look for.
Json TableMetadataToJson(const TableMetadata& metadata);

// Reads versions 1 to 3; Unsupported for any other. CorruptData says which member is missing, of the wrong type or out
// of range, which id is given twice, and what is named but not there: current schema, default spec and order, current
// snapshot, a reference's snapshot. Of version 1, what came later is filled in: lists of one, ids, the main branch.
Result<TableMetadata> TableMetadataFromJson(const Json& json);

}  // namespace lakeport::iceberg
