#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/partition_spec.h"
#include "iceberg/schema.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

// What every entry of one manifest has in common.
struct ManifestHeader {
  Schema schema{};
  PartitionSpec spec{};
  int32_t format_version = 2;
  ManifestContent content = ManifestContent::kData;
};

// Writes one manifest as a stream: entries go out block by block, so memory does not grow with their number.
// For one thread. Destroyed before Finish, it leaves no file.
class ManifestWriter {
 public:
  virtual ~ManifestWriter() = default;
  virtual Status Add(const ManifestEntry& entry) = 0;
  virtual int64_t size() const = 0;  // bytes so far, about
  // Closes the file; what the manifest list is to say of it (counts, partition summaries, length, spec). The sequence
  // number is unassigned, and so is the least one unless an entry that lives has its own.
  virtual Result<ManifestFile> Finish() = 0;
};
Result<std::unique_ptr<ManifestWriter>> NewManifestWriter(storage::FileIO& io, const Location& location,
                                                          const ManifestHeader& header, int64_t snapshot_id);

// Calls `visit` for each entry, in order, with snapshot id and sequence numbers inherited from `file`; stops at the
// first error, which it returns. `header`, if given, is filled in before the first call.
Status ReadManifest(storage::FileIO& io, const ManifestFile& file,
                    const std::function<Status(const ManifestEntry&)>& visit, ManifestHeader* header = nullptr);

struct ManifestListHeader {
  int32_t format_version = 2;
  int64_t snapshot_id = 0;
  std::optional<int64_t> parent_snapshot_id{};
  int64_t sequence_number = 0;
};

// Unassigned sequence numbers become the header's; InvalidArgument for those of another snapshot's manifest.
Status WriteManifestList(storage::FileIO& io, const Location& location, const ManifestListHeader& header,
                         const std::vector<ManifestFile>& manifests);
Result<std::vector<ManifestFile>> ReadManifestList(storage::FileIO& io, const Location& location);

}  // namespace lakeport::iceberg
