#include "jobs/ingest/sync_survey.h"

#include <utility>

#include "base/utf8.h"
#include "jobs/ingest/counted.h"
#include "jobs/ingest/table_properties.h"

namespace lakeport::ingest {
namespace {

using protocol::IngestMode;

constexpr const char* kOrReplace = "say --if-exists replace to take Hive's table as it is now";

std::string Property(const iceberg::TableMetadata& table, const std::string& key) {
  auto found = table.properties.find(key);
  return found == table.properties.end() ? "" : found->second;
}

std::string Layout(const std::string& words) {
  if (words.empty()) return "no --partition-by, --sort-by or --target-file-size";
  return words.starts_with('#') ? "other --partition-by, --sort-by or --target-file-size" : words;
}

}  // namespace

Result<bool> SyncSurvey::Open(storage::FileIO& io) {
  record_ = FindSyncRecord(table_);
  facts_.record = Property(table_, kSyncProperty);
  CheckRecord();
  if (!facts_.refusals.empty()) return false;
  LP_ASSIGN(OwnFiles own, OwnFiles::Read(io, table_, record_->mode), "looking through the table as it is");
  CheckOwn(own.set());
  facts_.foreign = own.foreign();
  facts_.has_deletes = own.has_deletes();
  selection_.emplace(std::move(own), record_->mode, SyncSelection::Parts().set());
  return facts_.refusals.empty();
}

void SyncSurvey::CheckRecord() {
  std::string source = source_.database + "." + source_.name;
  std::string made_of = Property(table_, kSourceProperty);
  if (made_of != source) {
    return Refuse(made_of.empty()
                      ? fmt::format("the Iceberg table was not ingested from {}; {}", Printable(source), kOrReplace)
                      : fmt::format("the Iceberg table was ingested from {}; {}", Printable(made_of), kOrReplace));
  }
  if (!record_)
    return Refuse(fmt::format("the Iceberg table has no record of which file holds which rows; {}", kOrReplace));
  if (record_->mode != request_.mode) {
    Refuse(fmt::format("the Iceberg table was ingested by --mode {}; say so again, or {}",
                       protocol::ToString(record_->mode), kOrReplace));
  }
  if (record_->mode == request_.mode && record_->layout != LayoutWords(request_)) {
    Refuse(fmt::format("the Iceberg table was laid out by {}; say so again, or {}", Printable(Layout(record_->layout)),
                       kOrReplace));
  }
  if (table_.format_version != 2) {
    Refuse(fmt::format("the Iceberg table is of format version {} now; {}", table_.format_version, kOrReplace));
  }
}

// Rows that others removed, or wrote anew together with theirs, must not come back.
void SyncSurvey::CheckOwn(const OwnSet& own) {
  if (own == record_->own) return;
  parts_count_ = false;
  if (own == NearestOwnSet()) return;  // gone back to an earlier snapshot
  Refuse(
      fmt::format("somebody else has removed or rewritten files that were ingested: the Iceberg table has {} of "
                  "them, and {} were left by the last sync. Their rows would come back, or come twice; {}",
                  own.files, record_->own.files, kOrReplace));
}

std::optional<OwnSet> SyncSurvey::NearestOwnSet() const {
  const iceberg::Snapshot* snapshot = table_.current_snapshot();
  while (snapshot != nullptr) {
    if (auto text = iceberg::FindSummary(*snapshot, kOwnFilesProperty)) return OwnSet::Parse(*text);
    if (!snapshot->parent_snapshot_id) break;
    snapshot = table_.FindSnapshot(*snapshot->parent_snapshot_id);
  }
  return std::nullopt;
}

void SyncSurvey::StartColumns(FooterSchema& columns) const {
  std::vector<std::string> keys;
  for (const auto& key : source_.partition_keys) keys.push_back(key.name);
  columns.StartWith(OwnColumns(table_.schema(), record_->columns, keys));
}

bool SyncSurvey::Takes(const SourceFile& file) {
  is_listed_ = true;
  now_.Add(file);
  if (selection_->IsUnchanged(file) || all_same_) {
    unchanged_.at(FileSet::PartOf(file)) += 1;
    return false;
  }
  facts_.added += 1;
  return true;
}

void SyncSurvey::TakeSchema(hive::TableSchema& schema) {
  auto sync = SyncSchema(schema, table_, record_->columns, MappingOf(table_), !request_.partition_by.empty());
  if (!sync.ok())
    return Refuse(fmt::format("the Iceberg table can't follow Hive's columns: {}; {}",
                              Printable(sync.error().message()), kOrReplace));
  schema = std::move(sync->hive);
  facts_.schema = std::move(sync->changed);
  facts_.notes = std::move(sync->notes);
  facts_.rewrites_again = facts_.schema && !is_listed_;
  if (facts_.rewrites_again) selection_->ForgetWritten();
}

void SyncSurvey::Finish() {
  facts_.vanished = all_same_ ? 0 : selection_->CountVanished();
  for (size_t part = 0; part < FileSet::kParts; ++part) {
    facts_.same.set(part, parts_count_ && now_.SamePart(record_->source, part));
    if (record_->mode == IngestMode::kInPlace && !facts_.same.test(part)) facts_.doubtful += unchanged_.at(part);
  }
  if (!facts_.has_deletes || facts_.added == 0 || facts_.vanished == 0) return;
  Refuse(
      fmt::format("somebody else has deleted rows of the Iceberg table, and {} of Hive's changed: rows that were "
                  "deleted could come back; rewrite the data files in Spark first, or {}",
                  Counted(facts_.vanished, "file"), kOrReplace));
}

}  // namespace lakeport::ingest
