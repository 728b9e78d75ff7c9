#pragma once

#include <memory>
#include <string>

#include "base/time.h"
#include "db/database.h"
#include "iceberg/catalog.h"
#include "storage/file_io.h"

namespace lakeport::catalogs {

struct SqlCatalogOptions {
  std::string name;    // catalog_name: several catalogs may share one database
  Location warehouse;  // a new table lies at <warehouse>/<namespace's levels>/<table>
};

// An Iceberg catalog in a database, compatible both ways with Iceberg's JdbcCatalog and PyIceberg's SqlCatalog.
// A namespace is there when it, or one below it, has a property or a table, as it is for those. Its property
// "location", if it has one, goes before the warehouse. Views are neither listed nor loaded, but their names are taken.
// `clock` outlives the catalog.
Result<std::unique_ptr<iceberg::Catalog>> OpenSqlCatalog(std::unique_ptr<db::Database> database,
                                                         std::unique_ptr<storage::FileIO> io, SqlCatalogOptions options,
                                                         const Clock& clock);

}  // namespace lakeport::catalogs
