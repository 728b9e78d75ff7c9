#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "iceberg/catalog.h"

namespace lakeport::iceberg {

// A part of a catalog that others use at the same time: only the namespaces that begin with a prefix, which is not seen
// from outside. Names that no catalog takes go through as they are.
class PrefixedCatalog final : public Catalog {
 public:
  PrefixedCatalog(std::unique_ptr<Catalog> target, std::string prefix)
      : target_(std::move(target)), prefix_(std::move(prefix)) {}

  storage::FileIO& io() override { return target_->io(); }

  Result<std::vector<Namespace>> ListNamespaces() override {
    LP_ASSIGN(auto all, target_->ListNamespaces());
    std::vector<Namespace> ours;
    for (Namespace& ns : all) {
      if (!ns[0].starts_with(prefix_)) continue;
      ns[0].erase(0, prefix_.size());
      ours.push_back(std::move(ns));
    }
    return ours;
  }
  Result<bool> NamespaceExists(const Namespace& ns) override { return target_->NamespaceExists(Map(ns)); }
  Status CreateNamespace(const Namespace& ns, const std::map<std::string, std::string>& properties) override {
    return target_->CreateNamespace(Map(ns), properties);
  }
  Status DropNamespace(const Namespace& ns) override { return target_->DropNamespace(Map(ns)); }

  Result<std::vector<TableIdentifier>> ListTables(const Namespace& ns) override {
    LP_ASSIGN(auto tables, target_->ListTables(Map(ns)));
    for (TableIdentifier& table : tables) table.ns = ns;
    return tables;
  }
  Result<LoadedTable> LoadTable(const TableIdentifier& table) override { return target_->LoadTable(Map(table)); }
  Result<Location> DefaultTableLocation(const TableIdentifier& table) override {
    return target_->DefaultTableLocation(Map(table));
  }
  Result<LoadedTable> CommitTable(const TableIdentifier& table, const std::vector<TableRequirement>& requirements,
                                  const std::vector<TableUpdate>& updates) override {
    return target_->CommitTable(Map(table), requirements, updates);
  }
  Result<LoadedTable> PutTable(const TableIdentifier& table, const LoadedTable* expected,
                               const TableMetadata& metadata) override {
    return target_->PutTable(Map(table), expected, metadata);
  }
  Status DropTable(const TableIdentifier& table) override { return target_->DropTable(Map(table)); }

 private:
  Namespace Map(Namespace ns) const {
    if (CheckNamespace(ns).ok()) ns[0] = prefix_ + ns[0];
    return ns;
  }
  TableIdentifier Map(const TableIdentifier& table) const { return {Map(table.ns), table.name}; }

  const std::unique_ptr<Catalog> target_;
  const std::string prefix_;
};

}  // namespace lakeport::iceberg
