#include "catalogs/hive_commit.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "catalogs/hive_row.h"
#include "iceberg/table_metadata_io.h"

namespace lakeport::catalogs {
namespace {

using iceberg::LoadedTable;
using iceberg::TableIdentifier;

constexpr int kLooks = 4;
constexpr const char* kLockEnabled = "engine.hive.lock-enabled";

// The metastore refused before it did anything.
constexpr ErrorKind kNothingWasDone[] = {ErrorKind::kInvalidArgument, ErrorKind::kPermissionDenied,
                                         ErrorKind::kUnauthenticated, ErrorKind::kUnsupported};

// Why a commit that didn't go through did not, by how the table is now.
Error Explain(const TableIdentifier& table, const LoadedTable* base, const std::optional<metastore::Table>& row,
              Error failure) {
  if (base == nullptr && row) return AlreadyExists("{} was made by somebody else just now", table.ToString());
  if (base == nullptr) return failure;
  auto location = row ? MetadataLocation(*row) : Result<std::string>(std::string());
  if (location.ok() && *location == base->metadata_location) return failure;
  return Conflict("{} was changed by somebody else just now: {}", table.ToString(), failure.message());
}

}  // namespace

Result<std::optional<metastore::Table>> FindRow(metastore::Client& client, const TableIdentifier& table) {
  auto row = client.GetTable(table.ns[0], table.name);
  if (row.ok()) return std::optional(std::move(row).value());
  if (row.error().kind() == ErrorKind::kNotFound) return std::optional<metastore::Table>();
  return std::move(row).error();
}

Status HiveCommit::Swap(const TableIdentifier& table, const LoadedTable* base, const LoadedTable& next) {
  LP_ASSIGN(auto version, client_.GetVersion());
  LP_ASSIGN(auto lock, LockIfNeeded(table, next, version));
  LP_ASSIGN(auto row, PlanRow(table, base, next, version));
  if (lock) LP_TRY(lock->Renew());
  using Expected = metastore::ExpectedParameter;
  auto status = base == nullptr ? client_.CreateTable(row)
                                : client_.AlterTable(row, Expected{kMetadataLocation, base->metadata_location});
  if (status.ok()) return status;
  return Settle(table, base, next, std::move(status).error());
}

Result<std::unique_ptr<HiveLock>> HiveCommit::LockIfNeeded(const TableIdentifier& table, const LoadedTable& next,
                                                           const metastore::ServerVersion& version) {
  auto enabled = next.metadata.properties.find(kLockEnabled);
  const bool disabled = enabled != next.metadata.properties.end() && enabled->second == "false";
  if (disabled && version.has_compare_and_set()) return std::unique_ptr<HiveLock>();
  return HiveLock::Acquire(client_, table.ns[0], table.name, options_.lock);
}

// The row to be written, made from the row as it is now, so that what other programs keep in it stays.
Result<metastore::Table> HiveCommit::PlanRow(const TableIdentifier& table, const LoadedTable* base,
                                             const LoadedTable& next, const metastore::ServerVersion& version) {
  LP_ASSIGN(auto row, FindRow(client_, table));
  if (base == nullptr && row) return AlreadyExists("{} was made by somebody else just now", table.ToString());
  if (base != nullptr && (!row || !IsIcebergTable(*row))) return Conflict("{} was dropped just now", table.ToString());
  if (base != nullptr) {
    LP_ASSIGN(auto location, MetadataLocation(*row));
    if (location != base->metadata_location) {
      return Conflict("{} was changed by somebody else: its metadata is {} now", table.ToString(), location);
    }
  }
  auto planned = row ? *std::move(row) : MakeRow(table, options_.owner, clock_.Now());
  UpdateRow(planned, base, next, {.metastore_major = version.major});
  return planned;
}

// `failure` is the metastore's answer to the commit. As a metastore tries again by itself, it may refuse what it has
// done already: so it is the table that is asked.
Status HiveCommit::Settle(const TableIdentifier& table, const LoadedTable* base, const LoadedTable& next,
                          Error failure) {
  if (std::ranges::find(kNothingWasDone, failure.kind()) != std::end(kNothingWasDone)) return failure;
  auto row = FindRow(client_, table);
  for (int looks = 1; !row.ok() && looks < kLooks; ++looks) {
    std::this_thread::sleep_for(Delay(options_.look_again, looks, RandomChance()));
    row = FindRow(client_, table);
  }
  if (!row.ok()) {
    return CommitUnknown("{}; the metastore could not be asked what came of it: {}", failure.message(),
                         row.error().message());
  }
  auto committed = IsCommitted(*row, next);
  if (!committed.ok()) return CommitUnknown("{}; {}", failure.message(), committed.error().ToString());
  if (*committed) return Ok();
  if (failure.kind() == ErrorKind::kCommitUnknown) return failure;
  return Explain(table, base, *row, std::move(failure));
}

// True when the table is at `next`, or has been.
Result<bool> HiveCommit::IsCommitted(const std::optional<metastore::Table>& row, const LoadedTable& next) {
  if (!row || !IsIcebergTable(*row)) return false;
  LP_ASSIGN(auto location, MetadataLocation(*row));
  if (location == next.metadata_location) return true;
  LP_ASSIGN(auto current, iceberg::ReadTableMetadata(io_, location));
  const auto& log = current.metadata_log;
  return std::any_of(log.begin(), log.end(),
                     [&](const auto& entry) { return entry.metadata_file == next.metadata_location; });
}

}  // namespace lakeport::catalogs
