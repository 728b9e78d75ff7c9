#include "jobs/ingest/leftovers.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "base/uuid.h"
#include "iceberg/manifest_io.h"
#include "iceberg/scan.h"
#include "iceberg/table_metadata_io.h"
#include "jobs/ingest/copy_area.h"
#include "jobs/ingest/delete_tree.h"
#include "jobs/ingest/survey.h"
#include "jobs/ingest/table_properties.h"
#include "storage/content_hash.h"

namespace lakeport::ingest {
namespace {

// "xxxxxxxx-xxxx-": 48 bits that stand for job and table.
std::string CommitPrefix(const std::string& job_id, const std::string& table) {
  storage::ContentHash hash;
  hash.Update(job_id + "\n" + table);
  std::string text = hash.Finish();
  std::string digits = text.substr(text.size() - 12);
  return digits.substr(0, 8) + "-" + digits.substr(8) + "-";
}

Result<std::set<std::string>> ManifestNames(storage::FileIO& io, const iceberg::Snapshot* snapshot) {
  std::set<std::string> names;
  if (snapshot == nullptr) return names;
  LP_ASSIGN(Location list, Location::Parse(snapshot->manifest_list));
  names.insert(list.name());
  LP_ASSIGN(auto manifests, iceberg::ReadManifestList(io, list));
  for (const auto& manifest : manifests) {
    LP_ASSIGN(Location location, Location::Parse(manifest.manifest_path));
    names.insert(location.name());
  }
  return names;
}

// True for the metadata by which an attempt of the job would have given `made`, as it was before, new columns and no
// snapshot. What somebody commits upon `made` is not older than it.
bool IsOfColumnsAlone(const iceberg::TableMetadata& metadata, const iceberg::TableMetadata& made,
                      const std::string& job_id) {
  bool has_snapshot = std::any_of(metadata.snapshots.begin(), metadata.snapshots.end(), [&](const auto& snapshot) {
    return iceberg::FindSummary(snapshot, kJobIdProperty) == job_id;
  });
  return !has_snapshot && metadata.last_updated_ms < made.last_updated_ms;
}

// True for the metadata of an attempt of the job that was killed before the catalog moved to it. Not for what somebody
// is just about to commit upon the table that was made, which says the same job in its properties.
bool IsUncommitted(const iceberg::TableMetadata& metadata, const iceberg::TableMetadata& made,
                   const std::string& job_id) {
  if (!IsMadeByJob(metadata, job_id)) return false;
  if (metadata.table_uuid != made.table_uuid) return true;
  const iceberg::Snapshot* current = metadata.current_snapshot();
  bool by_the_job = current != nullptr && iceberg::FindSummary(*current, kJobIdProperty) == job_id;
  if (!by_the_job) return IsOfColumnsAlone(metadata, made, job_id);
  return made.current_snapshot() != nullptr && metadata.FindSnapshot(made.current_snapshot_id) == nullptr;
}

Status RemoveUncommittedMetadata(storage::FileIO& io, const iceberg::LoadedTable& made, const Location& directory,
                                 const std::string& job_id) {
  LP_ASSIGN(Location current, Location::Parse(made.metadata_location));
  LP_ASSIGN(auto listing, io.List(directory));
  std::set<std::string> logged;
  for (const auto& entry : made.metadata.metadata_log) logged.insert(entry.metadata_file);
  for (const storage::FileInfo& file : listing.files) {
    std::string name = file.location.name();
    if (!name.ends_with(".metadata.json") || name == current.name() || logged.contains(file.location.ToString()))
      continue;
    auto metadata = iceberg::ReadTableMetadata(io, file.location.ToString());
    if (metadata.ok() && IsUncommitted(*metadata, made.metadata, job_id)) LP_TRY(io.Delete(file.location));
  }
  return Ok();
}

void DeleteIfEmpty(storage::FileIO& io, const Location& directory) {
  auto listing = io.List(directory);
  if (listing.ok() && listing->files.empty() && listing->directories.empty()) (void)io.Delete(directory).ok();
}

// What attempts of a job have left below a table's location.
struct FilesOfJob {
  std::vector<Location> folders;    // of copies
  std::vector<Location> manifests;  // and manifest lists
  std::vector<Location> metadata;   // every metadata file, of whomever
};

Result<FilesOfJob> ListFilesOfJob(storage::FileIO& io, const Location& location, const iceberg::TableIdentifier& table,
                                  const std::string& job_id) {
  FilesOfJob files;
  LP_ASSIGN(Location data, location.Child("data"));
  LP_ASSIGN(auto folders, ListIfThere(io, data));
  for (const Location& folder : folders.directories) {
    if (IsFolderOfJob(folder.name(), job_id)) files.folders.push_back(folder);
  }
  LP_ASSIGN(Location metadata, location.Child("metadata"));
  LP_ASSIGN(auto listing, ListIfThere(io, metadata));
  std::string prefix = CommitPrefix(job_id, table.ToString());
  for (const storage::FileInfo& file : listing.files) {
    std::string name = file.location.name();
    if (name.ends_with(".metadata.json")) files.metadata.push_back(file.location);
    if (name.ends_with(".avro") && name.find(prefix) != std::string::npos) files.manifests.push_back(file.location);
  }
  return files;
}

}  // namespace

std::string NewCommitUuid(const std::string& job_id, const std::string& table) {
  std::string prefix = CommitPrefix(job_id, table);
  return prefix + NewUuid4().substr(prefix.size());
}

Status TidyMetadata(storage::FileIO& io, const iceberg::LoadedTable& made, const iceberg::TableIdentifier& table,
                    const std::string& job_id) {
  LP_ASSIGN(Location directory, iceberg::MetadataFolder(made.metadata));
  LP_ASSIGN(auto used, ManifestNames(io, made.metadata.current_snapshot()));
  LP_ASSIGN(auto listing, io.List(directory));
  std::string prefix = CommitPrefix(job_id, table.ToString());
  for (const storage::FileInfo& file : listing.files) {
    std::string name = file.location.name();
    bool of_the_job = name.ends_with(".avro") && name.find(prefix) != std::string::npos;
    if (of_the_job && !used.contains(name)) LP_TRY(io.Delete(file.location));
  }
  return RemoveUncommittedMetadata(io, made, directory, job_id);
}

Status TidyMadeTable(storage::FileIO& io, const iceberg::LoadedTable& made, const iceberg::TableIdentifier& table,
                     const std::string& job_id) {
  const iceberg::Snapshot* snapshot = made.metadata.current_snapshot();
  if (snapshot != nullptr && iceberg::FindSummary(*snapshot, kJobIdProperty) != job_id) return Ok();
  LP_TRY(TidyMetadata(io, made, table, job_id));
  LP_ASSIGN(Location location, Location::Parse(made.metadata.location));
  CopyArea copies(io, location, job_id, 0);
  LP_ASSIGN(bool strays, copies.HasStrays());
  if (!strays) return Ok();
  std::unordered_set<std::string> used;
  if (snapshot != nullptr) {
    LP_TRY(iceberg::VisitDataFiles(io, *snapshot, [&](const iceberg::ManifestEntry& entry, const auto&) {
      used.insert(entry.data_file.file_path);
      return Ok();
    }));
  }
  return copies.RemoveStrays(used);
}

Status DeleteFilesOfJob(storage::FileIO& io, const Location& location, const iceberg::TableIdentifier& table,
                        const std::string& job_id, bool metadata_too) {
  LP_ASSIGN(FilesOfJob files, ListFilesOfJob(io, location, table, job_id));
  for (const Location& folder : files.folders) {
    LP_TRY(DeleteTree(io, folder, [](const storage::FileInfo&) { return true; }));
  }
  for (const Location& manifest : files.manifests) LP_TRY(io.Delete(manifest));
  for (const Location& metadata : metadata_too ? files.metadata : std::vector<Location>()) {
    auto read = iceberg::ReadTableMetadata(io, metadata.ToString());
    if (read.ok() && IsMadeByJob(*read, job_id)) LP_TRY(io.Delete(metadata));
  }
  for (const char* name : {"data", "metadata"}) {
    LP_ASSIGN(Location directory, location.Child(name));
    DeleteIfEmpty(io, directory);
  }
  DeleteIfEmpty(io, location);
  return Ok();
}

Result<bool> UsesFilesOfJob(storage::FileIO& io, const iceberg::TableMetadata& metadata,
                            const iceberg::TableIdentifier& table, const std::string& job_id) {
  std::string prefix = CommitPrefix(job_id, table.ToString());
  std::string folder = "/data/" + job_id + "-";
  for (const iceberg::Snapshot& snapshot : metadata.snapshots) {
    LP_ASSIGN(auto names, ManifestNames(io, &snapshot));
    for (const std::string& name : names) {
      if (name.find(prefix) != std::string::npos) return true;
    }
    bool uses = false;
    LP_TRY(iceberg::VisitDataFiles(io, snapshot, [&](const iceberg::ManifestEntry& entry, const auto&) {
      uses = uses || entry.data_file.file_path.find(folder) != std::string::npos;
      return Ok();
    }));
    if (uses) return true;
  }
  return false;
}

Result<bool> EnsureNamespace(iceberg::Catalog& catalog, const iceberg::Namespace& ns) {
  LP_ASSIGN(bool exists, catalog.NamespaceExists(ns));
  if (exists) return false;
  Status created = catalog.CreateNamespace(ns, {});
  if (created.ok()) return true;
  if (created.error().kind() == ErrorKind::kAlreadyExists) return false;
  return std::move(created).error();
}

void RemoveEmptyDirectories(iceberg::Catalog& catalog, const iceberg::TableIdentifier& table,
                            const Location& location) {
  storage::FileIO& io = catalog.io();
  for (const char* name : {"data", "metadata"}) {
    auto directory = location.Child(name);
    if (directory.ok()) DeleteIfEmpty(io, *directory);
  }
  DeleteIfEmpty(io, location);
  auto exists = catalog.NamespaceExists(table.ns);
  auto parent = Location::Parse(location.ToString().substr(0, location.ToString().rfind('/')));
  if (exists.ok() && !*exists && parent.ok()) DeleteIfEmpty(io, *parent);
}

}  // namespace lakeport::ingest
