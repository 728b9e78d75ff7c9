#include "db/pooled_database.h"
#include "db/postgres_connection.h"
#include "db/sqlite_connection.h"
#include "db/uri.h"

namespace lakeport::db {

Result<std::unique_ptr<Database>> OpenDatabase(const std::string& uri, const DatabaseOptions& options) {
  LP_ASSIGN(DatabaseUri parsed, ParseDatabaseUri(uri));
  PoolRules rules{.dialect = parsed.dialect, .connect = {}, .writer_timeout = options.lock_timeout};
  if (parsed.dialect == Dialect::kSqlite) {
    rules.one_writer = true;
    rules.connect = [path = parsed.path, options] { return OpenSqliteConnection(path, options); };
  } else {
    rules.connect = [parsed, options] { return OpenPostgresConnection(parsed, options); };
  }
  auto database = MakePooledDatabase(std::move(rules));
  auto look = [](Session& session) -> Status {
    LP_TRY(session.Query("SELECT 1"));
    return Ok();
  };
  LP_TRY(database->Read(look), "opening {}", parsed.display);
  return database;
}

}  // namespace lakeport::db
