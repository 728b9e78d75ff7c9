#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metastore/client.h"

namespace lakeport::metastore {

// A metastore in memory, as several clients of one server would see it. Safe from several threads. Names are case
// sensitive, and no lock expires by itself.
class FakeClient final : public Client {
 public:
  // Is told the call's name ("AlterTable"). It may call the fake, and set another hook.
  using Hook = std::function<Status(std::string_view call)>;

  explicit FakeClient(int major_version = 4, std::string warehouse = "file:///warehouse")
      : major_version_(major_version), warehouse_(std::move(warehouse)) {
    databases_["default"] = {.name = "default", .location = warehouse_};
  }

  // An error is the call's, which then has not happened.
  void OnCall(Hook hook) { on_call_ = std::move(hook); }
  // An error is the call's, which has happened all the same.
  void OnAnswer(Hook hook) { on_answer_ = std::move(hook); }
  // Takes a lock away, as the server does from a holder that sends no heartbeat.
  void ExpireLock(int64_t lock_id) {
    std::lock_guard lock(mutex_);
    std::erase_if(locks_, [&](const auto& held) { return held.lock.id == lock_id; });
  }
  int heartbeats() const {
    std::lock_guard lock(mutex_);
    return heartbeats_;
  }

  Result<ServerVersion> GetVersion() override {
    return Run<ServerVersion>("GetVersion", [&]() -> Result<ServerVersion> {
      return ServerVersion{major_version_, std::to_string(major_version_) + ".0"};
    });
  }

  Result<std::vector<std::string>> ListDatabases() override {
    return Run<std::vector<std::string>>("ListDatabases", [&] { return Names(databases_); });
  }

  Result<Database> GetDatabase(const std::string& database) override {
    return Run<Database>("GetDatabase", [&]() -> Result<Database> {
      auto found = databases_.find(database);
      if (found == databases_.end()) return NotFound("no database {}", database);
      return found->second;
    });
  }

  Status CreateDatabase(const Database& database) override {
    return Run<void>("CreateDatabase", [&]() -> Status {
      auto [entry, added] = databases_.try_emplace(database.name, database);
      if (!added) return AlreadyExists("database {} exists", database.name);
      if (database.location.empty()) entry->second.location = warehouse_ + "/" + database.name + ".db";
      return Ok();
    });
  }

  Status DropDatabase(const std::string& database) override {
    return Run<void>("DropDatabase", [&]() -> Status {
      LP_TRY(CheckDatabase(database));
      if (!tables_[database].empty()) return Conflict("database {} is not empty", database);
      databases_.erase(database);
      return Ok();
    });
  }

  Result<std::vector<std::string>> ListTables(const std::string& database) override {
    return Run<std::vector<std::string>>("ListTables", [&]() -> Result<std::vector<std::string>> {
      LP_TRY(CheckDatabase(database));
      return Names(tables_[database]);
    });
  }

  Result<Table> GetTable(const std::string& database, const std::string& table) override {
    return Run<Table>("GetTable", [&]() -> Result<Table> {
      LP_ASSIGN(Entry * entry, Find(database, table));
      return entry->table;
    });
  }

  Result<std::vector<Table>> GetTables(const std::string& database, const std::vector<std::string>& tables) override {
    return Run<std::vector<Table>>("GetTables", [&]() -> Result<std::vector<Table>> {
      if (tables.size() > kMaxNamesPerCall) return InvalidArgument("{} names are too many", tables.size());
      std::vector<Table> found;
      for (const auto& name : tables) {
        if (auto entry = Find(database, name); entry.ok()) found.push_back(entry.value()->table);
      }
      return found;
    });
  }

  Status CreateTable(const Table& table) override {
    return Run<void>("CreateTable", [&]() -> Status {
      LP_TRY(CheckDatabase(table.database));
      bool added = tables_[table.database].try_emplace(table.name, Entry{table, {}}).second;
      if (!added) return AlreadyExists("table {}.{} exists", table.database, table.name);
      return Ok();
    });
  }

  Status AlterTable(const Table& table, const std::optional<ExpectedParameter>& expected) override {
    return Run<void>("AlterTable", [&]() -> Status {
      LP_ASSIGN(Entry * entry, Find(table.database, table.name));
      if (expected && ServerVersion{major_version_, ""}.has_compare_and_set()) {
        auto found = entry->table.parameters.find(expected->key);
        std::string value = found == entry->table.parameters.end() ? "" : found->second;
        if (value != expected->value) return Conflict("{} is {}, not {}", expected->key, value, expected->value);
      }
      entry->table = table;
      return Ok();
    });
  }

  Status DropTable(const std::string& database, const std::string& table) override {
    return Run<void>("DropTable", [&]() -> Status {
      LP_TRY(Find(database, table));
      tables_[database].erase(table);
      return Ok();
    });
  }

  Result<std::vector<std::string>> ListPartitionNames(const std::string& database, const std::string& table) override {
    return Run<std::vector<std::string>>("ListPartitionNames", [&]() -> Result<std::vector<std::string>> {
      LP_ASSIGN(Entry * entry, Find(database, table));
      return Names(entry->partitions);
    });
  }

