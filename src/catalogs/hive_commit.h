#pragma once

#include <optional>
#include <string>

#include "base/backoff.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogs/hive_lock.h"
#include "iceberg/catalog.h"
#include "metastore/client.h"
#include "storage/file_io.h"

namespace lakeport::catalogs {

struct HiveCommitOptions {
  std::string owner{};  // of what is made; empty: the process's user
  HiveLockOptions lock{};
  // Between looks at the table after a commit whose outcome is not known.
  Backoff look_again{.first = std::chrono::milliseconds(200), .cap = std::chrono::milliseconds(2'000)};
};

// Moves a table's row in a Hive Metastore from one metadata file to the next. The names that it takes are Hive's:
// checked, in lower case.
//
// It is guarded twice. It holds the table's exclusive lock, which is what other writers go by; and it tells the
// metastore which metadata_location is to be replaced. A metastore older than 4 ignores the latter, so that there the
// lock is needed in any case; on 4, a table that says engine.hive.lock-enabled=false is not locked.
class HiveCommit {
 public:
  HiveCommit(metastore::Client& client, storage::FileIO& io, const Clock& clock, const HiveCommitOptions& options)
      : client_(client), io_(io), clock_(clock), options_(options) {}

  // As iceberg::Swap. Conflict, or AlreadyExists for a new table (`base` is nullptr): certainly not done. CommitUnknown
  // only after the table was looked at, several times if need be.
  Status Swap(const iceberg::TableIdentifier& table, const iceberg::LoadedTable* base,
              const iceberg::LoadedTable& next);

 private:
  Result<std::unique_ptr<HiveLock>> LockIfNeeded(const iceberg::TableIdentifier& table,
                                                 const iceberg::LoadedTable& next,
                                                 const metastore::ServerVersion& version);
  Result<metastore::Table> PlanRow(const iceberg::TableIdentifier& table, const iceberg::LoadedTable* base,
                                   const iceberg::LoadedTable& next, const metastore::ServerVersion& version);
  Status Settle(const iceberg::TableIdentifier& table, const iceberg::LoadedTable* base,
                const iceberg::LoadedTable& next, Error failure);
  Result<bool> IsCommitted(const std::optional<metastore::Table>& row, const iceberg::LoadedTable& next);

  metastore::Client& client_;
  storage::FileIO& io_;
  const Clock& clock_;
  const HiveCommitOptions& options_;
};

// nullopt: the metastore has no such table.
Result<std::optional<metastore::Table>> FindRow(metastore::Client& client, const iceberg::TableIdentifier& table);

}  // namespace lakeport::catalogs
