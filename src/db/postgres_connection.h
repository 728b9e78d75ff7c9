#pragma once

#include <memory>

#include "db/connection.h"
#include "db/uri.h"

namespace lakeport::db {

// Connects to a PostgreSQL server, 12 or later.
Result<std::unique_ptr<Connection>> OpenPostgresConnection(const DatabaseUri& uri, const DatabaseOptions& options);

}  // namespace lakeport::db
