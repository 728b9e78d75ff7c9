#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/snapshot.h"
#include "jobs/ingest/source_files.h"
#include "protocol/file_counts.h"

namespace lakeport::ingest {

// Why a file that Hive reads is not taken; hive::SkipReason has the names of those that Hive does not read either.
inline constexpr const char* kSkippedNoRows = "no rows";
inline constexpr const char* kSkippedUnchanged = "unchanged";
inline constexpr const char* kSkippedNested = "nested directory";  // left where it is, whatever it holds

// Counts as listed what one partition's directory shows, and as skipped what the listing says must be. The others are
// for the caller to count as they are added, rewritten or skipped. `nested` are its directories when they were left.
void CountListed(const ListedPartition& partition, hive::NestedFiles nested, protocol::FileCounts& counts);

// Before a commit. Internal, which says both sums, when something listed went nowhere, or when the manifests hold
// another number of new files than `counts` and `written`, the files that a rewriting made, say.
Status CheckAccounting(const std::string& source, const protocol::FileCounts& counts, int64_t written,
                       const std::vector<iceberg::ManifestFile>& manifests);

// In a snapshot's summary, so that a later attempt can tell what an earlier one had counted.
inline constexpr const char* kAccountingProperty = "lakeport.accounting";
std::optional<protocol::FileCounts> FindAccounting(const iceberg::Snapshot& snapshot);

}  // namespace lakeport::ingest
