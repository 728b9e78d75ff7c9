#pragma once

#include <vector>

#include "base/result.h"
#include "iceberg/table_metadata.h"
#include "iceberg/table_update.h"

namespace lakeport::iceberg {

// The updates that make `to` of `from`, for catalogs that take nothing else: both are states of one table, or a table
// and its copy. Statistics and the log of snapshots can't be said so and are left out. Unsupported for what no update
// does: another uuid, a lower format version, another schema, spec or order with an id that is taken, a changed
// snapshot.
Result<std::vector<TableUpdate>> ChangesBetween(const TableMetadata& from, const TableMetadata& to);

// That nobody has changed the table since it was `seen`, as far as requirements can say it.
std::vector<TableRequirement> RequireUnchanged(const TableMetadata& seen);

}  // namespace lakeport::iceberg
