#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "hive/source.h"

namespace lakeport::hive {

// The tables of several MemorySources. Not to be changed while one is in use.
struct MemorySourceState {
  std::map<std::pair<std::string, std::string>, Table> tables;  // by database and name
  std::map<std::pair<std::string, std::string>, std::vector<Partition>> partitions;

  void Add(const Table& table, std::vector<Partition> parts = {}) {
    tables[{table.database, table.name}] = table;
    partitions[{table.database, table.name}] = std::move(parts);
  }
};

// Hive tables in memory, for tests.
class MemorySource final : public Source {
 public:
  explicit MemorySource(const MemorySourceState& state) : state_(state) {}

  // Called at the begin of every call, with its name; an error is returned instead.
  std::function<Status(const std::string& call)> before_call = [](const std::string&) { return Ok(); };

  Result<std::vector<std::string>> ListDatabases() override {
    LP_TRY(before_call("ListDatabases"));
    std::vector<std::string> names;
    for (const auto& [key, table] : state_.tables) {
      if (names.empty() || names.back() != key.first) names.push_back(key.first);
    }
    return names;
  }

  Result<std::vector<std::string>> ListTables(const std::string& database) override {
    LP_TRY(before_call("ListTables"));
    std::vector<std::string> names;
    for (const auto& [key, table] : state_.tables) {
      if (key.first == database) names.push_back(key.second);
    }
    if (names.empty()) return NotFound("no database {}", database);
    return names;
  }

  Result<Table> GetTable(const std::string& database, const std::string& table) override {
    LP_TRY(before_call("GetTable"));
    auto found = state_.tables.find({database, table});
    if (found == state_.tables.end()) return NotFound("no table {}.{}", database, table);
    return found->second;
  }

  Status VisitPartitions(const Table& table,
                         const std::function<Status(const std::vector<Partition>&)>& visit) override {
    LP_TRY(before_call("VisitPartitions"));
    auto found = state_.partitions.find({table.database, table.name});
    if (found == state_.partitions.end()) return NotFound("no table {}.{}", table.database, table.name);
    for (size_t begin = 0; begin < found->second.size(); begin += kBatch) {
      auto first = found->second.begin() + static_cast<std::ptrdiff_t>(begin);
      auto last = found->second.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kBatch, found->second.size()));
      LP_TRY(visit({first, last}));
    }
    return Ok();
  }

 private:
  static constexpr size_t kBatch = 1'000;
  const MemorySourceState& state_;
};

}  // namespace lakeport::hive
