#include "catalogs/open.h"

#include "catalogs/hadoop_catalog.h"
#include "catalogs/hive_catalog.h"
#include "catalogs/rest_catalog.h"
#include "catalogs/sql_catalog.h"
#include "config/connection_types.h"

namespace lakeport::catalogs {
namespace {

using CatalogResult = Result<std::unique_ptr<iceberg::Catalog>>;

const Clock& TheClock() {
  static const SystemClock clock;
  return clock;
}

CatalogResult OpenSql(const config::Connection& connection, const storage::OpenStore& open_store) {
  LP_ASSIGN(auto uri, connection.Get("uri"));
  LP_ASSIGN(auto warehouse_text, connection.Get("warehouse"));
  LP_ASSIGN(Location warehouse, Location::Parse(warehouse_text), "reading warehouse");
  LP_TRY(open_store(warehouse), "reading warehouse");
  LP_ASSIGN(auto database, db::OpenDatabase(uri));
  SqlCatalogOptions options{.name = connection.GetOr("name", connection.name), .warehouse = std::move(warehouse)};
  return OpenSqlCatalog(std::move(database), storage::MakeResolvingFileIO(open_store), std::move(options), TheClock());
}

CatalogResult OpenHive(const config::Connection& connection, const storage::OpenStore& open_store) {
  return OpenHiveCatalog(connection, open_store, TheClock());
}

CatalogResult OpenHadoop(const config::Connection& connection, const storage::OpenStore& open_store) {
  LP_ASSIGN(auto text, connection.Get("warehouse"));
  LP_ASSIGN(Location warehouse, Location::Parse(text), "reading warehouse");
  LP_TRY(open_store(warehouse), "reading warehouse");
  return MakeHadoopCatalog(storage::MakeResolvingFileIO(open_store), std::move(warehouse), TheClock());
}

CatalogResult OpenRest(const config::Connection& connection, const storage::OpenStore& open_store) {
  return OpenRestCatalog(connection, open_store, TheClock());
}

struct Opener {
  std::string_view type;
  CatalogResult (*open)(const config::Connection&, const storage::OpenStore&);
};

constexpr Opener kOpeners[] = {
    {"iceberg-sql", OpenSql},
    {"iceberg-hive", OpenHive},
    {"iceberg-hadoop", OpenHadoop},
    {"iceberg-rest", OpenRest},
};

CatalogResult OpenByType(const config::Connection& connection, const storage::OpenStore& open_store) {
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
    if (opener.type == connection.type) return opener.open(connection, open_store);
    supported += fmt::format("{}{}", supported.empty() ? "" : ", ", opener.type);
  }
  return Unsupported("catalogs of type {} can't be opened yet; what can: {}", connection.type, supported);
}

}  // namespace

CatalogResult OpenCatalog(const config::Connection& connection, const storage::OpenStore& open_store) {
  auto catalog = OpenByType(connection, open_store);
  if (!catalog.ok()) return std::move(catalog).error().With(fmt::format("opening connection {}", connection.name));
  return catalog;
}

}  // namespace lakeport::catalogs
