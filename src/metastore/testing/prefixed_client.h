#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "metastore/client.h"

namespace lakeport::metastore {

// Shows those databases of a metastore whose names begin with a prefix, without it: to the one who uses it, a metastore
// of its own. So a test may use any names on a server that others use too.
class PrefixedClient final : public Client {
 public:
  PrefixedClient(std::unique_ptr<Client> client, std::string prefix)
      : client_(std::move(client)), prefix_(std::move(prefix)) {}

  Result<ServerVersion> GetVersion() override { return client_->GetVersion(); }

  Result<std::vector<std::string>> ListDatabases() override {
    LP_ASSIGN(auto all, client_->ListDatabases());
    std::vector<std::string> own;
    for (const auto& name : all) {
      if (name.starts_with(prefix_)) own.push_back(name.substr(prefix_.size()));
    }
    return own;
  }
  Result<Database> GetDatabase(const std::string& database) override {
    LP_ASSIGN(auto found, client_->GetDatabase(prefix_ + database));
    found.name = database;
    return found;
  }
  Status CreateDatabase(const Database& database) override {
    Database prefixed = database;
    prefixed.name = prefix_ + database.name;
    return client_->CreateDatabase(prefixed);
  }
  Status DropDatabase(const std::string& database) override { return client_->DropDatabase(prefix_ + database); }

  Result<std::vector<std::string>> ListTables(const std::string& database) override {
    return client_->ListTables(prefix_ + database);
  }
  Result<Table> GetTable(const std::string& database, const std::string& table) override {
    LP_ASSIGN(auto found, client_->GetTable(prefix_ + database, table));
    found.database = database;
    return found;
  }
  Result<std::vector<Table>> GetTables(const std::string& database, const std::vector<std::string>& tables) override {
    LP_ASSIGN(auto found, client_->GetTables(prefix_ + database, tables));
    for (auto& table : found) table.database = database;
    return found;
  }
  Status CreateTable(const Table& table) override { return client_->CreateTable(Prefixed(table)); }
  Status AlterTable(const Table& table, const std::optional<ExpectedParameter>& expected) override {
    return client_->AlterTable(Prefixed(table), expected);
  }
  Status DropTable(const std::string& database, const std::string& table) override {
    return client_->DropTable(prefix_ + database, table);
  }

  Result<std::vector<std::string>> ListPartitionNames(const std::string& database, const std::string& table) override {
    return client_->ListPartitionNames(prefix_ + database, table);
  }
  Result<std::vector<Partition>> GetPartitions(const std::string& database, const std::string& table,
                                               const std::vector<std::string>& names) override {
    return client_->GetPartitions(prefix_ + database, table, names);
  }
  Status AddPartitions(const std::string& database, const std::string& table,
                       const std::vector<Partition>& partitions) override {
    return client_->AddPartitions(prefix_ + database, table, partitions);
  }

  Result<Lock> RequestLock(const LockRequest& request) override {
    LockRequest prefixed = request;
    prefixed.database = prefix_ + request.database;
    return client_->RequestLock(prefixed);
  }
  Result<Lock> CheckLock(int64_t lock_id) override { return client_->CheckLock(lock_id); }
  Status SendHeartbeat(int64_t lock_id) override { return client_->SendHeartbeat(lock_id); }
  Status Unlock(int64_t lock_id) override { return client_->Unlock(lock_id); }
  Result<std::vector<HeldLock>> ListLocks(const std::string& database, const std::string& table) override {
    return client_->ListLocks(prefix_ + database, table);
  }

 private:
  Table Prefixed(const Table& table) const {
    Table prefixed = table;
    prefixed.database = prefix_ + table.database;
    return prefixed;
  }

  std::unique_ptr<Client> client_;
  std::string prefix_;
};

}  // namespace lakeport::metastore
