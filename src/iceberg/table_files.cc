#include "iceberg/table_files.h"

#include <set>

#include "iceberg/manifest_io.h"
#include "iceberg/scan.h"

namespace lakeport::iceberg {
namespace {

using Visit = std::function<Status(const TableFile&)>;

constexpr const char* kStatisticsLists[] = {"statistics", "partition-statistics"};

TableFileKind KindOf(FileContent content) {
  switch (content) {
    case FileContent::kData: return TableFileKind::kData;
    case FileContent::kPositionDeletes: return TableFileKind::kPositionDeletes;
    case FileContent::kEqualityDeletes: return TableFileKind::kEqualityDeletes;
  }
  return TableFileKind::kData;
}

Status VisitManifest(storage::FileIO& io, const ManifestFile& manifest, const Visit& visit) {
  LP_TRY(visit({.kind = TableFileKind::kManifest,
                .path = manifest.manifest_path,
                .length = manifest.manifest_length > 0 ? manifest.manifest_length : -1}));
  return ReadManifest(io, manifest, [&](const ManifestEntry& entry) -> Status {
    if (entry.status == ManifestStatus::kDeleted) return Ok();
    const DataFile& file = entry.data_file;
    return visit({.kind = KindOf(file.content),
                  .path = file.file_path,
                  .length = file.file_size_in_bytes,
                  .format = file.file_format});
  });
}

Status VisitStatistics(const TableMetadata& metadata, const Visit& visit) {
  for (const char* list : kStatisticsLists) {
    if (FindMember(metadata.extra, list) == nullptr) continue;
    LP_ASSIGN(const Json* items, GetArray(metadata.extra, list));
    for (const Json& item : *items) {
      LP_ASSIGN(auto path, GetString(item, "statistics-path"), "reading \"{}\"", list);
      LP_ASSIGN(int64_t length, GetInt64(item, "file-size-in-bytes"), "reading \"{}\"", list);
      LP_TRY(visit({.kind = TableFileKind::kStatistics, .path = std::move(path), .length = length}));
    }
  }
  return Ok();
}

}  // namespace

std::string_view ToString(TableFileKind kind) {
  switch (kind) {
    case TableFileKind::kManifestList: return "manifest list";
    case TableFileKind::kManifest: return "manifest";
    case TableFileKind::kData: return "data file";
    case TableFileKind::kPositionDeletes: return "position delete file";
    case TableFileKind::kEqualityDeletes: return "equality delete file";
    case TableFileKind::kStatistics: return "statistics file";
  }
  return "file";
}

Status VisitTableFiles(storage::FileIO& io, const TableMetadata& metadata, const Visit& visit) {
  std::set<std::string> seen;
  for (const Snapshot& snapshot : metadata.snapshots) {
    if (!snapshot.manifest_list.empty()) {
      LP_TRY(visit({.kind = TableFileKind::kManifestList, .path = snapshot.manifest_list}));
    }
    LP_ASSIGN(auto manifests, ListManifests(io, snapshot), "reading snapshot {}", snapshot.snapshot_id);
    for (const ManifestFile& manifest : manifests) {
      if (!seen.insert(manifest.manifest_path).second) continue;
      LP_TRY(VisitManifest(io, manifest, visit));
    }
  }
  return VisitStatistics(metadata, visit);
}

}  // namespace lakeport::iceberg
