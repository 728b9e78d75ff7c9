#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "metastore/types.h"

namespace lakeport::metastore {

inline constexpr size_t kMaxNamesPerCall = 1000;

// A Hive Metastore, 2.3 or newer. Safe from several threads, each of which may be in a call at the same time.
//
// Failures: NotFound, AlreadyExists and InvalidArgument about what was asked for; PermissionDenied; Unavailable when no
// server can be reached; Timeout when one did not answer; Unauthenticated when it wants Kerberos; Unsupported when it
// does not know the call; Internal for what else goes wrong inside the server. A call that changes something fails with
// CommitUnknown instead of Unavailable or Timeout once it is under way: it may have been done. Calls that change
// nothing are repeated once when the connection breaks.
//
// All implementations pass metastore/testing/client_suite.h.
class Client {
 public:
  virtual ~Client() = default;

  virtual Result<ServerVersion> GetVersion() = 0;

  virtual Result<std::vector<std::string>> ListDatabases() = 0;  // sorted
  virtual Result<Database> GetDatabase(const std::string& database) = 0;
  virtual Status CreateDatabase(const Database& database) = 0;
  // Conflict when it holds tables. Files stay.
  virtual Status DropDatabase(const std::string& database) = 0;

  // Sorted; views too. NotFound when there is no such database.
  virtual Result<std::vector<std::string>> ListTables(const std::string& database) = 0;
  virtual Result<Table> GetTable(const std::string& database, const std::string& table) = 0;
  // Those of `tables` that there are, in any order. At most kMaxNamesPerCall names.
  virtual Result<std::vector<Table>> GetTables(const std::string& database, const std::vector<std::string>& tables) = 0;
  virtual Status CreateTable(const Table& table) = 0;
  // The table becomes as `table` says, but for what Table has no member for, which is reset: privileges, skew.
  // Statistics are left alone. NotFound when it does not exist. With `expected`, Conflict when the parameter has
  // another value, provided that the server has_compare_and_set().
  virtual Status AlterTable(const Table& table, const std::optional<ExpectedParameter>& expected) = 0;
  // Files stay.
  virtual Status DropTable(const std::string& database, const std::string& table) = 0;

  // "month=1/day=2", values escaped as in paths, in the server's order. The table must exist; an unpartitioned one has
  // none.
  virtual Result<std::vector<std::string>> ListPartitionNames(const std::string& database,
                                                              const std::string& table) = 0;
  // Those of `names` that there are, in any order. At most kMaxNamesPerCall names.
  virtual Result<std::vector<Partition>> GetPartitions(const std::string& database, const std::string& table,
                                                       const std::vector<std::string>& names) = 0;
  // All or none; AlreadyExists when there is one already.
  virtual Status AddPartitions(const std::string& database, const std::string& table,
                               const std::vector<Partition>& partitions) = 0;

  // Asks for the lock, which is granted at once or later: look with CheckLock. Has to be given back with Unlock in
  // either case. A lock that sees no heartbeat for five minutes (hive.txn.timeout) is taken away.
  virtual Result<Lock> RequestLock(const LockRequest& request) = 0;
  virtual Result<Lock> CheckLock(int64_t lock_id) = 0;  // NotFound: there is no such lock any more
  virtual Status SendHeartbeat(int64_t lock_id) = 0;    // NotFound: there is no such lock any more
  virtual Status Unlock(int64_t lock_id) = 0;           // Ok when there is no such lock
  virtual Result<std::vector<HeldLock>> ListLocks(const std::string& database, const std::string& table) = 0;
};

}  // namespace lakeport::metastore
