#include "jobs/ingest/own_files.h"

#include <array>
#include <utility>

#include "iceberg/avro/encoder.h"
#include "iceberg/manifest_encode.h"
#include "iceberg/scan.h"
#include "jobs/ingest/copy_area.h"
#include "jobs/ingest/partition_hash.h"
#include "jobs/ingest/partition_version.h"

namespace lakeport::ingest {
namespace {

using protocol::IngestMode;

// Where a table's writers may be told to write beside its location.
constexpr std::array kWritePaths = {"write.data.path", "write.object-storage.path", "write.folder-storage.path"};

bool LiesBelow(const Location& location, const std::string& directory) {
  auto parsed = Location::Parse(directory);
  return parsed.ok() && parsed->Contains(location);
}

bool IsWrittenToTheTable(const Location& location, const iceberg::TableMetadata& metadata) {
  if (LiesBelow(location, metadata.location)) return true;
  for (const char* key : kWritePaths) {
    auto path = metadata.properties.find(key);
    if (path != metadata.properties.end() && LiesBelow(location, path->second)) return true;
  }
  return false;
}

std::optional<std::string> CopyKey(const Location& location, const iceberg::TableMetadata& metadata) {
  auto table = Location::Parse(metadata.location);
  if (!table.ok() || !table->Contains(location)) return std::nullopt;
  auto data = table->Child("data");
  if (!data.ok() || !data->Contains(location) || location.path().size() <= data->path().size()) return std::nullopt;
  return FindCopyPath(std::string_view(location.path()).substr(data->path().size() + 1));
}

}  // namespace

uint64_t DigestOf(const iceberg::DataFile& file) {
  iceberg::ManifestEntry entry{.data_file = file};
  entry.data_file.file_path.clear();
  entry.data_file.partition.clear();
  iceberg::avro::Encoder encoder;
  (void)iceberg::EncodeManifestEntry(*iceberg::Type::Struct({}), entry, &encoder).ok();  // no value can be a wrong one
  return StableHash(encoder.bytes()) * 31 + HashPartition(file.partition);
}

Result<OwnFiles> OwnFiles::Read(storage::FileIO& io, const iceberg::TableMetadata& metadata, IngestMode mode) {
  OwnFiles own(mode);
  const iceberg::Snapshot* snapshot = metadata.current_snapshot();
  if (snapshot == nullptr) return own;
  LP_TRY(iceberg::VisitDataFiles(io, *snapshot, [&](const iceberg::ManifestEntry& entry, const auto&) {
    own.Add(entry.data_file, metadata);
    return Ok();
  }));
  return own;
}

void OwnFiles::Add(const iceberg::DataFile& file, const iceberg::TableMetadata& metadata) {
  if (file.content != iceberg::FileContent::kData) {
    has_deletes_ = true;
    return;
  }
  auto location = Location::Parse(file.file_path);
  std::optional<std::string> key;
  if (location.ok() && mode_ != IngestMode::kInPlace) key = CopyKey(*location, metadata);
  if (location.ok() && mode_ == IngestMode::kInPlace && !IsWrittenToTheTable(*location, metadata)) {
    key = location->ToString();
  }
  if (!key) {
    foreign_ += 1;
    return;
  }
  set_.Add(file.file_path);
  OwnFile own{.path = file.file_path, .size = file.file_size_in_bytes, .digest = DigestOf(file)};
  if (mode_ == IngestMode::kRewrite) own.version = FindVersion(own.path).value_or("");
  if (!files_.emplace(*std::move(key), std::move(own)).second) doubles_.push_back(file.file_path);
}

std::string OwnFiles::KeyOf(const SourceFile& file) const {
  return mode_ == IngestMode::kInPlace ? file.info.location.ToString() : CopyPath(file);
}

}  // namespace lakeport::ingest
