#include "catalogs/sql_catalog.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/utf8.h"
#include "catalogs/sql_names.h"
#include "catalogs/sql_schema.h"
#include "iceberg/commit.h"
#include "iceberg/table_metadata_io.h"

namespace lakeport::catalogs {
namespace {

using iceberg::FormatNamespace;
using iceberg::LoadedTable;
using iceberg::Namespace;
using iceberg::TableIdentifier;
using Properties = std::map<std::string, std::string>;

constexpr const char* kLocationProperty = "location";

// $1 the catalog, $2 the namespace, $3 the beginning of those below it.
constexpr const char* kFindNamespace =
    "SELECT 1 FROM iceberg_tables WHERE catalog_name = $1 AND "
    "(table_namespace = $2 OR substr(table_namespace, 1, length(CAST($3 AS TEXT))) = $3) "
    "UNION ALL SELECT 1 FROM iceberg_namespace_properties WHERE catalog_name = $1 AND "
    "(namespace = $2 OR substr(namespace, 1, length(CAST($3 AS TEXT))) = $3) LIMIT 1";

constexpr const char* kListNamespaces =
    "SELECT table_namespace FROM iceberg_tables WHERE catalog_name = $1 "
    "UNION SELECT namespace FROM iceberg_namespace_properties WHERE catalog_name = $1";

constexpr const char* kInsertProperty =
    "INSERT INTO iceberg_namespace_properties (catalog_name, namespace, property_key, property_value) "
    "VALUES ($1, $2, $3, $4)";

class SqlCatalog final : public iceberg::Catalog {
 public:
  SqlCatalog(std::unique_ptr<db::Database> database, std::unique_ptr<storage::FileIO> io, SqlCatalogOptions options,
             SqlSchemaVersion version, const Clock& clock)
      : database_(std::move(database)),
        io_(std::move(io)),
        options_(std::move(options)),
        version_(version),
        only_tables_(version == SqlSchemaVersion::kV1 ? " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)" : ""),
        clock_(clock) {}

  storage::FileIO& io() override { return *io_; }

  Result<std::vector<Namespace>> ListNamespaces() override {
    std::set<Namespace> namespaces;
    auto list = [&](db::Session& session) -> Status {
      LP_ASSIGN(auto rows, session.Query(kListNamespaces, {options_.name}));
      for (const auto& row : rows) AddWithParents(row.Text(0), namespaces);
      return Ok();
    };
    LP_TRY(database_->Read(list), "listing namespaces");
    return std::vector<Namespace>(namespaces.begin(), namespaces.end());
  }

  Result<bool> NamespaceExists(const Namespace& ns) override {
    LP_TRY(CheckFits(ns));
    bool exists = false;
    auto look = [&](db::Session& session) -> Status {
      LP_ASSIGN(exists, Exists(session, ns));
      return Ok();
    };
    LP_TRY(database_->Read(look), "looking for namespace {}", FormatNamespace(ns));
    return exists;
  }

  Status CreateNamespace(const Namespace& ns, const Properties& properties) override {
    LP_TRY(CheckFits(ns));
    Properties rows = properties;
    rows["exists"] = "true";
    for (const auto& [key, value] : rows) {
      LP_TRY(CheckLength("namespace property", key, kMaxNameLength));
      LP_TRY(CheckLength("namespace property's value", value, kMaxLocationLength));
    }
    auto create = [&](db::Session& session) -> Status {
      LP_ASSIGN(bool exists, Exists(session, ns));
      if (exists) return AlreadyExists("namespace {} exists already", FormatNamespace(ns));
      for (const auto& [key, value] : rows) {
        LP_TRY(session.Execute(kInsertProperty, {options_.name, FormatNamespace(ns), key, value}));
      }
      return Ok();
    };
    LP_TRY(database_->Transact(create), "creating namespace {}", FormatNamespace(ns));
    return Ok();
  }

  Status DropNamespace(const Namespace& ns) override {
    LP_TRY(CheckFits(ns));
    auto drop = [&](db::Session& session) -> Status {
      LP_TRY(CheckExists(session, ns));
      LP_TRY(CheckEmpty(session, ns));
      LP_TRY(session.Execute("DELETE FROM iceberg_namespace_properties WHERE catalog_name = $1 AND namespace = $2",
                             {options_.name, FormatNamespace(ns)}));
      return Ok();
    };
    LP_TRY(database_->Transact(drop), "dropping namespace {}", FormatNamespace(ns));
    return Ok();
  }

