#pragma once

#include <memory>

#include "db/connection.h"

namespace lakeport::db {

// Opens the SQLite file at `path`, and makes it when there is none.
Result<std::unique_ptr<Connection>> OpenSqliteConnection(const std::string& path, const DatabaseOptions& options);

}  // namespace lakeport::db
