#pragma once

#include <string>
#include <string_view>

#include "db/database.h"

namespace lakeport::db {

// A database's URI, taken apart as far as we must. What is not a URI that we know is InvalidArgument, which shows no
// part of it but the scheme: the rest may be a password.
struct DatabaseUri {
  Dialect dialect = Dialect::kSqlite;
  std::string path;     // SQLite: absolute
  std::string libpq;    // PostgreSQL: "postgresql://..." as libpq takes it
  std::string display;  // without password and parameters
};

Result<DatabaseUri> ParseDatabaseUri(std::string_view uri);

// The URI with `name=value` added to its parameters, unless it has one of that name.
std::string WithDefaultParameter(std::string uri, std::string_view name, std::string_view value);

// `text` without the URI's passwords, encoded or not: libpq quotes parts of a URI that it can't read.
std::string WithoutPasswords(std::string text, std::string_view uri);

}  // namespace lakeport::db
