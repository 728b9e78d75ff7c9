#include <atomic>
#include <latch>
#include <regex>
#include <thread>

#include "db/testing/breaking_proxy.h"
#include "db/testing/database_test.h"

namespace lakeport::db {
namespace {

using When = BreakingProxy::When;

std::vector<TestDatabaseKind> PostgresKinds() {
  auto kinds = TestDatabaseKinds();
  return {kinds.begin() + 1, kinds.end()};
}

class PostgresTest : public DatabaseTest {
 protected:
  // The test's URI with one of its parts replaced.
  std::string UriWith(const char* pattern, const std::string& replacement) const {
    return std::regex_replace(uri(), std::regex(pattern), replacement);
  }
  std::string UriWithPort(int port) const { return UriWith(":[0-9]+/", ":" + std::to_string(port) + "/"); }
  int ServerPort() const {
    std::smatch found;
    auto text = uri();
    std::regex_search(text, found, std::regex("@[^/]*:([0-9]+)/"));
    return std::stoi(found[1]);
  }
  static int64_t BackendOf(Session& session) { return session.Query("SELECT pg_backend_pid()").value()[0].Int64(0); }
  // Ends a connection from the server's side, and waits until it is gone.
  void EndBackend(int64_t backend) {
    ASSERT_EQ(Rows("SELECT pg_terminate_backend(CAST($1 AS INTEGER), 10000)", {backend})[0].Int64(0), 1);
  }
  Status OpenStatus(const std::string& uri) {
    LP_TRY(OpenDatabase(uri));
    return Ok();
  }
  // Inserts a row through a proxy that breaks the connection around COMMIT.
  Status InsertThroughBreakingProxy(When when) {
    BreakingProxy proxy(ServerPort());
    LP_ASSIGN(auto database, OpenDatabase(UriWithPort(proxy.port())));
    proxy.BreakAt(std::string("COMMIT\0", 7), when);
    return Run(*database, "INSERT INTO t VALUES (1)");
  }
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PostgresTest);
INSTANTIATE_TEST_SUITE_P(Real, PostgresTest, testing::ValuesIn(PostgresKinds()), NameOfDatabase);

TEST_P(PostgresTest, ConnectionThatEndedWhileIdleIsReplaced) {
  auto other = Open();
  int64_t backend = 0;
  auto look = [&](Session& session) -> Status {
    backend = BackendOf(session);
    return Ok();
  };
  ASSERT_THAT(other->Transact(look), IsOk());
  EndBackend(backend);
  EXPECT_THAT(Run(*other, "CREATE TABLE t (i BIGINT)"), IsOk());
}

TEST_P(PostgresTest, ConnectionThatEndsInTheMiddleIsUnavailableAndLeavesNothing) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  auto other = Open();
  auto work = [&](Session& session) -> Status {
    LP_TRY(session.Execute("INSERT INTO t VALUES (1)"));
    EndBackend(BackendOf(session));
    LP_TRY(session.Execute("INSERT INTO t VALUES (2)"));
    return Ok();
  };
  EXPECT_THAT(other->Transact(work), FailsWith(ErrorKind::kUnavailable));
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 0);
  EXPECT_THAT(Run(*other, "INSERT INTO t VALUES (3)"), IsOk());
}

TEST_P(PostgresTest, CommitWhoseAnswerIsLostIsUnknown) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  EXPECT_THAT(InsertThroughBreakingProxy(When::kAfterItIsAnswered), FailsWith(ErrorKind::kCommitUnknown));
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 1) << "this one had happened";
}

TEST_P(PostgresTest, CommitThatNeverArrivesIsUnknown) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  EXPECT_THAT(InsertThroughBreakingProxy(When::kBeforeItIsSent), FailsWith(ErrorKind::kCommitUnknown));
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 0) << "this one had not";
}

TEST_P(PostgresTest, BreakBeforeCommitIsUnavailable) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT)"), IsOk());
  BreakingProxy proxy(ServerPort());
  auto database = OpenDatabase(UriWithPort(proxy.port())).value();
  proxy.BreakAt("INSERT", When::kAfterItIsAnswered);
  EXPECT_THAT(Run(*database, "INSERT INTO t VALUES (1)"), FailsWith(ErrorKind::kUnavailable));
  EXPECT_EQ(Number("SELECT count(*) FROM t"), 0);
}

