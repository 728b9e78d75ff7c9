#include "iceberg/snapshot_append.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <random>
#include <utility>

#include "base/backoff.h"
#include "base/log.h"
#include "base/uuid.h"
#include "iceberg/manifest_io.h"
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

std::optional<SnapshotRef> FindMain(const TableMetadata& metadata) {
  auto found = metadata.refs.find(kMainBranch);
  if (found == metadata.refs.end()) return std::nullopt;
  return found->second;
}

}  // namespace

SnapshotAppend::SnapshotAppend(Catalog& catalog, AppendStart start, AppendOptions options)
    : catalog_(catalog),
      table_(std::move(start.table)),
      base_(std::move(start.base)),
      preparation_(std::move(start.preparation)),
      options_(std::move(options)),
      commit_uuid_(options_.commit_uuid.empty() ? NewUuid4() : options_.commit_uuid) {}

SnapshotAppend::~SnapshotAppend() {
  if (!settled_) DeleteAll();
}

Status SnapshotAppend::Add(const DataFile& file) {
  if (finished_) return InvalidArgument("{} is added after the manifests were closed", file.file_path);
  LP_TRY(Start());
  ManifestEntry entry{.status = ManifestStatus::kAdded, .snapshot_id = snapshot_id_, .data_file = file};
  LP_TRY(manifests_->Add(entry));
  summary_->Add(file);
  return Ok();
}

void SnapshotAppend::SetProperties(const std::map<std::string, std::string>& properties) {
  for (const auto& [key, value] : properties) properties_[key] = value;
}

Result<std::vector<ManifestFile>> SnapshotAppend::Finish() {
  LP_TRY(Start());
  finished_ = true;
  LP_TRY(manifests_->Close());
  return manifests_->manifests();
}

Result<LoadedTable> SnapshotAppend::Commit(const Summary& summary, int attempts) {
  LP_ASSIGN(auto manifests, Finish());
  if (base_ && !replaces() && manifests.empty()) return *base_;
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

// What the table is before the new snapshot.
Result<TableMetadata> SnapshotAppend::Prospective() const {
  if (preparation_.empty()) return base_->metadata;
  return ApplyUpdates(base_ ? &base_->metadata : nullptr, preparation_, Now());
}

Status SnapshotAppend::Start() {
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

Result<LoadedTable> SnapshotAppend::TryToCommit(const Summary& summary, int attempts) {
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
    if (options_.before_retry && base_) LP_TRY(options_.before_retry(*base_));
  }
}

Result<LoadedTable> SnapshotAppend::Attempt(const Summary& summary) {
  LP_ASSIGN(auto metadata, Prospective());
  std::vector<TableUpdate> updates = preparation_;
  if (!properties_.empty()) updates.emplace_back(iceberg::SetProperties{properties_});
  if (!manifests_->manifests().empty()) {
    LP_ASSIGN(Snapshot snapshot, WriteSnapshot(metadata, summary));
    SnapshotRef main = FindMain(metadata).value_or(SnapshotRef());
    main.snapshot_id = snapshot_id_;
    updates.emplace_back(AddSnapshot{std::move(snapshot)});
    updates.emplace_back(SetSnapshotRef{kMainBranch, std::move(main)});
  }
  sent_ = true;
  return catalog_.CommitTable(table_, Requirements(), updates);
}

std::vector<TableRequirement> SnapshotAppend::Requirements() const {
  if (!base_) return {AssertCreate{}};
  auto main = FindMain(base_->metadata);
  std::vector<TableRequirement> requirements{
      AssertUuid{base_->metadata.table_uuid},
      AssertRefSnapshotId{kMainBranch, main ? std::optional(main->snapshot_id) : std::nullopt}};
  if (replaces()) {
    requirements.emplace_back(AssertLastAssignedFieldId{base_->metadata.last_column_id});
    requirements.emplace_back(AssertLastAssignedPartitionId{base_->metadata.last_partition_id});
  }
  return requirements;
}

Result<Snapshot> SnapshotAppend::WriteSnapshot(const TableMetadata& metadata, const Summary& summary) {
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
                    .summary = summary_->Make(summary, created, manifests.size() - created, parent),
                    .schema_id = metadata.current_schema_id};
  if (parent != nullptr) snapshot.parent_snapshot_id = parent->snapshot_id;
  LP_ASSIGN(Location list, WriteList(metadata, snapshot, manifests));
  snapshot.manifest_list = list.ToString();
  return snapshot;
}