  Result<std::vector<Partition>> GetPartitions(const std::string& database, const std::string& table,
                                               const std::vector<std::string>& names) override {
    return Run<std::vector<Partition>>("GetPartitions", [&]() -> Result<std::vector<Partition>> {
      if (names.size() > kMaxNamesPerCall) return InvalidArgument("{} names are too many", names.size());
      LP_ASSIGN(Entry * entry, Find(database, table));
      std::vector<Partition> found;
      for (const auto& name : names) {
        if (auto at = entry->partitions.find(name); at != entry->partitions.end()) found.push_back(at->second);
      }
      return found;
    });
  }

  Status AddPartitions(const std::string& database, const std::string& table,
                       const std::vector<Partition>& partitions) override {
    return Run<void>("AddPartitions", [&]() -> Status {
      LP_ASSIGN(Entry * entry, Find(database, table));
      std::map<std::string, Partition> added;
      for (const auto& partition : partitions) {
        auto name = PartitionName(entry->table, partition);
        bool is_new = !entry->partitions.contains(name) && added.try_emplace(name, partition).second;
        if (!is_new) return AlreadyExists("partition {} exists", name);
      }
      entry->partitions.merge(added);
      return Ok();
    });
  }

  Result<Lock> RequestLock(const LockRequest& request) override {
    return Run<Lock>("RequestLock", [&]() -> Result<Lock> {
      Held held{request.database, request.table, request.agent, {++last_lock_id_, LockState::kWaiting}};
      held.lock.state = StateFor(held);
      locks_.push_back(held);
      return held.lock;
    });
  }

  Result<Lock> CheckLock(int64_t lock_id) override {
    return Run<Lock>("CheckLock", [&]() -> Result<Lock> {
      LP_ASSIGN(Held * held, FindLock(lock_id));
      held->lock.state = StateFor(*held);
      return held->lock;
    });
  }

  Status SendHeartbeat(int64_t lock_id) override {
    return Run<void>("SendHeartbeat", [&]() -> Status {
      LP_TRY(FindLock(lock_id));
      ++heartbeats_;
      return Ok();
    });
  }

  Status Unlock(int64_t lock_id) override {
    return Run<void>("Unlock", [&]() -> Status {
      std::erase_if(locks_, [&](const auto& held) { return held.lock.id == lock_id; });
      return Ok();
    });
  }

  Result<std::vector<HeldLock>> ListLocks(const std::string& database, const std::string& table) override {
    return Run<std::vector<HeldLock>>("ListLocks", [&]() -> Result<std::vector<HeldLock>> {
      std::vector<HeldLock> found;
      for (const auto& held : locks_) {
        if (held.database != database || held.table != table) continue;
        found.push_back({held.lock.id, held.lock.state, held.agent});
      }
      return found;
    });
  }

 private:
  struct Entry {
    Table table;
    std::map<std::string, Partition> partitions;  // by name
  };
  struct Held {
    std::string database;
    std::string table;
    std::string agent;
    Lock lock;
  };

  template <typename T, typename Work>
  Result<T> Run(std::string_view call, Work&& work) {
    if (Hook hook = on_call_; hook) LP_TRY(hook(call));
    Result<T> result = [&]() -> Result<T> {
      std::lock_guard lock(mutex_);
      return work();
    }();
    if (Hook hook = on_answer_; hook) LP_TRY(hook(call));
    return result;
  }

  template <typename Map>
  static std::vector<std::string> Names(const Map& map) {
    std::vector<std::string> names;
    for (const auto& [name, value] : map) names.push_back(name);
    return names;
  }

  // Hive escapes more than this; what the tests use is here.
  static std::string PartitionName(const Table& table, const Partition& partition) {
    std::string name;
    for (size_t i = 0; i < table.partition_keys.size() && i < partition.values.size(); ++i) {
      name += (name.empty() ? "" : "/") + table.partition_keys[i].name + "=";
      for (char c : partition.values[i]) {
        constexpr std::string_view kEscaped = "\"#%'*/:=?\\{[]^";
        name += kEscaped.find(c) == std::string_view::npos ? std::string(1, c)
                                                           : fmt::format("%{:02X}", static_cast<unsigned char>(c));
      }
    }
    return name;
  }

  Status CheckDatabase(const std::string& database) const {
    if (databases_.contains(database)) return Ok();
    return NotFound("no database {}", database);
  }

  Result<Entry*> Find(const std::string& database, const std::string& table) {
    auto& tables = tables_[database];
    auto found = tables.find(table);
    if (found == tables.end()) return NotFound("no table {}.{}", database, table);
    return &found->second;
  }

  Result<Held*> FindLock(int64_t lock_id) {
    auto found = std::find_if(locks_.begin(), locks_.end(), [&](const auto& held) { return held.lock.id == lock_id; });
    if (found == locks_.end()) return NotFound("no lock {}", lock_id);
    return &*found;
  }

  // The oldest of a table's locks is granted, the others wait.
  LockState StateFor(const Held& asking) const {
    for (const auto& held : locks_) {
      bool same_table = held.database == asking.database && held.table == asking.table;
      if (same_table && held.lock.id < asking.lock.id) return LockState::kWaiting;
    }
    return LockState::kAcquired;
  }

  const int major_version_;
  const std::string warehouse_;
  Hook on_call_;
  Hook on_answer_;
  mutable std::mutex mutex_;
  std::map<std::string, Database> databases_;
  std::map<std::string, std::map<std::string, Entry>> tables_;  // by database, by name
  std::vector<Held> locks_;                                     // oldest first
  int64_t last_lock_id_ = 0;
  int heartbeats_ = 0;
};

}  // namespace lakeport::metastore
