#pragma once

#include "base/result.h"
#include "db/database.h"

namespace lakeport::catalogs {

// The tables that Iceberg's JdbcCatalog and PyIceberg's SqlCatalog keep in a database, letter for letter.
//   iceberg_tables(catalog_name, table_namespace, table_name, metadata_location, previous_metadata_location)
//   iceberg_namespace_properties(catalog_name, namespace, property_key, property_value)
// V1 adds iceberg_tables.iceberg_type: "TABLE" or "VIEW", and NULL in rows that were written before it was added.
enum class SqlSchemaVersion { kV0, kV1 };

// Makes the tables, as V1, where they are missing. What is V0 stays V0, for older programs that may use it too.
Result<SqlSchemaVersion> PrepareSqlSchema(db::Database& database);

}  // namespace lakeport::catalogs
