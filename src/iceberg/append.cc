#include "iceberg/append.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <random>
#include <utility>

#include "base/backoff.h"
#include "base/log.h"
#include "base/uuid.h"
#include "iceberg/manifest_io.h"
#include "iceberg/rolling_manifests.h"
#include "iceberg/snapshot_summary.h"
#include "iceberg/table_metadata_io.h"

namespace lakeport::iceberg {
namespace {

constexpr Backoff kBetweenAttempts{.first = std::chrono::milliseconds(100), .cap = std::chrono::milliseconds(10'000)};
constexpr int kLooks = 3;  // for our own snapshot, after a commit of unknown outcome
constexpr int64_t kDefaultTargetBytes = int64_t{8} << 20;
constexpr const char* kTargetBytes = "commit.manifest.target-size-bytes";

// Any positive number that the table does not use.
int64_t NewSnapshotId(const TableMetadata& metadata) {
  std::random_device random;
  for (;;) {
    uint64_t bits = (static_cast<uint64_t>(random()) << 32) | random();
    auto id = static_cast<int64_t>(bits >> 1);
    if (id > 0 && metadata.FindSnapshot(id) == nullptr) return id;
  }
}

int64_t TargetBytes(const TableMetadata& metadata) {
  auto found = metadata.properties.find(kTargetBytes);
  if (found == metadata.properties.end()) return kDefaultTargetBytes;
  const std::string& text = found->second;
  int64_t bytes = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  bool valid = error == std::errc() && end == text.data() + text.size() && bytes > 0;
  return valid ? bytes : kDefaultTargetBytes;
}

// Failures of Catalog::CommitTable after which the table surely is as it was.
bool SurelyNotCommitted(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kCommitUnknown:
    case ErrorKind::kUnavailable:
    case ErrorKind::kTimeout:
    case ErrorKind::kInternal: return false;
    default: return true;
  }
}

std::vector<TableUpdate> Creation(const NewTable& table) {
  return {AssignUuid{NewUuid4()},         SetLocation{table.location.ToString()},
          AddSchema{table.schema},        SetCurrentSchema{},
          AddPartitionSpec{table.spec},   SetDefaultSpec{},
          SetProperties{table.properties}};
}

// A commit of new manifests upon `base` (nullopt: a table that does not exist), after `preparation`.
class SnapshotAppend final : public Append {
 public:
  SnapshotAppend(Catalog& catalog, TableIdentifier table, std::optional<LoadedTable> base,
                 std::vector<TableUpdate> preparation, AppendOptions options)
      : catalog_(catalog),
        table_(std::move(table)),
        base_(std::move(base)),
        preparation_(std::move(preparation)),
        options_(std::move(options)),
        commit_uuid_(options_.commit_uuid.empty() ? NewUuid4() : options_.commit_uuid) {}

  ~SnapshotAppend() override {
    if (!settled_) DeleteAll();
  }

  Status Add(const DataFile& file) override {
    if (finished_) return InvalidArgument("{} is added after the manifests were closed", file.file_path);
    LP_TRY(Start());
    ManifestEntry entry{.status = ManifestStatus::kAdded, .snapshot_id = snapshot_id_, .data_file = file};
    LP_TRY(manifests_->Add(entry));
    summary_->Add(file);
    return Ok();
  }

  void SetProperties(const std::map<std::string, std::string>& properties) override {
    for (const auto& [key, value] : properties) properties_[key] = value;
  }

  Result<std::vector<ManifestFile>> Finish() override {
    LP_TRY(Start());
    finished_ = true;
    LP_TRY(manifests_->Close());
    return manifests_->manifests();
  }

  Result<LoadedTable> Commit(const Summary& summary, int attempts) override {
    LP_ASSIGN(auto manifests, Finish());
    if (base_ && preparation_.empty() && manifests.empty()) return *base_;
    auto committed = TryToCommit(summary, attempts);
    if (committed.ok()) {
      settled_ = true;
      DeleteUnusedLists();
      return committed;
    }

    bool untouched = !sent_ || SurelyNotCommitted(committed.error().kind());
    if (untouched) DeleteAll();
    settled_ = true;
    return std::move(committed).error().With("committing " + table_.ToString());
  }

 private:
  // What the table is before the new snapshot.
  Result<TableMetadata> Prospective() const {
    if (preparation_.empty()) return base_->metadata;
    return ApplyUpdates(base_ ? &base_->metadata : nullptr, preparation_, Now());
  }

  Status Start() {
    if (manifests_) return Ok();
    LP_ASSIGN(auto metadata, Prospective(), "planning {}", table_.ToString());
    if (metadata.format_version != 2) {
      return Unsupported("{} is of format version {}; files are added to tables of version 2 only", table_.ToString(),
                         metadata.format_version);
    }
    LP_ASSIGN(TypePtr partition, metadata.spec().PartitionType(metadata.schema()));
    LP_ASSIGN(Location folder, MetadataFolder(metadata));
    snapshot_id_ = NewSnapshotId(metadata);
    ManifestHeader header{.schema = metadata.schema(), .spec = metadata.spec()};
    RollingManifests::Options options{.folder = std::move(folder),
                                      .commit_uuid = commit_uuid_,
                                      .snapshot_id = snapshot_id_,
                                      .target_bytes = TargetBytes(metadata)};
    manifests_.emplace(catalog_.io(), std::move(header), std::move(options));
    summary_.emplace(std::move(partition));
    return Ok();
  }

  Result<LoadedTable> TryToCommit(const Summary& summary, int attempts) {
    for (int failures = 1;; ++failures) {
      auto committed = Attempt(summary);
      if (committed.ok()) return committed;
      Error error = std::move(committed).error();
      if (error.kind() == ErrorKind::kCommitUnknown) return LookForOurs(std::move(error));
      if (error.kind() != ErrorKind::kConflict || failures >= attempts) return error;
      sent_ = false;
      Wait(failures);
      if (options_.stop.stop_requested()) return Cancelled("stopped after {} lost races", failures);
      LP_TRY(Reload());
    }
  }

  Result<LoadedTable> Attempt(const Summary& summary) {
    LP_ASSIGN(auto metadata, Prospective());
    std::vector<TableUpdate> updates = preparation_;
    if (!properties_.empty()) updates.emplace_back(iceberg::SetProperties{properties_});
    if (!manifests_->manifests().empty()) {
      SnapshotRef main;
      if (auto found = metadata.refs.find(kMainBranch); found != metadata.refs.end()) main = found->second;
      main.snapshot_id = snapshot_id_;
      LP_ASSIGN(Snapshot snapshot, WriteSnapshot(metadata, summary));
      updates.emplace_back(AddSnapshot{std::move(snapshot)});
      updates.emplace_back(SetSnapshotRef{kMainBranch, std::move(main)});
    }
    sent_ = true;
    return catalog_.CommitTable(table_, Requirements(), updates);
  }

  std::vector<TableRequirement> Requirements() const {
    if (!base_) return {AssertCreate{}};
    std::optional<int64_t> current;
    if (auto found = base_->metadata.refs.find(kMainBranch); found != base_->metadata.refs.end()) {
      current = found->second.snapshot_id;
    }
    return {AssertUuid{base_->metadata.table_uuid}, AssertRefSnapshotId{kMainBranch, current}};
  }

  Result<Snapshot> WriteSnapshot(const TableMetadata& metadata, const Summary& summary) {
    const Snapshot* parent = metadata.current_snapshot();
    std::vector<ManifestFile> manifests = manifests_->manifests();
    size_t created = manifests.size();
    if (parent != nullptr) {
      LP_ASSIGN(Location location, Location::Parse(parent->manifest_list));
      LP_ASSIGN(auto kept, ReadManifestList(catalog_.io(), location));
      manifests.insert(manifests.end(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
    }
    Snapshot snapshot{.snapshot_id = snapshot_id_,
                      .sequence_number = metadata.last_sequence_number + 1,
                      .timestamp_ms = std::max(ToMillis(Now()), metadata.last_updated_ms),
                      .operation = "append",
                      .schema_id = metadata.current_schema_id};
    if (parent != nullptr) snapshot.parent_snapshot_id = parent->snapshot_id;
    snapshot.summary = summary_->Make(summary, created, manifests.size() - created, parent);
    LP_ASSIGN(Location folder, MetadataFolder(metadata));
    LP_ASSIGN(Location list,
              folder.Child(fmt::format("snap-{}-{}-{}.avro", snapshot_id_, lists_.size() + 1, commit_uuid_)));
    lists_.push_back(list);
    ManifestListHeader header{.snapshot_id = snapshot_id_,
                              .parent_snapshot_id = snapshot.parent_snapshot_id,
                              .sequence_number = snapshot.sequence_number};
    LP_TRY(WriteManifestList(catalog_.io(), list, header, manifests));
    snapshot.manifest_list = list.ToString();
    return snapshot;
  }

  // After a lost race. A table that is to be made must still not be there, which the next attempt finds out.
  Status Reload() {
    if (!base_) return Ok();
    LP_ASSIGN(LoadedTable now, catalog_.LoadTable(table_));
    if (now.metadata.table_uuid != base_->metadata.table_uuid) {
      return Conflict("another table has taken the name; its uuid is {}", now.metadata.table_uuid);
    }
    base_ = std::move(now);
    return Ok();
  }

  Result<LoadedTable> LookForOurs(Error unknown) {
    for (int look = 1; look <= kLooks; ++look) {
      auto loaded = catalog_.LoadTable(table_);
      if (loaded.ok() && IsOurs(loaded->metadata)) return loaded;
      if (look < kLooks) Wait(look);
    }
    return std::move(unknown).With(fmt::format("looking for snapshot {}, which is not there so far", snapshot_id_));
  }

  bool IsOurs(const TableMetadata& metadata) const {
    if (!manifests_->manifests().empty()) return metadata.FindSnapshot(snapshot_id_) != nullptr;
    const auto* uuid = preparation_.empty() ? nullptr : std::get_if<AssignUuid>(&preparation_.front());
    return uuid != nullptr && metadata.table_uuid == uuid->uuid;
  }

  void Wait(int failures) const {
    auto time = Delay(kBetweenAttempts, failures, RandomChance());
    if (options_.wait) return options_.wait(time);
    WaitUnlessStopped(time, options_.stop);
  }

  Timestamp Now() const { return options_.clock != nullptr ? options_.clock->Now() : SystemClock().Now(); }

  void Delete(const Location& location) {
    auto status = catalog_.io().Delete(location);
    if (!status.ok()) LogWarning("{} is left behind: {}", location.ToString(), status.error().ToString());
  }

  // All but the last, which the snapshot names.
  void DeleteUnusedLists() {
    for (size_t i = 0; i + 1 < lists_.size(); ++i) Delete(lists_[i]);
  }

  void DeleteAll() {
    for (const Location& list : lists_) Delete(list);
    if (!manifests_) return;
    for (const ManifestFile& manifest : manifests_->manifests()) {
      if (auto location = Location::Parse(manifest.manifest_path); location.ok()) Delete(*location);
    }
  }

  Catalog& catalog_;
  const TableIdentifier table_;
  std::optional<LoadedTable> base_;
  const std::vector<TableUpdate> preparation_;
  const AppendOptions options_;
  const std::string commit_uuid_;
  std::map<std::string, std::string> properties_;

  int64_t snapshot_id_ = 0;
  std::optional<RollingManifests> manifests_;
  std::optional<AppendSummary> summary_;
  std::vector<Location> lists_;  // one an attempt
  bool finished_ = false;
  bool sent_ = false;     // the attempt under way reached the catalog
  bool settled_ = false;  // what was written belongs to the table, may do so, or is deleted
};

}  // namespace

std::unique_ptr<Append> AppendToNewTable(Catalog& catalog, TableIdentifier table, NewTable created,
                                         AppendOptions options) {
  return std::make_unique<SnapshotAppend>(catalog, std::move(table), std::nullopt, Creation(created),
                                          std::move(options));
}

std::unique_ptr<Append> AppendToTable(Catalog& catalog, TableIdentifier table, LoadedTable base,
                                      AppendOptions options) {
  return std::make_unique<SnapshotAppend>(catalog, std::move(table), std::move(base), std::vector<TableUpdate>{},
                                          std::move(options));
}

}  // namespace lakeport::iceberg
