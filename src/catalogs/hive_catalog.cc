#include "catalogs/hive_catalog.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "catalogs/hive_commit.h"
#include "catalogs/hive_row.h"
#include "iceberg/commit.h"
#include "iceberg/table_metadata_io.h"
#include "metastore/current_user.h"
#include "metastore/settings.h"

namespace lakeport::catalogs {
namespace {

using iceberg::LoadedTable;
using iceberg::Namespace;
using iceberg::TableIdentifier;

// Hive's names in the case that the metastore keeps them in.
Result<std::string> ToHiveName(std::string_view what, const std::string& name) {
  std::string lower;
  for (char c : name) {
    const char folded = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool allowed = (folded >= 'a' && folded <= 'z') || (folded >= '0' && folded <= '9') || folded == '_';
    if (!allowed) break;
    lower += folded;
  }
  if (!lower.empty() && lower.size() == name.size()) return lower;
  return InvalidArgument("\"{}\" can't be the name of a {} in a Hive Metastore: letters, digits and '_' are allowed",
                         Printable(name), what);
}

Result<std::string> ToDatabase(const Namespace& ns) {
  if (ns.size() != 1) {
    return InvalidArgument("namespace \"{}\" has {} levels; in a Hive Metastore it has one, the database",
                           Printable(iceberg::FormatNamespace(ns)), ns.size());
  }
  return ToHiveName("database", ns[0]);
}

Result<TableIdentifier> ToHiveTable(const TableIdentifier& table) {
  LP_ASSIGN(auto database, ToDatabase(table.ns));
  LP_ASSIGN(auto name, ToHiveName("table", table.name));
  return TableIdentifier{{std::move(database)}, std::move(name)};
}

Error NotIceberg(ErrorKind kind, const metastore::Table& row) {
  return Error(kind, fmt::format("{}.{} is a Hive {}, not an Iceberg table; use another name for an Iceberg table",
                                 row.database, row.name, row.type == "VIRTUAL_VIEW" ? "view" : "table"));
}

class HiveCatalog final : public iceberg::Catalog {
 public:
  HiveCatalog(std::shared_ptr<metastore::Client> client, std::unique_ptr<storage::FileIO> io, const Clock& clock,
              HiveCatalogOptions options)
      : client_(std::move(client)), io_(std::move(io)), clock_(clock), options_(std::move(options)) {
    if (options_.commit.owner.empty()) options_.commit.owner = metastore::CurrentUser();
  }

  storage::FileIO& io() override { return *io_; }

  Result<std::vector<Namespace>> ListNamespaces() override;
  Result<bool> NamespaceExists(const Namespace& ns) override;
  Status CreateNamespace(const Namespace& ns, const std::map<std::string, std::string>& properties) override;
  Status DropNamespace(const Namespace& ns) override;
  Result<std::vector<TableIdentifier>> ListTables(const Namespace& ns) override;
  Result<LoadedTable> LoadTable(const TableIdentifier& table) override;
  Result<Location> DefaultTableLocation(const TableIdentifier& table) override;
  Result<LoadedTable> CommitTable(const TableIdentifier& table,
                                  const std::vector<iceberg::TableRequirement>& requirements,
                                  const std::vector<iceberg::TableUpdate>& updates) override;
  Result<LoadedTable> PutTable(const TableIdentifier& table, const LoadedTable* expected,
                               const iceberg::TableMetadata& metadata) override;
  Status DropTable(const TableIdentifier& table) override;

 private:
  // Names below are Hive's: checked, in lower case.
  Result<LoadedTable> LoadRow(const metastore::Table& row);
  Result<Location> DefaultLocation(const TableIdentifier& table);

