#include "catalogs/sql_schema.h"

namespace lakeport::catalogs {
namespace {

constexpr const char* kCreateTables =
    "CREATE TABLE IF NOT EXISTS iceberg_tables("
    "catalog_name VARCHAR(255) NOT NULL,"
    "table_namespace VARCHAR(255) NOT NULL,"
    "table_name VARCHAR(255) NOT NULL,"
    "metadata_location VARCHAR(1000),"
    "previous_metadata_location VARCHAR(1000),"
    "iceberg_type VARCHAR(5),"
    "PRIMARY KEY (catalog_name, table_namespace, table_name))";

constexpr const char* kCreateNamespaceProperties =
    "CREATE TABLE IF NOT EXISTS iceberg_namespace_properties("
    "catalog_name VARCHAR(255) NOT NULL,"
    "namespace VARCHAR(255) NOT NULL,"
    "property_key VARCHAR(255),"
    "property_value VARCHAR(1000),"
    "PRIMARY KEY (catalog_name, namespace, property_key))";

// How many of iceberg_tables' columns there are: none, five (V0), or six (V1).
std::string_view CountColumns(db::Dialect dialect) {
  if (dialect == db::Dialect::kSqlite) return "SELECT count(*) FROM pragma_table_info('iceberg_tables')";
  return "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('iceberg_tables') AND attnum > 0 AND "
         "NOT attisdropped";
}

Result<int64_t> CountTableColumns(db::Session& session, db::Dialect dialect) {
  LP_ASSIGN(auto rows, session.Query(CountColumns(dialect)));
  return rows[0].Int64(0);
}

}  // namespace

Result<SqlSchemaVersion> PrepareSqlSchema(db::Database& database) {
  constexpr int64_t kColumnsOfV1 = 6;
  int64_t columns = 0;
  auto look = [&](db::Session& session) -> Status {
    LP_ASSIGN(columns, CountTableColumns(session, database.dialect()));
    return Ok();
  };
  auto make = [&](db::Session& session) -> Status {
    // Two that make a table at once get in each other's way on PostgreSQL, IF NOT EXISTS or not.
    if (database.dialect() == db::Dialect::kPostgres) {
      LP_TRY(session.Query("SELECT pg_advisory_xact_lock(hashtext('iceberg_tables'))"));
    }
    LP_TRY(session.Execute(kCreateTables));
    LP_TRY(session.Execute(kCreateNamespaceProperties));
    return look(session);
  };
  LP_TRY(database.Read(look));
  if (columns == 0) LP_TRY(database.Transact(make), "making the catalog's tables");
  return columns >= kColumnsOfV1 ? SqlSchemaVersion::kV1 : SqlSchemaVersion::kV0;
}

}  // namespace lakeport::catalogs
