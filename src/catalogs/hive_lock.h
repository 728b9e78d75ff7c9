#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/backoff.h"
#include "base/result.h"
#include "metastore/client.h"

namespace lakeport::catalogs {

struct HiveLockOptions {
  // For the lock to be granted. Longer than the five minutes after which a metastore takes away a lock without
  // heartbeats.
  std::chrono::milliseconds patience{360'000};
  // Before a lock whose holder has ended without giving it back is taken away: what it asked for last may be under way.
  std::chrono::milliseconds orphan_patience{10'000};
  std::chrono::milliseconds heartbeat{60'000};
  Backoff poll{.first = std::chrono::milliseconds(50), .cap = std::chrono::milliseconds(5'000)};
};

// An exclusive lock on one table of a Hive Metastore, as Iceberg's HiveCatalog takes it. Kept alive by a thread of its
// own, given back at the end of its life. For one thread.
class HiveLock {
 public:
  // Waits until the lock is granted. Conflict when that takes too long: the error names the holder. Whatever happens,
  // no lock of ours stays behind, as far as the metastore can be reached.
  static Result<std::unique_ptr<HiveLock>> Acquire(metastore::Client& client, const std::string& database,
                                                   const std::string& table, const HiveLockOptions& options);
  ~HiveLock();

  // Renews it. Conflict when the metastore has taken it away.
  Status Renew();

 private:
  HiveLock(metastore::Client& client, const HiveLockOptions& options, int64_t id);
  Status WaitUntilGranted(metastore::LockState state, const std::string& database, const std::string& table);
  Status TakeAwayOrphans(const std::string& database, const std::string& table);
  Error TooLate(const std::string& database, const std::string& table);
  void KeepAlive(const std::stop_token& stop);

  metastore::Client& client_;
  const HiveLockOptions options_;
  const int64_t id_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread heart_;
};

}  // namespace lakeport::catalogs