  Result<std::vector<TableIdentifier>> ListTables(const Namespace& ns) override {
    LP_TRY(CheckFits(ns));
    std::vector<TableIdentifier> tables;
    auto list = [&](db::Session& session) -> Status {
      LP_TRY(CheckExists(session, ns));
      auto sql =
          "SELECT table_name FROM iceberg_tables WHERE catalog_name = $1 AND table_namespace = $2" + only_tables_;
      LP_ASSIGN(auto rows, session.Query(sql, {options_.name, FormatNamespace(ns)}));
      for (const auto& row : rows) tables.push_back({ns, row.Text(0)});
      return Ok();
    };
    LP_TRY(database_->Read(list), "listing the tables of {}", FormatNamespace(ns));
    std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return tables;
  }

  Result<LoadedTable> LoadTable(const TableIdentifier& table) override {
    LP_ASSIGN(auto found, Find(table));
    if (!found) return NotFound("there is no table {}", table.ToString());
    return *std::move(found);
  }

  Result<Location> DefaultTableLocation(const TableIdentifier& table) override {
    LP_TRY(CheckFits(table));
    std::optional<std::string> of_namespace;
    auto look = [&](db::Session& session) -> Status {
      LP_ASSIGN(auto rows, session.Query("SELECT property_value FROM iceberg_namespace_properties WHERE "
                                         "catalog_name = $1 AND namespace = $2 AND property_key = $3",
                                         {options_.name, FormatNamespace(table.ns), kLocationProperty}));
      if (!rows.empty()) of_namespace = rows[0].FindText(0);
      return Ok();
    };
    LP_TRY(database_->Read(look), "looking for the location of {}", FormatNamespace(table.ns));
    if (!of_namespace) return options_.warehouse.Child(fmt::format("{}/{}", fmt::join(table.ns, "/"), table.name));
    LP_ASSIGN(auto location, Location::Parse(*of_namespace), "reading the location of {}", FormatNamespace(table.ns));
    return location.Child(table.name);
  }

  Result<LoadedTable> CommitTable(const TableIdentifier& table,
                                  const std::vector<iceberg::TableRequirement>& requirements,
                                  const std::vector<iceberg::TableUpdate>& updates) override {
    LP_ASSIGN(auto base, Find(table));
    Location location = options_.warehouse;
    if (!base) {
      LP_ASSIGN(bool exists, NamespaceExists(table.ns));
      if (!exists) return NotFound("there is no namespace {}", FormatNamespace(table.ns));
      LP_ASSIGN(location, DefaultTableLocation(table));
    }
    const LoadedTable* current = base ? &*base : nullptr;
    auto committed =
        iceberg::CommitBySwap(*io_, current, requirements, updates, location, clock_.Now(), SwapFrom(table, current));
    if (!committed.ok()) return std::move(committed).error().With("committing to " + table.ToString());
    return committed;
  }

  Result<LoadedTable> PutTable(const TableIdentifier& table, const LoadedTable* expected,
                               const iceberg::TableMetadata& metadata) override {
    LP_TRY(CheckFits(table));
    LP_ASSIGN(bool exists, NamespaceExists(table.ns));
    if (!exists) return NotFound("there is no namespace {}", FormatNamespace(table.ns));
    LP_ASSIGN(auto put, iceberg::PutBySwap(*io_, expected, metadata, SwapFrom(table, expected)), "committing to {}",
              table.ToString());
    return put;
  }

  Status DropTable(const TableIdentifier& table) override {
    LP_TRY(CheckFits(table));
    auto drop = [&](db::Session& session) -> Status {
      LP_ASSIGN(int64_t dropped, session.Execute("DELETE FROM iceberg_tables WHERE " + IsTable(1), Key(table)));
      if (dropped == 0) return NotFound("there is no table {}", table.ToString());
      return Ok();
    };
    LP_TRY(database_->Transact(drop), "dropping {}", table.ToString());
    return Ok();
  }

 private:
  // The condition for a table's row, its key beginning at parameter `first`.
  std::string IsTable(int first) const {
    return fmt::format("catalog_name = ${} AND table_namespace = ${} AND table_name = ${}", first, first + 1,
                       first + 2) +
           only_tables_;
  }
  std::vector<db::Value> Key(const TableIdentifier& table) const {
    return {options_.name, FormatNamespace(table.ns), table.name};
  }

  Result<bool> Exists(db::Session& session, const Namespace& ns) const {
    auto text = FormatNamespace(ns);
    LP_ASSIGN(auto rows, session.Query(kFindNamespace, {options_.name, text, text + "."}));
    return !rows.empty();
  }

  Status CheckExists(db::Session& session, const Namespace& ns) const {
    LP_ASSIGN(bool exists, Exists(session, ns));
    if (!exists) return NotFound("there is no namespace {}", FormatNamespace(ns));
    return Ok();
  }

