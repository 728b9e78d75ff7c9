#include "iceberg/snapshot_append.h"

#include <algorithm>
#include <charconv>
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
  return content_->Add(file);
}

Status SnapshotAppend::Remove(const std::string& path) {
  if (!base_ || finished_) return InvalidArgument("{} can't be removed: there is no table that holds it", path);
  LP_TRY(Start());
  content_->Remove(path);
  return Ok();
}

void SnapshotAppend::SetProperties(const std::map<std::string, std::string>& properties) {
  for (const auto& [key, value] : properties) properties_[key] = value;
}

Result<std::vector<ManifestFile>> SnapshotAppend::Finish() {
  LP_TRY(Start());
  finished_ = true;
  LP_TRY(content_->Close());
  return content_->added();
}

Result<LoadedTable> SnapshotAppend::Commit(const Summary& summary, int attempts) {
  LP_TRY(Finish());
  if (base_ && !changes_columns() && content_->empty()) return *base_;
  auto committed = TryToCommit(summary, attempts);
  if (committed.ok()) {
    settled_ = true;
    DeleteUnused();
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
  if (content_) return Ok();
  LP_ASSIGN(auto metadata, Prospective(), "planning {}", table_.ToString());
  if (metadata.format_version != 2) {
    return Unsupported("{} is of format version {}; files are added to tables of version 2 only", table_.ToString(),
                       metadata.format_version);
  }
  LP_ASSIGN(PartitionSpec spec, Spec(metadata));
  LP_ASSIGN(TypePtr partition, spec.PartitionType(metadata.schema()));
  LP_ASSIGN(Location folder, MetadataFolder(metadata));
  snapshot_id_ = NewSnapshotId(metadata);
  ManifestHeader header{.schema = metadata.schema(), .spec = std::move(spec)};
  RollingManifests::Options options{.folder = std::move(folder),
                                    .commit_uuid = commit_uuid_,
                                    .snapshot_id = snapshot_id_,
                                    .target_bytes = TargetBytes(metadata)};
  content_.emplace(catalog_.io(), std::move(header), std::move(partition), std::move(options));
  return Ok();
}

Result<PartitionSpec> SnapshotAppend::Spec(const TableMetadata& metadata) const {
  if (!options_.spec_id) return metadata.spec();
  const PartitionSpec* spec = metadata.FindSpec(*options_.spec_id);
  if (spec == nullptr) return InvalidArgument("{} has no partition spec {}", table_.ToString(), *options_.spec_id);
  return *spec;
}

Result<LoadedTable> SnapshotAppend::TryToCommit(const Summary& summary, int attempts) {
  for (int failures = 1;; ++failures) {
    auto committed = Attempt(summary);
    if (committed.ok()) return committed;
    Error error = std::move(committed).error();
    if (error.kind() == ErrorKind::kCommitUnknown) return LookForOurs(std::move(error));
    bool lost_race = sent_ && error.kind() == ErrorKind::kConflict;
    if (!lost_race || failures >= attempts) return error;
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
  if (!content_->empty()) {
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
  if (changes_columns()) {
    requirements.emplace_back(AssertCurrentSchemaId{base_->metadata.current_schema_id});
    requirements.emplace_back(AssertLastAssignedFieldId{base_->metadata.last_column_id});
    requirements.emplace_back(AssertLastAssignedPartitionId{base_->metadata.last_partition_id});
  }
  return requirements;
}

Result<Snapshot> SnapshotAppend::WriteSnapshot(const TableMetadata& metadata, const Summary& summary) {
  const Snapshot* parent = metadata.current_snapshot();
  LP_ASSIGN(auto manifests, content_->ApplyTo(parent));
  Snapshot snapshot{.snapshot_id = snapshot_id_,
                    .sequence_number = metadata.last_sequence_number + 1,
                    .timestamp_ms = std::max(ToMillis(Now()), metadata.last_updated_ms),
                    .operation = content_->operation(),
                    .summary = content_->MakeSummary(summary, parent),
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
  bool same_ids = now.metadata.current_schema_id == base_->metadata.current_schema_id &&
                  now.metadata.last_column_id == base_->metadata.last_column_id &&
                  now.metadata.last_partition_id == base_->metadata.last_partition_id;
  if (changes_columns() && !same_ids)
    return Conflict("somebody else has changed the table's columns or partition fields meanwhile");
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
  if (!content_->empty()) return metadata.FindSnapshot(snapshot_id_) != nullptr;
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

void SnapshotAppend::Delete(const std::string& location) {
  auto parsed = Location::Parse(location);
  auto status = parsed.ok() ? catalog_.io().Delete(*parsed) : Status(parsed.error());
  if (!status.ok()) LogWarning("{} is left behind: {}", location, status.error().ToString());
}

// The snapshot names the last list, and what that names.
void SnapshotAppend::DeleteUnused() {
  for (size_t i = 0; i + 1 < lists_.size(); ++i) Delete(lists_[i].ToString());
  for (const std::string& manifest : content_->unused()) Delete(manifest);
}

void SnapshotAppend::DeleteAll() {
  for (const Location& list : lists_) Delete(list.ToString());
  if (!content_) return;
  for (const std::string& manifest : content_->written()) Delete(manifest);
}

}  // namespace lakeport::iceberg
