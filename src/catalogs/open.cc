#include "catalogs/open.h"

#include "catalogs/hadoop_catalog.h"
#include "catalogs/hive_catalog.h"
#include "catalogs/rest_catalog.h"
#include "catalogs/sql_catalog.h"
#include "config/connection_types.h"
#include "storage/resolve.h"

namespace lakeport::catalogs {
namespace {

using CatalogResult = Result<std::unique_ptr<iceberg::Catalog>>;

const Clock& TheClock() {
  static const SystemClock clock;
  return clock;
}

CatalogResult OpenSql(const config::Connection& connection) {
  LP_ASSIGN(auto uri, connection.Get("uri"));
  LP_ASSIGN(auto warehouse_text, connection.Get("warehouse"));
  LP_ASSIGN(Location warehouse, Location::Parse(warehouse_text), "reading warehouse");
  LP_ASSIGN(auto io, storage::MakeFileIO(warehouse), "reading warehouse");
  LP_ASSIGN(auto database, db::OpenDatabase(uri));
  SqlCatalogOptions options{.name = connection.GetOr("name", connection.name), .warehouse = std::move(warehouse)};
  return OpenSqlCatalog(std::move(database), std::move(io), std::move(options), TheClock());
}

CatalogResult OpenHive(const config::Connection& connection) { return OpenHiveCatalog(connection, TheClock()); }

CatalogResult OpenHadoop(const config::Connection& connection) {
  LP_ASSIGN(auto text, connection.Get("warehouse"));
  LP_ASSIGN(Location warehouse, Location::Parse(text), "reading warehouse");
  LP_ASSIGN(auto io, storage::MakeFileIO(warehouse), "reading warehouse");
  return MakeHadoopCatalog(std::move(io), std::move(warehouse), TheClock());
}

CatalogResult OpenRest(const config::Connection& connection) { return OpenRestCatalog(connection, TheClock()); }

struct Opener {
  std::string_view type;
  CatalogResult (*open)(const config::Connection&);
};

constexpr Opener kOpeners[] = {
    {"iceberg-sql", OpenSql},
    {"iceberg-hive", OpenHive},
    {"iceberg-hadoop", OpenHadoop},
    {"iceberg-rest", OpenRest},
};

CatalogResult OpenByType(const config::Connection& connection) {
  const auto* type = config::FindConnectionType(connection.type);
  if (type == nullptr || !type->is_iceberg_catalog) {
    return InvalidArgument("type {} is not an Iceberg catalog", connection.type);
  }
  for (const auto& [setting, value] : connection.settings) {
    if (type->FindSetting(setting) == nullptr) {
      return InvalidArgument("there is no setting \"{}\" for type {}", setting, connection.type);
    }
  }
  std::string supported;
  for (const auto& opener : kOpeners) {
    if (opener.type == connection.type) return opener.open(connection);
    supported += fmt::format("{}{}", supported.empty() ? "" : ", ", opener.type);
  }
  return Unsupported("catalogs of type {} can't be opened yet; what can: {}", connection.type, supported);
}

}  // namespace

CatalogResult OpenCatalog(const config::Connection& connection) {
  auto catalog = OpenByType(connection);
  if (!catalog.ok()) return std::move(catalog).error().With(fmt::format("opening connection {}", connection.name));
  return catalog;
}

}  // namespace lakeport::catalogs
