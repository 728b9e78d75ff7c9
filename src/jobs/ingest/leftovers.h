#pragma once

#include <string>

#include "base/result.h"
#include "iceberg/catalog.h"

namespace lakeport::ingest {

// A UUID for one attempt's manifests. It begins alike for all attempts of a job on a table, so that those of attempts
// that were killed can be told from everybody else's.
std::string NewCommitUuid(const std::string& job_id, const std::string& table);

// Right after a commit: deletes the manifests, manifest lists and metadata files that attempts of the job have written
// for the table and that did not become part of it. They can't any more: the table is made, and only once.
Status TidyMetadata(storage::FileIO& io, const iceberg::LoadedTable& made, const iceberg::TableIdentifier& table,
                    const std::string& job_id);

// For a table that an earlier attempt of the job has made, and may have been killed right after: deletes what attempts
// left beside it. Does nothing once somebody else has written to the table.
Status TidyMadeTable(storage::FileIO& io, const iceberg::LoadedTable& made, const iceberg::TableIdentifier& table,
                     const std::string& job_id);

// Deletes every file that attempts of the job have made for the table: copies, manifests, manifest lists, and with
// `metadata_too` the metadata files that say the job. Nobody may refer to any of them any more. Directories that are
// empty then go too.
Status DeleteFilesOfJob(storage::FileIO& io, const Location& location, const iceberg::TableIdentifier& table,
                        const std::string& job_id, bool metadata_too);

// True when a snapshot that the table still has refers to such a file, though the table may not say the job any more:
// snapshots expire, and what they added stays.
Result<bool> UsesFilesOfJob(storage::FileIO& io, const iceberg::TableMetadata& metadata,
                            const iceberg::TableIdentifier& table, const std::string& job_id);

// True when the namespace had to be made. One that somebody else makes at the same time is as good.
Result<bool> EnsureNamespace(iceberg::Catalog& catalog, const iceberg::Namespace& ns);

// After a failure: the directories that were made for a new table, as far as they are empty; that of a namespace that
// does not exist, too.
void RemoveEmptyDirectories(iceberg::Catalog& catalog, const iceberg::TableIdentifier& table, const Location& location);

}  // namespace lakeport::ingest
