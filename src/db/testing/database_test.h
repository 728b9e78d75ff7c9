#pragma once

#include <csignal>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/testing/matchers.h"
#include "db/testing/test_database.h"

namespace lakeport::db {

inline std::string NameOfDatabase(const testing::TestParamInfo<TestDatabaseKind>& info) { return info.param.name; }

// A test with a database of its own.
class DatabaseTest : public testing::TestWithParam<TestDatabaseKind> {
 protected:
  std::string uri() const { return place_->uri(); }
  Database& database() { return *database_; }
  std::unique_ptr<Database> Open(const DatabaseOptions& options = {}) { return OpenDatabase(uri(), options).value(); }

  Status Run(const std::string& sql, const std::vector<Value>& parameters = {}) {
    return Run(*database_, sql, parameters);
  }
  static Status Run(Database& database, const std::string& sql, const std::vector<Value>& parameters = {}) {
    return database.Transact([&](Session& session) -> Status {
      LP_TRY(session.Execute(sql, parameters));
      return Ok();
    });
  }
  std::vector<Row> Rows(const std::string& sql, const std::vector<Value>& parameters = {}) {
    std::vector<Row> rows;
    Status read = database_->Read([&](Session& session) -> Status {
      LP_ASSIGN(rows, session.Query(sql, parameters));
      return Ok();
    });
    EXPECT_THAT(read, IsOk());
    return rows;
  }
  int64_t Number(const std::string& sql) {
    auto rows = Rows(sql);
    return rows.empty() ? -1 : rows[0].Int64(0);
  }
  // Runs `work` in another process, with a Database of its own; true when it returned ok.
  bool RunInAnotherProcess(const std::function<Status(Database&)>& work) { return Join(Fork(work)); }
  pid_t Fork(const std::function<Status(Database&)>& work) {
    pid_t child = ::fork();
    if (child != 0) return child;
    auto mine = OpenDatabase(uri());
    ::_exit(mine.ok() && work(**mine).ok() ? 0 : 1);
  }
  static bool Join(pid_t child) {
    int status = 1;
    return ::waitpid(child, &status, 0) == child && status == 0;
  }

 private:
  std::unique_ptr<TestDatabase> place_ = GetParam().make();
  std::unique_ptr<Database> database_ = OpenDatabase(place_->uri()).value();
};

}  // namespace lakeport::db
