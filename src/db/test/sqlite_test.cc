#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include "db/testing/database_suite.h"

namespace lakeport::db {
namespace {

INSTANTIATE_TEST_SUITE_P(All, DatabaseSuite, testing::ValuesIn(TestDatabaseKinds()), NameOfDatabase);

class SqliteTest : public testing::Test {
 protected:
  std::string Uri(const std::string& name) { return "sqlite://" + directory_.path(name); }
  TempDir directory_;
};

TEST_F(SqliteTest, FileIsMadeWithAWriteAheadLog) {
  auto database = OpenDatabase(Uri("new.db"));
  ASSERT_THAT(database, IsOk());
  EXPECT_EQ((*database)->dialect(), Dialect::kSqlite);
  EXPECT_TRUE(std::filesystem::is_regular_file(directory_.path("new.db")));
  auto look = [](Session& session) -> Status {
    LP_ASSIGN(auto mode, session.Query("PRAGMA journal_mode"));
    EXPECT_EQ(mode[0].Text(0), "wal");
    LP_ASSIGN(auto synchronous, session.Query("PRAGMA synchronous"));
    EXPECT_EQ(synchronous[0].Int64(0), 2) << "FULL";
    return Ok();
  };
  EXPECT_THAT((*database)->Transact(look), IsOk());
}

TEST_F(SqliteTest, SpellingOfSqlAlchemyIsTheSameFile) {
  ASSERT_THAT(OpenDatabase("sqlite:///" + directory_.path("a.db")), IsOk());
  EXPECT_TRUE(std::filesystem::exists(directory_.path("a.db")));
}

TEST_F(SqliteTest, MissingDirectoryIsNotFound) {
  auto database = OpenDatabase(Uri("none/a.db"));
  ASSERT_THAT(database, FailsWith(ErrorKind::kNotFound));
  EXPECT_NE(database.error().message().find(directory_.path("none")), std::string::npos);
}

TEST_F(SqliteTest, WhatIsNoDatabaseIsRefusedAndStaysAsItIs) {
  std::ofstream(directory_.path("text")) << std::string(5000, 'x');
  EXPECT_THAT(OpenDatabase(Uri("text")), FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(std::filesystem::file_size(directory_.path("text")), 5000u);
  ASSERT_EQ(::mkfifo(directory_.path("fifo").c_str(), 0600), 0);
  EXPECT_THAT(OpenDatabase(Uri("fifo")), FailsWith(ErrorKind::kInvalidArgument));
  std::filesystem::create_directory(directory_.path("d"));
  EXPECT_THAT(OpenDatabase(Uri("d")), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_F(SqliteTest, FullDiskIsUnavailableAndNothingIsHalfDone) {
  auto database = OpenDatabase(Uri("a.db")).value();
  auto fill = [](Session& session) -> Status {
    LP_TRY(session.Query("PRAGMA max_page_count = 20"));
    LP_TRY(session.Execute("CREATE TABLE t (s TEXT)"));
    for (int i = 0; i < 100; ++i) LP_TRY(session.Execute("INSERT INTO t VALUES ($1)", {std::string(4000, 'x')}));
    return Ok();
  };
  EXPECT_THAT(database->Transact(fill), FailsWith(ErrorKind::kUnavailable));
  auto count = [](Session& session) -> Status {
    LP_ASSIGN(auto tables, session.Query("SELECT count(*) FROM sqlite_master"));
    EXPECT_EQ(tables[0].Int64(0), 0);
    return Ok();
  };
  EXPECT_THAT(database->Transact(count), IsOk());
}

TEST_F(SqliteTest, ForeignNumbersReadAsText) {
  auto database = OpenDatabase(Uri("a.db")).value();
  auto look = [](Session& session) -> Status {
    LP_ASSIGN(auto rows, session.Query("SELECT 42, 1.5, x'616263'"));
    EXPECT_EQ(rows[0].Text(0), "42");
    EXPECT_EQ(rows[0].Text(1), "1.5");
    EXPECT_EQ(rows[0].Text(2), "abc");
    return Ok();
  };
  EXPECT_THAT(database->Read(look), IsOk());
}

}  // namespace
}  // namespace lakeport::db