  std::shared_ptr<metastore::Client> client_;
  std::unique_ptr<storage::FileIO> io_;
  const Clock& clock_;
  HiveCatalogOptions options_;
};

Result<std::vector<Namespace>> HiveCatalog::ListNamespaces() {
  LP_ASSIGN(auto databases, client_->ListDatabases());
  std::vector<Namespace> namespaces;
  for (auto& database : databases) namespaces.push_back({std::move(database)});
  return namespaces;
}

Result<bool> HiveCatalog::NamespaceExists(const Namespace& ns) {
  LP_ASSIGN(auto name, ToDatabase(ns));
  auto database = client_->GetDatabase(name);
  if (database.ok()) return true;
  if (database.error().kind() == ErrorKind::kNotFound) return false;
  return std::move(database).error();
}

Status HiveCatalog::CreateNamespace(const Namespace& ns, const std::map<std::string, std::string>& properties) {
  LP_ASSIGN(auto name, ToDatabase(ns));
  metastore::Database database{.name = name, .parameters = properties, .owner = options_.commit.owner};
  if (auto comment = database.parameters.extract("comment")) database.description = comment.mapped();
  if (auto location = database.parameters.extract("location")) {
    database.location = location.mapped();
  } else if (options_.warehouse) {
    LP_ASSIGN(auto directory, options_.warehouse->Child(name + ".db"));
    database.location = directory.ToString();
  }
  return client_->CreateDatabase(database);
}

Status HiveCatalog::DropNamespace(const Namespace& ns) {
  LP_ASSIGN(auto name, ToDatabase(ns));
  return client_->DropDatabase(name);
}

Result<std::vector<TableIdentifier>> HiveCatalog::ListTables(const Namespace& ns) {
  LP_ASSIGN(auto database, ToDatabase(ns));
  LP_ASSIGN(auto names, client_->ListTables(database));
  std::vector<std::string> found;
  for (size_t begin = 0; begin < names.size(); begin += metastore::kMaxNamesPerCall) {
    const size_t end = std::min(names.size(), begin + metastore::kMaxNamesPerCall);
    LP_ASSIGN(auto rows, client_->GetTables(database, {names.data() + begin, names.data() + end}));
    for (const auto& row : rows) {
      if (IsIcebergTable(row)) found.push_back(row.name);
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<TableIdentifier> tables;
  for (auto& name : found) tables.push_back({{database}, std::move(name)});
  return tables;
}

Result<LoadedTable> HiveCatalog::LoadRow(const metastore::Table& row) {
  LP_ASSIGN(auto location, MetadataLocation(row));
  LP_ASSIGN(auto metadata, iceberg::ReadTableMetadata(*io_, location), "loading {}.{}", row.database, row.name);
  return LoadedTable{std::move(metadata), std::move(location)};
}

Result<LoadedTable> HiveCatalog::LoadTable(const TableIdentifier& table) {
  LP_ASSIGN(auto name, ToHiveTable(table));
  LP_ASSIGN(auto row, FindRow(*client_, name));
  if (!row) return NotFound("no table {} in the metastore", name.ToString());
  if (!IsIcebergTable(*row)) return NotIceberg(ErrorKind::kInvalidArgument, *row);
  return LoadRow(*row);
}

Result<Location> HiveCatalog::DefaultTableLocation(const TableIdentifier& table) {
  LP_ASSIGN(auto name, ToHiveTable(table));
  return DefaultLocation(name);
}

Result<Location> HiveCatalog::DefaultLocation(const TableIdentifier& table) {
  if (options_.warehouse) return options_.warehouse->Child(table.ns[0] + ".db/" + table.name);
  LP_ASSIGN(auto database, client_->GetDatabase(table.ns[0]));
  LP_ASSIGN(auto directory, Location::Parse(database.location), "reading where database {} lies", database.name);
  return directory.Child(table.name);
}

Status HiveCatalog::DropTable(const TableIdentifier& table) {
  LP_ASSIGN(auto name, ToHiveTable(table));
  LP_ASSIGN(auto row, FindRow(*client_, name));
  if (!row) return NotFound("no table {} in the metastore", name.ToString());
  if (!IsIcebergTable(*row)) return NotIceberg(ErrorKind::kInvalidArgument, *row);
  return client_->DropTable(name.ns[0], name.name);
}

Result<LoadedTable> HiveCatalog::CommitTable(const TableIdentifier& table,
                                             const std::vector<iceberg::TableRequirement>& requirements,
                                             const std::vector<iceberg::TableUpdate>& updates) {
  LP_ASSIGN(auto name, ToHiveTable(table));
  LP_ASSIGN(auto row, FindRow(*client_, name));
  if (row && !IsIcebergTable(*row)) return NotIceberg(ErrorKind::kAlreadyExists, *row);
  std::optional<LoadedTable> base;
  if (row) {
    LP_ASSIGN(base, LoadRow(*row));
  } else {
    LP_TRY(client_->GetDatabase(name.ns[0]));
  }
  const LoadedTable* current = base ? &*base : nullptr;
  LP_ASSIGN(auto location, base ? Location::Parse(base->metadata.location) : DefaultLocation(name));
  HiveCommit commit(*client_, *io_, clock_, options_.commit);
  return CommitBySwap(*io_, current, requirements, updates, location, clock_.Now(),
                      [&](const LoadedTable& next) { return commit.Swap(name, current, next); });
}

Result<LoadedTable> HiveCatalog::PutTable(const TableIdentifier& table, const LoadedTable* expected,
                                          const iceberg::TableMetadata& metadata) {
  LP_ASSIGN(auto name, ToHiveTable(table));
  LP_TRY(client_->GetDatabase(name.ns[0]));
  LP_ASSIGN(auto row, FindRow(*client_, name));
  if (row && !IsIcebergTable(*row)) return NotIceberg(ErrorKind::kAlreadyExists, *row);
  HiveCommit commit(*client_, *io_, clock_, options_.commit);
  return PutBySwap(*io_, expected, metadata,
                   [&](const LoadedTable& next) { return commit.Swap(name, expected, next); });
}

// Where the metastore's own warehouse is: the directory of the database that is always there.
Result<Location> AskForWarehouse(metastore::Client& client) {
  LP_ASSIGN(auto database, client.GetDatabase("default"));
  return Location::Parse(database.location);
}

}  // namespace

std::unique_ptr<iceberg::Catalog> MakeHiveCatalog(std::shared_ptr<metastore::Client> client,
                                                  std::unique_ptr<storage::FileIO> io, const Clock& clock,
                                                  HiveCatalogOptions options) {
  return std::make_unique<HiveCatalog>(std::move(client), std::move(io), clock, std::move(options));
}

Result<std::unique_ptr<iceberg::Catalog>> OpenHiveCatalog(const config::Connection& connection,
                                                          const storage::OpenStore& open_store, const Clock& clock) {
  LP_ASSIGN(auto client_options, metastore::ReadClientOptions(connection.settings));
  LP_ASSIGN(std::shared_ptr<metastore::Client> client, metastore::MakeThriftClient(client_options), "reading uri");
  HiveCatalogOptions options{.commit = {.owner = client_options.user}};
  if (auto warehouse = connection.GetOr("warehouse", ""); !warehouse.empty()) {
    LP_ASSIGN(options.warehouse, Location::Parse(warehouse), "reading warehouse");
  }
  LP_ASSIGN(Location root, options.warehouse ? Result<Location>(*options.warehouse) : AskForWarehouse(*client),
            "asking the metastore for its warehouse");
  LP_TRY(open_store(root), "reading warehouse");
  return MakeHiveCatalog(std::move(client), storage::MakeResolvingFileIO(open_store), clock, std::move(options));
}

}  // namespace lakeport::catalogs
