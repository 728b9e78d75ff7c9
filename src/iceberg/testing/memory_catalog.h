#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "iceberg/catalog.h"
#include "iceberg/commit.h"
#include "iceberg/table_metadata_io.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

// What several MemoryCatalogs share. Safe from several threads.
struct MemoryCatalogState {
  std::mutex mutex;
  std::set<Namespace> namespaces;
  std::map<std::pair<Namespace, std::string>, std::string> metadata_locations;
};

// A catalog in memory, for tests; metadata files go to `io`. Its steps can be made to fail, or to meet a competitor.
class MemoryCatalog final : public Catalog {
 public:
  MemoryCatalog(MemoryCatalogState& state, storage::FileIO& io, Location warehouse, const Clock& clock)
      : state_(state), io_(io), warehouse_(std::move(warehouse)), clock_(clock) {}

  // Called when the metadata file is written and the table not yet moved to it. An error is returned instead of moving.
  std::function<Status()> before_swap = [] { return Ok(); };
  // Called when the table was moved. An error is returned although it was.
  std::function<Status()> after_swap = [] { return Ok(); };

  storage::FileIO& io() override { return io_; }

  Result<std::vector<Namespace>> ListNamespaces() override {
    std::lock_guard lock(state_.mutex);
    return std::vector<Namespace>(state_.namespaces.begin(), state_.namespaces.end());
  }

  Result<bool> NamespaceExists(const Namespace& ns) override {
    LP_TRY(CheckNamespace(ns));
    std::lock_guard lock(state_.mutex);
    return state_.namespaces.contains(ns);
  }

  Status CreateNamespace(const Namespace& ns, const std::map<std::string, std::string>&) override {
    LP_TRY(CheckNamespace(ns));
    std::lock_guard lock(state_.mutex);
    if (!state_.namespaces.insert(ns).second) return AlreadyExists("namespace {}", FormatNamespace(ns));
    return Ok();
  }

  Status DropNamespace(const Namespace& ns) override {
    LP_ASSIGN(auto tables, ListTables(ns));
    if (!tables.empty()) return Conflict("namespace {} holds {} tables", FormatNamespace(ns), tables.size());
    std::lock_guard lock(state_.mutex);
    state_.namespaces.erase(ns);
    return Ok();
  }

  Result<std::vector<TableIdentifier>> ListTables(const Namespace& ns) override {
    LP_TRY(CheckNamespace(ns));
    std::lock_guard lock(state_.mutex);
    if (!state_.namespaces.contains(ns)) return NotFound("no namespace {}", FormatNamespace(ns));
    std::vector<TableIdentifier> tables;
    for (const auto& [key, location] : state_.metadata_locations) {
      if (key.first == ns) tables.push_back({ns, key.second});
    }
    return tables;
  }

  Result<LoadedTable> LoadTable(const TableIdentifier& table) override {
    LP_ASSIGN(auto found, Find(table));
    if (!found) return NotFound("no table {}", table.ToString());
    return std::move(*found);
  }

  Result<Location> DefaultTableLocation(const TableIdentifier& table) override {
    LP_TRY(CheckIdentifier(table));
    return warehouse_.Child(fmt::format("{}/{}", fmt::join(table.ns, "/"), table.name));
  }

  Result<LoadedTable> CommitTable(const TableIdentifier& table, const std::vector<TableRequirement>& requirements,
                                  const std::vector<TableUpdate>& updates) override {
    LP_ASSIGN(auto base, Find(table));
    LP_ASSIGN(bool exists, NamespaceExists(table.ns));
    if (!exists) return NotFound("no namespace {}", FormatNamespace(table.ns));
    LP_ASSIGN(auto location, DefaultTableLocation(table));
    const LoadedTable* current = base ? &*base : nullptr;
    return CommitBySwap(io_, current, requirements, updates, location, clock_.Now(), SwapFrom(table, current));
  }

  Result<LoadedTable> PutTable(const TableIdentifier& table, const LoadedTable* expected,
                               const TableMetadata& metadata) override {
    LP_TRY(CheckIdentifier(table));
    LP_ASSIGN(bool exists, NamespaceExists(table.ns));
    if (!exists) return NotFound("no namespace {}", FormatNamespace(table.ns));
    return PutBySwap(io_, expected, metadata, SwapFrom(table, expected));
  }

  Status DropTable(const TableIdentifier& table) override {
    LP_TRY(CheckIdentifier(table));
    std::lock_guard lock(state_.mutex);
    if (state_.metadata_locations.erase({table.ns, table.name}) == 0) return NotFound("no table {}", table.ToString());
    return Ok();
  }

 private:
  Swap SwapFrom(const TableIdentifier& table, const LoadedTable* base) {
    std::string expected = base != nullptr ? base->metadata_location : "";
    return [this, table, expected](const LoadedTable& prepared) -> Status {
      LP_TRY(before_swap());
      LP_TRY(Move(table, expected, prepared.metadata_location));
      return after_swap();
    };
  }

  Result<std::optional<LoadedTable>> Find(const TableIdentifier& table) {
    LP_TRY(CheckIdentifier(table));
    LoadedTable loaded;
    {
      std::lock_guard lock(state_.mutex);
      auto found = state_.metadata_locations.find({table.ns, table.name});
      if (found == state_.metadata_locations.end()) return std::optional<LoadedTable>();
      loaded.metadata_location = found->second;
    }
    LP_ASSIGN(loaded.metadata, ReadTableMetadata(io_, loaded.metadata_location));
    return std::optional<LoadedTable>(std::move(loaded));
  }

  // `from` empty: the table must not be there.
  Status Move(const TableIdentifier& table, const std::string& from, const std::string& to) {
    std::lock_guard lock(state_.mutex);
    auto found = state_.metadata_locations.find({table.ns, table.name});
    std::string current = found == state_.metadata_locations.end() ? "" : found->second;
    if (current == from) {
      state_.metadata_locations[{table.ns, table.name}] = to;
      return Ok();
    }
    if (from.empty()) return AlreadyExists("table {}", table.ToString());
    return Conflict("table {} is at \"{}\" now", table.ToString(), current);
  }

  MemoryCatalogState& state_;
  storage::FileIO& io_;
  Location warehouse_;
  const Clock& clock_;
};

}  // namespace lakeport::iceberg
