#pragma once

#include <atomic>
#include <latch>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "db/testing/database_test.h"

namespace lakeport::db {

// What every Database does, on every kind that there is here. One file of a test program includes this and writes
//   INSTANTIATE_TEST_SUITE_P(All, DatabaseSuite, testing::ValuesIn(TestDatabaseKinds()), NameOfDatabase);
class DatabaseSuite : public DatabaseTest {};

TEST_P(DatabaseSuite, ValuesComeBackAsTheyWere) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT, d DOUBLE PRECISION, s TEXT)"), IsOk());
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min(), kMost = std::numeric_limits<int64_t>::max();
  const std::string text = "o'clock \"quoted\" $1 \\ \n\t caf\u00e9 \U0001f600";
  ASSERT_THAT(Run("INSERT INTO t VALUES ($1, $2, $3)", {kLeast, 0.1, text}), IsOk());
  ASSERT_THAT(Run("INSERT INTO t VALUES ($1, $2, $3)", {kMost, -1e300, ""}), IsOk());
  ASSERT_THAT(Run("INSERT INTO t VALUES ($1, $2, $3)", {Value(), Value(), Value()}), IsOk());
  auto rows = Rows("SELECT s, i, i IS NULL, d = 0.1 FROM t ORDER BY i IS NULL, i");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].Text(0), text);
  EXPECT_EQ(rows[0].Int64(1), kLeast);
  EXPECT_EQ(rows[0].Int64(3), 1);
  EXPECT_EQ(rows[1].FindText(0), "");
  EXPECT_EQ(rows[1].FindInt64(1), kMost);
  EXPECT_TRUE(rows[2].IsNull(0));
  EXPECT_EQ(rows[2].Text(0), "");
  EXPECT_EQ(rows[2].FindText(0), std::nullopt);
  EXPECT_EQ(rows[2].FindInt64(1), std::nullopt);
  EXPECT_EQ(rows[2].Int64(2), 1);
}

TEST_P(DatabaseSuite, ExecuteCountsTheRowsItChanged) {
  auto work = [](Session& session) -> Status {
    EXPECT_EQ(session.Execute("CREATE TABLE t (i BIGINT)").value(), 0);
    EXPECT_EQ(session.Execute("INSERT INTO t VALUES ($1), ($2), ($1)", {int64_t{1}, int64_t{2}}).value(), 3);
    EXPECT_EQ(session.Execute("UPDATE t SET i = 5 WHERE i = $1", {int64_t{1}}).value(), 2);
    EXPECT_EQ(session.Execute("UPDATE t SET i = 5 WHERE i = $1", {int64_t{9}}).value(), 0);
    EXPECT_EQ(session.Execute("DELETE FROM t").value(), 3);
    return Ok();
  };
  EXPECT_THAT(database().Transact(work), IsOk());
}

TEST_P(DatabaseSuite, StatementMayReturnWhatItWrote) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  auto work = [](Session& session) -> Status {
    LP_ASSIGN(auto rows, session.Query("INSERT INTO t VALUES (7), (8) RETURNING i"));
    EXPECT_EQ(rows.size(), 2u);
    return Ok();
  };
  EXPECT_THAT(database().Transact(work), IsOk());
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 2);
}

TEST_P(DatabaseSuite, WorkThatFailsLeavesNothing) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  auto work = [](Session& session) -> Status {
    LP_TRY(session.Execute("INSERT INTO t VALUES (1)"));
    return NotFound("changed my mind");
  };
  EXPECT_THAT(database().Transact(work), FailsWith(ErrorKind::kNotFound));
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 0);
}

TEST_P(DatabaseSuite, WhatIsCommittedIsSeenByOthers) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  auto other = Open();
  ASSERT_THAT(Run(*other, "INSERT INTO t VALUES (1)"), IsOk());
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 1);
}

TEST_P(DatabaseSuite, BrokenUniqueKeyIsAlreadyExists) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT PRIMARY KEY, s TEXT UNIQUE)"), IsOk());
  ASSERT_THAT(Run("INSERT INTO t VALUES (1, 'a')"), IsOk());
  EXPECT_THAT(Run("INSERT INTO t VALUES (1, 'b')"), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_THAT(Run("INSERT INTO t VALUES (2, 'a')"), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_THAT(Run("INSERT INTO t VALUES (2, 'a') ON CONFLICT DO NOTHING"), IsOk());
}

TEST_P(DatabaseSuite, BrokenForeignKeyIsAConflict) {
  ASSERT_THAT(Run("CREATE TABLE parent (i BIGINT PRIMARY KEY)"), IsOk());
  ASSERT_THAT(Run("CREATE TABLE child (p BIGINT NOT NULL REFERENCES parent (i))"), IsOk());
  EXPECT_THAT(Run("INSERT INTO child VALUES (1)"), FailsWith(ErrorKind::kConflict));
}

TEST_P(DatabaseSuite, FailedStatementEndsTheTransactionEvenWhenOverlooked) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT PRIMARY KEY)"), IsOk());
  auto work = [](Session& session) -> Status {
    LP_TRY(session.Execute("INSERT INTO t VALUES (1)"));
    EXPECT_THAT(session.Execute("INSERT INTO t VALUES (1)"), FailsWith(ErrorKind::kAlreadyExists));
    EXPECT_THAT(session.Execute("INSERT INTO t VALUES (2)"), FailsWith(ErrorKind::kInternal));
    EXPECT_THAT(session.Query("SELECT 1"), FailsWith(ErrorKind::kInternal));
    return Ok();
  };
  EXPECT_THAT(database().Transact(work), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 0);
}