TEST_P(PostgresTest, TransactionThatLostADeadlockRunsAgain) {
  ASSERT_THAT(Run("CREATE TABLE t (i BIGINT PRIMARY KEY, n BIGINT)"), IsOk());
  ASSERT_THAT(Run("INSERT INTO t VALUES (1, 0), (2, 0)"), IsOk());
  std::latch both_hold_one(2);
  std::atomic<int> runs = 0;
  auto update_both = [&](int64_t first, int64_t second) {
    auto mine = Open();
    Status done = mine->Transact([&, is_first_run = true](Session& session) mutable -> Status {
      ++runs;
      LP_TRY(session.Execute("UPDATE t SET n = n + 1 WHERE i = $1", {first}));
      if (std::exchange(is_first_run, false)) both_hold_one.arrive_and_wait();
      LP_TRY(session.Execute("UPDATE t SET n = n + 1 WHERE i = $1", {second}));
      return Ok();
    });
    EXPECT_THAT(done, IsOk());
  };
  std::jthread other([&] { update_both(2, 1); });
  update_both(1, 2);
  other.join();
  EXPECT_GE(runs, 3);
  EXPECT_EQ(Number("SELECT count(*) FROM t WHERE n = 2"), 2);
}

TEST_P(PostgresTest, TransactionThatKeepsCollidingIsAConflict) {
  int runs = 0;
  auto collide = [&](Session& session) -> Status {
    ++runs;
    LP_TRY(session.Execute("DO $$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = '40001'; END $$"));
    return Ok();
  };
  EXPECT_THAT(database().Transact(collide), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(runs, 10);
}

TEST_P(PostgresTest, SlowStatementIsATimeout) {
  auto impatient = Open({.statement_timeout = std::chrono::milliseconds(50)});
  EXPECT_THAT(Run(*impatient, "SELECT pg_sleep(30)"), FailsWith(ErrorKind::kTimeout));
  EXPECT_THAT(Run(*impatient, "SELECT 1"), IsOk());
}

TEST_P(PostgresTest, TransactionThatIdlesForTooLongIsEndedByTheServer) {
  auto impatient = Open({.idle_timeout = std::chrono::milliseconds(20)});
  auto idle = [&](Session& session) -> Status {
    auto backend = BackendOf(session);
    while (!Rows("SELECT 1 FROM pg_stat_activity WHERE pid = $1", {backend}).empty()) {
    }
    LP_TRY(session.Query("SELECT 1"));
    return Ok();
  };
  Status done = impatient->Transact(idle);
  ASSERT_FALSE(done.ok());
  EXPECT_TRUE(IsRetryable(done.error().kind())) << done.error().ToString();
}

TEST_P(PostgresTest, WrongPasswordIsUnauthenticatedAndNeverShown) {
  auto status = OpenStatus(UriWith("://([^:]*):[^@]*@", "://$1:s3cret%21@"));
  ASSERT_THAT(status, FailsWith(ErrorKind::kUnauthenticated));
  EXPECT_EQ(status.error().ToString().find("s3cret"), std::string::npos) << status.error().ToString();
}

TEST_P(PostgresTest, MissingDatabaseIsNotFound) {
  EXPECT_THAT(OpenStatus(UriWith("(:[0-9]+/)[^?]*", "$1no_such_database")), FailsWith(ErrorKind::kNotFound));
}

TEST_P(PostgresTest, MalformedUriIsInvalidAndShowsNoPassword) {
  for (const char* wrong : {"postgresql://u:s3cret%zz@127.0.0.1/d", "postgresql://u:s3cret@127.0.0.1:port/d",
                            "postgresql://u@127.0.0.1/d?password=s3cret&nonsense=1"}) {
    auto status = OpenStatus(wrong);
    ASSERT_THAT(status, FailsWith(ErrorKind::kInvalidArgument)) << wrong;
    EXPECT_EQ(status.error().ToString().find("s3cret"), std::string::npos) << status.error().ToString();
  }
}

TEST_P(PostgresTest, ServerThatIsNotThereIsUnavailable) {
  EXPECT_THAT(OpenStatus(UriWithPort(1)), FailsWith(ErrorKind::kUnavailable));
}

}  // namespace
}  // namespace lakeport::db