Result<Location> SnapshotAppend::WriteList(const TableMetadata& metadata, const Snapshot& snapshot,
                                           const std::vector<ManifestFile>& manifests) {
  LP_ASSIGN(Location folder, MetadataFolder(metadata));
  auto name = fmt::format("snap-{}-{}-{}.avro", snapshot_id_, lists_.size() + 1, commit_uuid_);
  LP_ASSIGN(Location list, folder.Child(name));
  lists_.push_back(list);
  ManifestListHeader header{.snapshot_id = snapshot_id_,
                            .parent_snapshot_id = snapshot.parent_snapshot_id,
                            .sequence_number = snapshot.sequence_number};
  LP_TRY(WriteManifestList(catalog_.io(), list, header, manifests));
  return list;
}

// After a lost race. A table that is to be made must still not be there, which the next attempt finds out.
Status SnapshotAppend::Reload() {
  if (!base_) return Ok();
  LP_ASSIGN(LoadedTable now, catalog_.LoadTable(table_));
  if (now.metadata.table_uuid != base_->metadata.table_uuid) {
    return Conflict("another table has taken the name; its uuid is {}", now.metadata.table_uuid);
  }
  bool same_ids = now.metadata.last_column_id == base_->metadata.last_column_id &&
                  now.metadata.last_partition_id == base_->metadata.last_partition_id;
  if (replaces() && !same_ids) return Conflict("the table got new columns or partition fields meanwhile");
  base_ = std::move(now);
  return Ok();
}

Result<LoadedTable> SnapshotAppend::LookForOurs(Error unknown) {
  for (int look = 1; look <= kLooks; ++look) {
    auto loaded = catalog_.LoadTable(table_);
    if (loaded.ok() && IsOurs(loaded->metadata)) return loaded;
    if (look < kLooks) Wait(look);
  }
  return std::move(unknown).With(fmt::format("looking for snapshot {}, which is not there so far", snapshot_id_));
}

bool SnapshotAppend::IsOurs(const TableMetadata& metadata) const {
  if (!manifests_->manifests().empty()) return metadata.FindSnapshot(snapshot_id_) != nullptr;
  const auto* uuid = preparation_.empty() ? nullptr : std::get_if<AssignUuid>(&preparation_.front());
  return uuid != nullptr && metadata.table_uuid == uuid->uuid;
}

void SnapshotAppend::Wait(int failures) const {
  auto time = Delay(kBetweenAttempts, failures, RandomChance());
  if (options_.wait) return options_.wait(time);
  WaitUnlessStopped(time, options_.stop);
}

Timestamp SnapshotAppend::Now() const {
  return options_.clock != nullptr ? options_.clock->Now() : SystemClock().Now();
}

void SnapshotAppend::Delete(const Location& location) {
  auto status = catalog_.io().Delete(location);
  if (!status.ok()) LogWarning("{} is left behind: {}", location.ToString(), status.error().ToString());
}

// All but the last, which the snapshot names.
void SnapshotAppend::DeleteUnusedLists() {
  for (size_t i = 0; i + 1 < lists_.size(); ++i) Delete(lists_[i]);
}

void SnapshotAppend::DeleteAll() {
  for (const Location& list : lists_) Delete(list);
  if (!manifests_) return;
  for (const ManifestFile& manifest : manifests_->manifests()) {
    if (auto location = Location::Parse(manifest.manifest_path); location.ok()) Delete(*location);
  }
}

}  // namespace lakeport::iceberg