TEST_P(DatabaseSuite, WrongSqlIsInternalAndNamed) {
  auto status = Run("SELEKT 1");
  ASSERT_THAT(status, FailsWith(ErrorKind::kInternal));
  EXPECT_NE(status.error().ToString().find("SELEKT 1"), std::string::npos) << status.error().ToString();
  EXPECT_THAT(Run("SELECT 1; SELECT 2"), FailsWith(ErrorKind::kInternal));
  EXPECT_THAT(Run("SELECT CAST($1 AS TEXT)", {"a", "b"}), FailsWith(ErrorKind::kInternal));
  EXPECT_THAT(Run("SELECT CAST($1 AS TEXT)"), FailsWith(ErrorKind::kInternal));
  EXPECT_EQ(Number("SELECT 5"), 5) << "and the database goes on";
}

TEST_P(DatabaseSuite, TextThatIsNotUtf8IsRefused) {
  for (const auto& text : {std::string("\xff"), std::string("a\0b", 3)}) {
    EXPECT_THAT(Run("SELECT CAST($1 AS TEXT)", {text}), FailsWith(ErrorKind::kInvalidArgument));
  }
}

TEST_P(DatabaseSuite, ThreadsLoseNoUpdate) {
  ASSERT_THAT(Run("CREATE TABLE counter (n BIGINT)"), IsOk());
  ASSERT_THAT(Run("INSERT INTO counter VALUES (0)"), IsOk());
  std::atomic<int> failed = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) failed += Run("UPDATE counter SET n = n + 1").ok() ? 0 : 1;
    });
  }
  threads.clear();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(Number("SELECT n FROM counter"), 200);
}

TEST_P(DatabaseSuite, ProcessesLoseNoUpdate) {
  ASSERT_THAT(Run("CREATE TABLE counter (n BIGINT)"), IsOk());
  ASSERT_THAT(Run("INSERT INTO counter VALUES (0)"), IsOk());
  auto count = [](Database& mine) -> Status {
    for (int i = 0; i < 25; ++i) LP_TRY(Run(mine, "UPDATE counter SET n = n + 1"));
    return Ok();
  };
  std::vector<pid_t> children;
  for (int p = 0; p < 4; ++p) children.push_back(Fork(count));
  for (pid_t child : children) EXPECT_TRUE(Join(child));
  EXPECT_EQ(Number("SELECT n FROM counter"), 100);
}

TEST_P(DatabaseSuite, KilledProcessLeavesNothingOfItsTransaction) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  auto die_in_the_middle = [](Database& mine) -> Status {
    return mine.Transact([](Session& session) -> Status {
      LP_TRY(session.Execute("INSERT INTO t VALUES (1)"));
      ::kill(::getpid(), SIGKILL);
      return Ok();
    });
  };
  EXPECT_FALSE(RunInAnotherProcess(die_in_the_middle));
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 0);
  EXPECT_THAT(Run("INSERT INTO t VALUES (2)"), IsOk());
}

TEST_P(DatabaseSuite, OfManyThatReplaceOneVersionOneWins) {
  ASSERT_THAT(Run("CREATE TABLE t (version BIGINT)"), IsOk());
  ASSERT_THAT(Run("INSERT INTO t VALUES (0)"), IsOk());
  std::atomic<int> winners = 0;
  std::latch all_here(6);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      auto mine = Open();
      all_here.arrive_and_wait();
      Status done = mine->Transact([&](Session& session) -> Status {
        LP_ASSIGN(int64_t changed, session.Execute("UPDATE t SET version = 1 WHERE version = $1", {int64_t{0}}));
        winners += static_cast<int>(changed);
        return Ok();
      });
      EXPECT_THAT(done, IsOk());
    });
  }
  threads.clear();
  EXPECT_EQ(winners, 1);
}

TEST_P(DatabaseSuite, ReadSeesOneStateAndWaitsForNoWriter) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  auto count_twice = [&](Session& reader) -> Status {
    LP_ASSIGN(auto before, reader.Query("SELECT count(*) FROM t"));
    LP_TRY(Run("INSERT INTO t VALUES (1)"));
    LP_ASSIGN(auto after, reader.Query("SELECT count(*) FROM t"));
    EXPECT_EQ(before[0].Int64(0), after[0].Int64(0));
    return Ok();
  };
  EXPECT_THAT(database().Read(count_twice), IsOk());
  auto read_meanwhile = [&](Session& writer) -> Status {
    LP_TRY(writer.Execute("INSERT INTO t VALUES (2)"));
    EXPECT_EQ(Number("SELECT count(*) FROM t"), 1) << "what is not committed is not seen";
    return Ok();
  };
  EXPECT_THAT(database().Transact(read_meanwhile), IsOk());
}

TEST_P(DatabaseSuite, ReadMayNotWrite) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  auto write = [](Session& session) -> Status {
    LP_TRY(session.Execute("INSERT INTO t VALUES (1)"));
    return Ok();
  };
  EXPECT_THAT(database().Read(write), FailsWith(ErrorKind::kInternal));
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 0);
}

TEST_P(DatabaseSuite, LockThatStaysTakenIsUnavailable) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  ASSERT_THAT(Run("INSERT INTO t VALUES (0)"), IsOk());
  auto impatient = Open({.lock_timeout = std::chrono::milliseconds(50)});
  auto hold = [&](Session& session) -> Status {
    LP_TRY(session.Execute("UPDATE t SET i = 1"));
    EXPECT_THAT(Run(*impatient, "UPDATE t SET i = 2"), FailsWith(ErrorKind::kUnavailable));
    return Ok();
  };
  EXPECT_THAT(database().Transact(hold), IsOk());
  EXPECT_THAT(Run(*impatient, "UPDATE t SET i = 2"), IsOk());
}

}  // namespace lakeport::db