  // Views and namespaces below count, too.
  Status CheckEmpty(db::Session& session, const Namespace& ns) const {
    auto text = FormatNamespace(ns);
    LP_ASSIGN(auto tables, session.Query("SELECT count(*) FROM iceberg_tables WHERE catalog_name = $1 AND "
                                         "table_namespace = $2",
                                         {options_.name, text}));
    if (tables[0].Int64(0) > 0) return Conflict("namespace {} holds {} tables", text, tables[0].Int64(0));
    LP_ASSIGN(auto below, session.Query(kFindNamespace, {options_.name, text + ".", text + "."}));
    if (!below.empty()) return Conflict("namespace {} holds others", text);
    return Ok();
  }

  Result<std::optional<LoadedTable>> Find(const TableIdentifier& table) {
    LP_TRY(CheckFits(table));
    LoadedTable loaded;
    bool found = false;
    auto look = [&](db::Session& session) -> Status {
      LP_ASSIGN(auto rows,
                session.Query("SELECT metadata_location FROM iceberg_tables WHERE " + IsTable(1), Key(table)));
      found = !rows.empty();
      if (found) loaded.metadata_location = rows[0].Text(0);
      return Ok();
    };
    LP_TRY(database_->Read(look), "loading {}", table.ToString());
    if (!found) return std::optional<LoadedTable>();
    LP_ASSIGN(loaded.metadata, ReadMetadata(loaded.metadata_location), "loading {}", table.ToString());
    return std::optional<LoadedTable>(std::move(loaded));
  }

  // A file that the catalog names and that is gone is damage, not a table that is not there.
  Result<iceberg::TableMetadata> ReadMetadata(const std::string& location) {
    if (location.empty()) return CorruptData("the catalog has no metadata location for it");
    auto metadata = iceberg::ReadTableMetadata(*io_, location);
    if (metadata.ok() || metadata.error().kind() != ErrorKind::kNotFound) return metadata;
    return CorruptData("its metadata file {} is gone; restore it, or drop the table", Printable(location));
  }

  iceberg::Swap SwapFrom(const TableIdentifier& table, const LoadedTable* base) {
    return [this, table, base](const LoadedTable& prepared) {
      return base != nullptr ? Move(table, base->metadata_location, prepared.metadata_location)
                             : Insert(table, prepared.metadata_location);
    };
  }

  Status Insert(const TableIdentifier& table, const std::string& metadata_location) {
    LP_TRY(CheckLength("metadata location", metadata_location, kMaxLocationLength));
    bool typed = version_ == SqlSchemaVersion::kV1;
    auto sql = fmt::format(
        "INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name, metadata_location, "
        "previous_metadata_location{}) VALUES ($1, $2, $3, $4, NULL{})",
        typed ? ", iceberg_type" : "", typed ? ", 'TABLE'" : "");
    auto insert = [&](db::Session& session) -> Status {
      auto parameters = Key(table);
      parameters.emplace_back(metadata_location);
      LP_TRY(session.Execute(sql, parameters));
      return Ok();
    };
    Status done = database_->Transact(insert);
    if (!done.ok() && done.error().kind() == ErrorKind::kAlreadyExists) {
      return AlreadyExists("there is a table or view {} already", table.ToString());
    }
    return done;
  }

  Status Move(const TableIdentifier& table, const std::string& from, const std::string& to) {
    LP_TRY(CheckLength("metadata location", to, kMaxLocationLength));
    auto sql =
        "UPDATE iceberg_tables SET metadata_location = $1, previous_metadata_location = $2 WHERE "
        "metadata_location = $2 AND " +
        IsTable(3);
    return database_->Transact([&](db::Session& session) -> Status {
      LP_ASSIGN(int64_t moved, session.Execute(sql, {to, from, options_.name, FormatNamespace(table.ns), table.name}));
      if (moved == 0) return Conflict("{} was changed by someone else first", table.ToString());
      return Ok();
    });
  }

  const std::unique_ptr<db::Database> database_;
  const std::unique_ptr<storage::FileIO> io_;
  const SqlCatalogOptions options_;
  const SqlSchemaVersion version_;
  const std::string only_tables_;  // a condition
  const Clock& clock_;
};

}  // namespace

Result<std::unique_ptr<iceberg::Catalog>> OpenSqlCatalog(std::unique_ptr<db::Database> database,
                                                         std::unique_ptr<storage::FileIO> io, SqlCatalogOptions options,
                                                         const Clock& clock) {
  LP_TRY(CheckLength("catalog name", options.name, kMaxNameLength));
  LP_ASSIGN(SqlSchemaVersion version, PrepareSqlSchema(*database), "opening catalog {}", options.name);
  return std::unique_ptr<iceberg::Catalog>(
      std::make_unique<SqlCatalog>(std::move(database), std::move(io), std::move(options), version, clock));
}

}  // namespace lakeport::catalogs
