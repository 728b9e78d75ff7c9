#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/testing/temp_dir.h"
#include "base/uuid.h"
#include "db/database.h"

namespace lakeport::db {

// An empty database for one test, gone at its end.
class TestDatabase {
 public:
  virtual ~TestDatabase() = default;
  virtual std::string uri() const = 0;
};

class SqliteTestDatabase final : public TestDatabase {
 public:
  std::string uri() const override { return "sqlite://" + path(); }
  std::string path() const { return directory_.path("test.db"); }

 private:
  TempDir directory_;
};

// The PostgreSQL that tests may use, as a URI; empty when there is none (test/servers/postgres.sh starts one).
inline std::string TestPostgresUri() {
  const char* uri = std::getenv("LAKEPORT_TEST_POSTGRES");
  return uri == nullptr ? "" : uri;
}

// A schema of its own in the database that LAKEPORT_TEST_POSTGRES names.
class PostgresTestDatabase final : public TestDatabase {
 public:
  PostgresTestDatabase() { Run("CREATE SCHEMA " + schema_); }
  ~PostgresTestDatabase() override { Run("DROP SCHEMA " + schema_ + " CASCADE"); }

  std::string uri() const override {
    auto server = TestPostgresUri();
    return server + (server.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" + schema_;
  }

 private:
  static void Run(const std::string& sql) {
    auto database = OpenDatabase(TestPostgresUri());
    Status done = database.ok() ? (*database)->Transact([&](Session& session) -> Status {
      LP_TRY(session.Execute(sql));
      return Ok();
    })
                                : Status(database.error());
    if (!done.ok()) fprintf(stderr, "%s: %s\n", sql.c_str(), done.error().ToString().c_str());
  }
  static std::string NewSchemaName() {
    auto name = "test_" + NewUuid4();
    for (auto& c : name) c = c == '-' ? '_' : c;
    return name;
  }
  const std::string schema_ = NewSchemaName();
};

struct TestDatabaseKind {
  std::string name;
  std::unique_ptr<TestDatabase> (*make)();
};

// SQLite always; PostgreSQL when there is one. For testing::ValuesIn: what can't be tested is not listed.
inline std::vector<TestDatabaseKind> TestDatabaseKinds() {
  std::vector<TestDatabaseKind> kinds = {
      {"Sqlite", []() -> std::unique_ptr<TestDatabase> { return std::make_unique<SqliteTestDatabase>(); }}};
  if (TestPostgresUri().empty()) return kinds;
  kinds.push_back(
      {"Postgres", []() -> std::unique_ptr<TestDatabase> { return std::make_unique<PostgresTestDatabase>(); }});
  return kinds;
}

}  // namespace lakeport::db
