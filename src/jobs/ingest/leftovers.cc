#include "jobs/ingest/leftovers.h"

#include "base/uuid.h"
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

void DeleteIfEmpty(storage::FileIO& io, const Location& directory) {
  auto listing = io.List(directory);
  if (listing.ok() && listing->files.empty() && listing->directories.empty()) (void)io.Delete(directory).ok();
}

}  // namespace

std::string NewCommitUuid(const std::string& job_id, const std::string& table) {
  std::string prefix = CommitPrefix(job_id, table);
  return prefix + NewUuid4().substr(prefix.size());
}

Status RemoveEarlierManifests(storage::FileIO& io, const Location& table_location, const std::string& job_id,
                              const std::string& table, const std::string& commit_uuid) {
  LP_ASSIGN(Location directory, table_location.Child("metadata"));
  LP_ASSIGN(auto listing, io.List(directory));
  std::string prefix = CommitPrefix(job_id, table);
  for (const storage::FileInfo& file : listing.files) {
    std::string name = file.location.name();
    bool earlier = name.ends_with(".avro") && name.find(prefix) != std::string::npos &&
                   name.find(commit_uuid) == std::string::npos;
    if (earlier) LP_TRY(io.Delete(file.location));
  }
  return Ok();
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
