#pragma once

#include <functional>
#include <vector>

#include "base/location.h"
#include "base/result.h"
#include "base/time.h"
#include "iceberg/catalog.h"
#include "iceberg/table_update.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

// What a commit makes of a table: checks `requirements` against `base` (nullptr: the table is not there) and applies
// `updates`; base's metadata file is then in the metadata log. Pure. Without updates it is the metadata of `base`.
// A new table gets a uuid, and lies at `default_location`, unless the updates say otherwise. Fails as CheckRequirements
// and ApplyUpdates; NotFound when there is no table and AssertCreate is not asked for.
Result<TableMetadata> ApplyCommit(const LoadedTable* base, const std::vector<TableRequirement>& requirements,
                                  const std::vector<TableUpdate>& updates, const Location& default_location,
                                  Timestamp now);

// ApplyCommit, then writes the metadata file that comes after base's. Nobody sees it until the catalog names it.
// Without updates it writes nothing and returns `base`.
Result<LoadedTable> PrepareCommit(storage::FileIO& io, const LoadedTable* base,
                                  const std::vector<TableRequirement>& requirements,
                                  const std::vector<TableUpdate>& updates, const Location& default_location,
                                  Timestamp now);

// Moves the catalog from `base` to `prepared` in one atomic step. Conflict, or AlreadyExists for a new table: for
// certain it did not. Whoever cannot tell returns CommitUnknown.
using Swap = std::function<Status(const LoadedTable& prepared)>;

// PrepareCommit, then `swap`: the whole of CommitTable but for the loading. A prepared file that lost the race is
// deleted; after any other failure of `swap` it stays, for the catalog may name it.
Result<LoadedTable> CommitBySwap(storage::FileIO& io, const LoadedTable* base,
                                 const std::vector<TableRequirement>& requirements,
                                 const std::vector<TableUpdate>& updates, const Location& default_location,
                                 Timestamp now, const Swap& swap);

// The whole of PutTable but for the loading: writes `metadata` as the file that comes after base's, then swaps as
// CommitBySwap does.
Result<LoadedTable> PutBySwap(storage::FileIO& io, const LoadedTable* base, TableMetadata metadata, const Swap& swap);

// The log of former metadata files for `metadata` when it comes after `base` (nullptr: there is none).
void ContinueMetadataLog(const LoadedTable* base, TableMetadata& metadata);

}  // namespace lakeport::iceberg
