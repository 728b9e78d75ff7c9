#pragma once

#include <functional>
#include <memory>

#include "db/connection.h"

namespace lakeport::db {

struct PoolRules {
  Dialect dialect = Dialect::kSqlite;
  std::function<Result<std::unique_ptr<Connection>>()> connect;
  bool one_writer = false;  // of this process at a time, so that its threads queue here and not at the file's lock
  std::chrono::milliseconds writer_timeout{};
};

// A Database over connections that are made as they are needed, and kept for the next transaction.
std::unique_ptr<Database> MakePooledDatabase(PoolRules rules);

}  // namespace lakeport::db
