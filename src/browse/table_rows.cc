#include "browse/table_rows.h"

#include <utility>
#include <vector>

#include "formats/table_sum.h"
#include "iceberg/name_mapping.h"
#include "iceberg/scan.h"

namespace lakeport::browse {
namespace {

using iceberg::FileContent;
using iceberg::ManifestEntry;
using iceberg::ManifestFile;
using iceberg::PartitionSpec;

Result<iceberg::NameMapping> NameMappingOf(const iceberg::TableMetadata& metadata) {
  auto found = metadata.properties.find(iceberg::kNameMappingProperty);
  if (found == metadata.properties.end()) return iceberg::NameMapping();
  LP_ASSIGN(auto mapping, iceberg::ParseNameMapping(found->second), "reading the table's property {}", found->first);
  return mapping;
}

Status RefuseDeletes(const ManifestEntry& entry, const PartitionSpec&) {
  if (entry.data_file.content == FileContent::kData) return Ok();
  return Unsupported(
      "the snapshot has delete files, such as {}, and its rows can't be read without applying them; compact the table "
      "(Spark's rewrite_data_files with delete-file-threshold 1), or choose a snapshot from before the deletes",
      entry.data_file.file_path);
}

// Manifests of deletes are few and small, and what they name decides whether rows are read at all.
Status RefuseDeletes(storage::FileIO& io, const std::vector<ManifestFile>& manifests) {
  for (const ManifestFile& manifest : manifests) {
    if (manifest.content != iceberg::ManifestContent::kDeletes) continue;
    LP_TRY(iceberg::VisitDataFiles(io, {manifest},
                                   [](const auto& entry, const auto& spec) { return RefuseDeletes(entry, spec); }));
  }
  return Ok();
}

Status AddFiles(storage::FileIO& io, const iceberg::Snapshot& snapshot, formats::TableSum& sum) {
  LP_ASSIGN(auto manifests, iceberg::ListManifests(io, snapshot));
  LP_TRY(RefuseDeletes(io, manifests));
  return iceberg::VisitDataFiles(io, manifests, [&](const ManifestEntry& entry, const PartitionSpec& spec) -> Status {
    LP_TRY(RefuseDeletes(entry, spec));
    LP_ASSIGN(auto file, formats::ToRowFile(entry.data_file, spec));
    return sum.Add(std::move(file));
  });
}

}  // namespace

Result<const iceberg::Snapshot*> ChooseSnapshot(const iceberg::TableMetadata& metadata,
                                                std::optional<int64_t> snapshot_id) {
  if (!snapshot_id) return metadata.current_snapshot();
  const auto* snapshot = metadata.FindSnapshot(*snapshot_id);
  if (snapshot == nullptr) return NotFound("the table has no snapshot {}; it may have expired", *snapshot_id);
  return snapshot;
}

const iceberg::Schema& ChooseSchema(const iceberg::TableMetadata& metadata, std::optional<int64_t> snapshot_id) {
  const auto* snapshot = snapshot_id ? metadata.FindSnapshot(*snapshot_id) : nullptr;
  const iceberg::Schema* own =
      snapshot != nullptr && snapshot->schema_id ? metadata.FindSchema(*snapshot->schema_id) : nullptr;
  return own != nullptr ? *own : metadata.schema();
}

Result<RowsRead> ReadRows(storage::FileIO& io, const iceberg::TableMetadata& metadata,
                          std::optional<int64_t> snapshot_id, const RowReading& reading) {
  LP_ASSIGN(const iceberg::Snapshot* snapshot, ChooseSnapshot(metadata, snapshot_id));
  LP_ASSIGN(auto mapping, NameMappingOf(metadata));
  formats::TableSum sum({.schema = ChooseSchema(metadata, snapshot_id),
                         .mapping = std::move(mapping),
                         .open = [&io](const Location& location) { return io.Open(location); },
                         .threads = reading.threads,
                         .stop = reading.stop});
  if (snapshot != nullptr) {
    LP_TRY(AddFiles(io, *snapshot, sum), "reading the rows of snapshot {}", snapshot->snapshot_id);
  }
  LP_ASSIGN(auto checksum, sum.Finish(), "reading the rows of the table");
  return RowsRead{.checksum = std::move(checksum), .file_count = sum.file_count()};
}

}  // namespace lakeport::browse
