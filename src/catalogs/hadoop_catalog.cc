#include "catalogs/hadoop_catalog.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/log.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "catalogs/hadoop_versions.h"
#include "iceberg/commit.h"
#include "iceberg/table_metadata_io.h"

namespace lakeport::catalogs {
namespace {

using iceberg::FormatNamespace;
using iceberg::LoadedTable;
using iceberg::Namespace;
using iceberg::TableIdentifier;
using iceberg::TableMetadata;

constexpr const char* kMetadataPath = "write.metadata.path";
constexpr int kLooks = 3;        // at a table whose files vanish while it is loaded
constexpr int kMostLevels = 32;  // of namespaces

struct FoundTable {
  TableVersion version;
  LoadedTable loaded;
};

// A listing, empty where there is no such directory.
Result<storage::Listing> ListOrNothing(storage::FileIO& io, const Location& directory) {
  auto listing = io.List(directory);
  if (listing.ok() || listing.error().kind() != ErrorKind::kNotFound) return listing;
  return storage::Listing{};
}

// What the catalog can't do: tables, and metadata files, that lie elsewhere. A location that a table has already is
// left alone: its directory may have been moved.
Status CheckStaysInPlace(const LoadedTable* base, const TableMetadata& next, const Location& directory) {
  auto location = Location::Parse(next.location);
  bool stays = base != nullptr && base->metadata.location == next.location;
  if (!stays && (!location.ok() || *location != directory)) {
    return Unsupported("the table would lie at {}; in a catalog that is a directory it lies at {}",
                       Printable(next.location), directory.ToString());
  }
  if (next.properties.contains(kMetadataPath)) {
    return Unsupported("{} can't be set: in a catalog that is a directory, metadata lies with its table",
                       kMetadataPath);
  }
  return Ok();
}

// Whether it is packed goes by the base's wish, not the new metadata's: so all who commit upon one version want the
// same file.
Result<TableVersion> NextVersion(const Location& directory, const std::optional<FoundTable>& base) {
  int32_t number = base ? base->version.number : 0;
  if (number == std::numeric_limits<int32_t>::max()) {
    return CorruptData("{} is the last version there can be", base->loaded.metadata_location);
  }
  LP_ASSIGN(Location file, VersionFile(directory, number + 1, base && WantsGzip(base->loaded.metadata)));
  return TableVersion{number + 1, std::move(file)};
}

class HadoopCatalog final : public iceberg::Catalog {
 public:
  HadoopCatalog(std::unique_ptr<storage::FileIO> io, Location warehouse, const Clock& clock)
      : io_(std::move(io)), warehouse_(std::move(warehouse)), clock_(clock) {}

  storage::FileIO& io() override { return *io_; }

  Result<std::vector<Namespace>> ListNamespaces() override;
  Result<bool> NamespaceExists(const Namespace& ns) override;
  Status CreateNamespace(const Namespace& ns, const std::map<std::string, std::string>& properties) override;
  Status DropNamespace(const Namespace& ns) override;
  Result<std::vector<TableIdentifier>> ListTables(const Namespace& ns) override;
  Result<LoadedTable> LoadTable(const TableIdentifier& table) override;
  Result<Location> DefaultTableLocation(const TableIdentifier& table) override;
  Result<LoadedTable> CommitTable(const TableIdentifier& table,
                                  const std::vector<iceberg::TableRequirement>& requirements,
                                  const std::vector<iceberg::TableUpdate>& updates) override;
  Result<LoadedTable> PutTable(const TableIdentifier& table, const LoadedTable* expected,
                               const TableMetadata& metadata) override;
  Status DropTable(const TableIdentifier& table) override;

 private:
  Result<Location> DirectoryOf(const Namespace& ns);
  Result<bool> HoldsTable(const Location& directory);
  Status AddNamespacesIn(const Namespace& parent, const Location& directory, std::vector<Namespace>& namespaces);
  Status CheckExists(const Namespace& ns);

  Result<std::optional<FoundTable>> Find(const Location& directory);
  // Makes the version after `base`.
  Result<LoadedTable> Advance(const TableIdentifier& table, const Location& directory,
                              const std::optional<FoundTable>& base, TableMetadata metadata);
  Status Publish(const Location& directory, const std::optional<FoundTable>& base, const TableVersion& next,
                 const TableMetadata& metadata);
  Status Settle(const TableVersion& next, const std::string& bytes, Error failure);
  Status Forget(const Location& directory, const FoundTable& last, const std::vector<TableVersion>& versions);

