#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/partition_spec.h"
#include "iceberg/snapshot.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

// `spec` is what the partition values of `entry` are of.
using VisitFile = std::function<Status(const ManifestEntry& entry, const PartitionSpec& spec)>;

// A snapshot's manifests, as its manifest list has them. Those that old metadata of version 1 names itself are taken
// for manifests of data files.
Result<std::vector<ManifestFile>> ListManifests(storage::FileIO& io, const Snapshot& snapshot);

// Calls `visit` for each file that lives in `manifests`; otherwise as VisitDataFiles of a snapshot.
Status VisitDataFiles(storage::FileIO& io, const std::vector<ManifestFile>& manifests, const VisitFile& visit);

// Calls `visit` for each file that lives in a snapshot, one manifest after the other, so that memory does not grow with
// their number: data files, and delete files too, which their content tells apart. Files that were deleted are left
// out. Snapshot id, sequence numbers and row ids are inherited. Stops at the first error, which it returns.
Status VisitDataFiles(storage::FileIO& io, const Snapshot& snapshot, const VisitFile& visit);

}  // namespace lakeport::iceberg
