#include "iceberg/commit.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "base/uuid.h"
#include "iceberg/table_metadata_io.h"

namespace lakeport::iceberg {
namespace {

constexpr const char* kPreviousVersionsMax = "write.metadata.previous-versions-max";
constexpr size_t kDefaultPreviousVersions = 100;

template <typename T, typename Variant>
bool Holds(const std::vector<Variant>& list) {
  return std::any_of(list.begin(), list.end(), [](const Variant& one) { return std::holds_alternative<T>(one); });
}

// What a table needs and its maker left to us, before what was asked for.
std::vector<TableUpdate> WithDefaults(const std::vector<TableUpdate>& updates, const Location& default_location) {
  std::vector<TableUpdate> whole;
  if (!Holds<AssignUuid>(updates)) whole.emplace_back(AssignUuid{NewUuid4()});
  if (!Holds<SetLocation>(updates)) whole.emplace_back(SetLocation{default_location.ToString()});
  whole.insert(whole.end(), updates.begin(), updates.end());
  return whole;
}

// How many earlier metadata files the log keeps; the default for a property that is no number above 0.
size_t MostPreviousVersions(const TableMetadata& metadata) {
  auto found = metadata.properties.find(kPreviousVersionsMax);
  if (found == metadata.properties.end()) return kDefaultPreviousVersions;
  const std::string& text = found->second;
  size_t most = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), most);
  bool valid = error == std::errc() && end == text.data() + text.size() && most > 0;
  return valid ? most : kDefaultPreviousVersions;
}

void LogPrevious(const LoadedTable& base, TableMetadata& metadata) {
  auto& log = metadata.metadata_log;
  log.push_back({.timestamp_ms = base.metadata.last_updated_ms, .metadata_file = base.metadata_location});
  size_t most = MostPreviousVersions(metadata);
  if (log.size() > most) log.erase(log.begin(), log.end() - static_cast<std::ptrdiff_t>(most));
}

Result<LoadedTable> WriteNext(storage::FileIO& io, const LoadedTable* base, TableMetadata metadata) {
  LP_ASSIGN(auto location, NextMetadataLocation(metadata, base == nullptr ? "" : base->metadata_location));
  LP_TRY(WriteTableMetadata(io, location, metadata));
  return LoadedTable{std::move(metadata), location.ToString()};
}

// Calls `swap`. A file that lost the race is deleted; after any other failure it stays, for the catalog may name it.
Result<LoadedTable> MoveTo(storage::FileIO& io, LoadedTable prepared, const Swap& swap) {
  auto status = swap(prepared);
  if (status.ok()) return prepared;
  ErrorKind kind = status.error().kind();
  if (kind == ErrorKind::kConflict || kind == ErrorKind::kAlreadyExists) {
    LP_ASSIGN(auto orphan, Location::Parse(prepared.metadata_location));
    auto deleted = io.Delete(orphan);
    if (!deleted.ok()) return std::move(status).error().With("leaving " + prepared.metadata_location + " behind");
  }
  return std::move(status).error();
}

}  // namespace

Result<TableMetadata> ApplyCommit(const LoadedTable* base, const std::vector<TableRequirement>& requirements,
                                  const std::vector<TableUpdate>& updates, const Location& default_location,
                                  Timestamp now) {
  if (base == nullptr && !Holds<AssertCreate>(requirements)) return NotFound("there is no such table");
  LP_TRY(CheckRequirements(base == nullptr ? nullptr : &base->metadata, requirements));
  if (base == nullptr) return ApplyUpdates(nullptr, WithDefaults(updates, default_location), now);
  if (updates.empty()) return base->metadata;
  LP_ASSIGN(auto next, ApplyUpdates(&base->metadata, updates, now));
  LogPrevious(*base, next);
  return next;
}

Result<LoadedTable> PrepareCommit(storage::FileIO& io, const LoadedTable* base,
                                  const std::vector<TableRequirement>& requirements,
                                  const std::vector<TableUpdate>& updates, const Location& default_location,
                                  Timestamp now) {
  LP_ASSIGN(auto metadata, ApplyCommit(base, requirements, updates, default_location, now));
  if (base != nullptr && updates.empty()) return *base;
  return WriteNext(io, base, std::move(metadata));
}

Result<LoadedTable> CommitBySwap(storage::FileIO& io, const LoadedTable* base,
                                 const std::vector<TableRequirement>& requirements,
                                 const std::vector<TableUpdate>& updates, const Location& default_location,
                                 Timestamp now, const Swap& swap) {
  LP_ASSIGN(auto prepared, PrepareCommit(io, base, requirements, updates, default_location, now));
  if (base != nullptr && prepared.metadata_location == base->metadata_location) return prepared;
  return MoveTo(io, std::move(prepared), swap);
}

void ContinueMetadataLog(const LoadedTable* base, TableMetadata& metadata) {
  metadata.metadata_log.clear();
  if (base == nullptr) return;
  metadata.metadata_log = base->metadata.metadata_log;
  LogPrevious(*base, metadata);
}

Result<LoadedTable> PutBySwap(storage::FileIO& io, const LoadedTable* base, TableMetadata metadata, const Swap& swap) {
  ContinueMetadataLog(base, metadata);
  LP_ASSIGN(auto prepared, WriteNext(io, base, std::move(metadata)));
  return MoveTo(io, std::move(prepared), swap);
}

}  // namespace lakeport::iceberg