  const std::unique_ptr<storage::FileIO> io_;
  const Location warehouse_;
  const Clock& clock_;
};

Result<Location> HadoopCatalog::DirectoryOf(const Namespace& ns) {
  LP_TRY(iceberg::CheckNamespace(ns));
  return warehouse_.Child(fmt::format("{}", fmt::join(ns, "/")));
}

// True for a table's directory, and for that of one that is not committed yet, or dropped: there are files in its
// metadata directory.
Result<bool> HadoopCatalog::HoldsTable(const Location& directory) {
  LP_ASSIGN(Location folder, HadoopMetadataFolder(directory));
  LP_ASSIGN(auto listing, ListOrNothing(*io_, folder));
  return !listing.files.empty();
}

Status HadoopCatalog::AddNamespacesIn(const Namespace& parent, const Location& directory,
                                      std::vector<Namespace>& namespaces) {
  if (parent.size() == kMostLevels) return Ok();
  LP_ASSIGN(auto listing, ListOrNothing(*io_, directory));
  for (const Location& child : listing.directories) {
    Namespace ns = parent;
    ns.push_back(child.name());
    if (!iceberg::CheckNamespace(ns).ok()) continue;
    LP_ASSIGN(bool is_table, HoldsTable(child));
    if (is_table) continue;
    namespaces.push_back(ns);
    LP_TRY(AddNamespacesIn(ns, child, namespaces));
  }
  return Ok();
}

Result<std::vector<Namespace>> HadoopCatalog::ListNamespaces() {
  std::vector<Namespace> namespaces;
  LP_TRY(AddNamespacesIn({}, warehouse_, namespaces), "listing namespaces");
  std::sort(namespaces.begin(), namespaces.end());
  return namespaces;
}

Result<bool> HadoopCatalog::NamespaceExists(const Namespace& ns) {
  LP_ASSIGN(Location directory, DirectoryOf(ns));
  auto listing = io_->List(directory);
  if (!listing.ok() && listing.error().kind() == ErrorKind::kNotFound) return false;
  if (!listing.ok()) return std::move(listing).error().With("looking for namespace " + FormatNamespace(ns));
  LP_ASSIGN(bool is_table, HoldsTable(directory), "looking for namespace {}", FormatNamespace(ns));
  return !is_table;
}

Status HadoopCatalog::CheckExists(const Namespace& ns) {
  LP_ASSIGN(bool exists, NamespaceExists(ns));
  if (!exists) return NotFound("there is no namespace {}", FormatNamespace(ns));
  return Ok();
}

Status HadoopCatalog::CreateNamespace(const Namespace& ns, const std::map<std::string, std::string>& properties) {
  LP_ASSIGN(Location directory, DirectoryOf(ns));
  if (!properties.empty()) {
    return Unsupported(
        "namespace {} can't have properties: in a catalog that is a directory, there is no place for "
        "them",
        FormatNamespace(ns));
  }
  for (Namespace above = ns; above.size() > 1;) {
    above.pop_back();
    LP_ASSIGN(Location parent, DirectoryOf(above));
    LP_ASSIGN(bool is_table, HoldsTable(parent));
    if (is_table) return InvalidArgument("{} is a table: there can be no namespace in it", FormatNamespace(above));
  }
  LP_TRY(io_->MakeDirectory(directory), "creating namespace {}", FormatNamespace(ns));
  return Ok();
}

Status HadoopCatalog::DropNamespace(const Namespace& ns) {
  LP_TRY(CheckExists(ns));
  LP_ASSIGN(Location directory, DirectoryOf(ns));
  LP_ASSIGN(auto listing, ListOrNothing(*io_, directory));
  size_t held = listing.files.size() + listing.directories.size();
  if (held > 0) {
    return Conflict(
        "namespace {} is not empty: {} holds {} directories and files, of tables, other namespaces or "
        "dropped tables",
        FormatNamespace(ns), directory.ToString(), held);
  }
  auto deleted = io_->Delete(directory);
  if (deleted.ok()) return deleted;
  bool filled = deleted.error().kind() == ErrorKind::kInvalidArgument;
  if (filled) return Conflict("namespace {} is not empty any more", FormatNamespace(ns));
  return std::move(deleted).error().With("dropping namespace " + FormatNamespace(ns));
}

Result<std::vector<TableIdentifier>> HadoopCatalog::ListTables(const Namespace& ns) {
  LP_TRY(CheckExists(ns));
  LP_ASSIGN(Location directory, DirectoryOf(ns));
  LP_ASSIGN(auto listing, ListOrNothing(*io_, directory), "listing the tables of {}", FormatNamespace(ns));
  std::vector<TableIdentifier> tables;
  for (const Location& child : listing.directories) {
    LP_ASSIGN(auto version, FindVersion(*io_, child), "listing the tables of {}", FormatNamespace(ns));
    if (version) tables.push_back({ns, child.name()});
  }
  return tables;
}

// A file that is gone when it is to be read was that of an old version, or the table was dropped: so it looks again.
Result<std::optional<FoundTable>> HadoopCatalog::Find(const Location& directory) {
  for (int look = 1;; ++look) {
    LP_ASSIGN(auto version, FindVersion(*io_, directory));
    if (!version) return std::optional<FoundTable>();
    auto metadata = iceberg::ReadTableMetadata(*io_, version->file.ToString());
    if (metadata.ok()) {
      auto location = version->file.ToString();
      return std::optional(FoundTable{*std::move(version), {std::move(metadata).value(), std::move(location)}});
    }
    if (metadata.error().kind() != ErrorKind::kNotFound || look == kLooks) return std::move(metadata).error();
  }
}

Result<LoadedTable> HadoopCatalog::LoadTable(const TableIdentifier& table) {
  LP_ASSIGN(Location directory, DefaultTableLocation(table));
  LP_ASSIGN(auto found, Find(directory), "loading {}", table.ToString());
  if (!found) return NotFound("there is no table {}", table.ToString());
  return std::move(found->loaded);
}

Result<Location> HadoopCatalog::DefaultTableLocation(const TableIdentifier& table) {
  LP_TRY(iceberg::CheckIdentifier(table));
  return warehouse_.Child(fmt::format("{}/{}", fmt::join(table.ns, "/"), table.name));
}

Result<LoadedTable> HadoopCatalog::CommitTable(const TableIdentifier& table,
                                               const std::vector<iceberg::TableRequirement>& requirements,
                                               const std::vector<iceberg::TableUpdate>& updates) {
  LP_ASSIGN(Location directory, DefaultTableLocation(table));
  LP_ASSIGN(auto found, Find(directory), "committing to {}", table.ToString());
  if (!found) LP_TRY(CheckExists(table.ns));
  const LoadedTable* base = found ? &found->loaded : nullptr;
  LP_ASSIGN(auto metadata, ApplyCommit(base, requirements, updates, directory, clock_.Now()), "committing to {}",
            table.ToString());
  if (base != nullptr && updates.empty()) return *base;
  LP_TRY(CheckStaysInPlace(base, metadata, directory), "committing to {}", table.ToString());
  return Advance(table, directory, found, std::move(metadata));
}

Result<LoadedTable> HadoopCatalog::PutTable(const TableIdentifier& table, const LoadedTable* expected,
                                            const TableMetadata& metadata) {
  LP_ASSIGN(Location directory, DefaultTableLocation(table));
  LP_ASSIGN(auto found, Find(directory), "committing to {}", table.ToString());
  if (expected == nullptr && found) return AlreadyExists("there is a table {} already", table.ToString());
  if (expected == nullptr) LP_TRY(CheckExists(table.ns));
  if (expected != nullptr && (!found || found->loaded.metadata_location != expected->metadata_location)) {
    return Conflict("{} was changed by somebody else first", table.ToString());
  }
  LP_TRY(CheckStaysInPlace(nullptr, metadata, directory), "committing to {}", table.ToString());
  TableMetadata next = metadata;
  iceberg::ContinueMetadataLog(expected, next);
  return Advance(table, directory, found, std::move(next));
}

Result<LoadedTable> HadoopCatalog::Advance(const TableIdentifier& table, const Location& directory,
                                           const std::optional<FoundTable>& base, TableMetadata metadata) {
  LP_ASSIGN(auto next, NextVersion(directory, base), "committing to {}", table.ToString());
  LP_TRY(Publish(directory, base, next, metadata), "committing to {}", table.ToString());
  return LoadedTable{std::move(metadata), next.file.ToString()};
}

Status HadoopCatalog::Publish(const Location& directory, const std::optional<FoundTable>& base,
                              const TableVersion& next, const TableMetadata& metadata) {
  bool gzip = next.file.name().ends_with(".gz.metadata.json");
  LP_ASSIGN(auto file, io_->Create(next.file, storage::WriteMode::kCreate));
  std::string bytes = iceberg::EncodeTableMetadata(metadata, gzip);
  LP_TRY(file->Append(bytes));
  // Others may have written the next version under its other name, or have expired it since.
  LP_ASSIGN(auto now, FindVersion(*io_, directory));
  bool unchanged = base ? now == base->version : !now;
  auto closed = unchanged ? file->Close() : Status(AlreadyExists("there is a newer version"));
  if (!closed.ok()) closed = Settle(next, bytes, std::move(closed).error());
  if (!closed.ok() && !base && closed.error().kind() == ErrorKind::kConflict) {
    return AlreadyExists("somebody else made it just now");
  }
  LP_TRY(std::move(closed));
  auto hinted = WriteVersionHint(*io_, directory, next.number);
  if (!hinted.ok()) LogWarning("{} has no right version hint: {}", directory.ToString(), hinted.error().ToString());
  return Ok();
}

// What came of a version file that was not closed with success: whoever finds their own bytes there has committed them.
Status HadoopCatalog::Settle(const TableVersion& next, const std::string& bytes, Error failure) {
  auto there = storage::ReadFile(*io_, next.file);
  if (there.ok() && *there == bytes) return Ok();
  if (there.ok()) return Conflict("somebody else committed {} just now", next.file.ToString());
  bool absent = there.error().kind() == ErrorKind::kNotFound;
  if (absent && failure.kind() == ErrorKind::kAlreadyExists) return Conflict("somebody else committed just now");
  if (absent && !IsRetryable(failure.kind())) return failure;
  return CommitUnknown("{}; {} could not be read to see what came of it: {}", failure.message(), next.file.ToString(),
                       there.error().message());
}

// The version files go from the oldest to the newest: until the last is gone, the table is what it was.
Status HadoopCatalog::DropTable(const TableIdentifier& table) {
  LP_ASSIGN(Location directory, DefaultTableLocation(table));
  LP_ASSIGN(auto found, Find(directory), "dropping {}", table.ToString());
  if (!found) return NotFound("there is no table {}", table.ToString());
  LP_ASSIGN(auto versions, ListVersions(*io_, directory), "dropping {}", table.ToString());
  LP_TRY(Forget(directory, *found, versions), "dropping {}", table.ToString());
  LP_ASSIGN(auto left, FindVersion(*io_, directory), "dropping {}", table.ToString());
  if (left) return Conflict("{} was committed to just now, and is still there", table.ToString());
  return Ok();
}

Status HadoopCatalog::Forget(const Location& directory, const FoundTable& last,
                             const std::vector<TableVersion>& versions) {
  if (versions.empty() || versions.back().number != last.version.number) {
    return Conflict("it was changed by somebody else just now");
  }
  LP_ASSIGN(Location kept,
            directory.Child(fmt::format("metadata/dropped-v{}-{}.json", last.version.number, NewUuid4())));
  auto bytes = iceberg::EncodeTableMetadata(last.loaded.metadata, false);
  LP_TRY(WriteFile(*io_, kept, bytes, storage::WriteMode::kCreate));
  LP_TRY(DeleteVersionHint(*io_, directory));
  for (const TableVersion& version : versions) LP_TRY(DeleteVersion(*io_, version));
  return Ok();
}

}  // namespace

std::unique_ptr<iceberg::Catalog> MakeHadoopCatalog(std::unique_ptr<storage::FileIO> io, Location warehouse,
                                                    const Clock& clock) {
  return std::make_unique<HadoopCatalog>(std::move(io), std::move(warehouse), clock);
}

}  // namespace lakeport::catalogs
