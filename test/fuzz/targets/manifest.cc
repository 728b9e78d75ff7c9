#include "iceberg/manifest_io.h"
#include "input.h"
#include "targets.h"

namespace lakeport::fuzz {

void Manifest(std::string_view input) {
  storage::MemoryFileIO io;
  auto location = LocationOf("manifest.avro");
  if (!storage::WriteFile(io, location, input, storage::WriteMode::kCreate).ok()) std::abort();
  iceberg::ManifestFile manifest{.manifest_path = location.ToString(),
                                 .manifest_length = static_cast<int64_t>(input.size()),
                                 .sequence_number = 3,
                                 .min_sequence_number = 1,
                                 .added_snapshot_id = 7};
  iceberg::ManifestHeader header;
  auto visit = [&header](const iceberg::ManifestEntry& entry) {
    Require(entry.snapshot_id.has_value(), "an entry has its manifest's snapshot");
    Require(entry.data_file.partition.size() == header.spec.fields.size(),
            "a file has a value for each partition field");
    return Ok();
  };
  static_cast<void>(iceberg::ReadManifest(io, manifest, visit, &header));
}

}  // namespace lakeport::fuzz
