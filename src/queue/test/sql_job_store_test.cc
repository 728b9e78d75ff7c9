#include "queue/sql_job_store.h"

#include <memory>

#include "db/testing/test_database.h"
#include "queue/sql_schema.h"
#include "queue/testing/job_store_suite.h"

namespace lakeport::queue {
namespace {

std::vector<JobStoreFactory> SqlFactories() {
  std::vector<JobStoreFactory> factories;
  for (const auto& kind : db::TestDatabaseKinds()) {
    auto make = [kind]() -> OpenStore {
      std::shared_ptr<db::TestDatabase> place = kind.make();
      return [place](const Clock& clock) {
        return OpenSqlJobStore(db::OpenDatabase(place->uri()).value(), {.clock = &clock}).value();
      };
    };
    factories.push_back({kind.name, make});
  }
  return factories;
}

INSTANTIATE_TEST_SUITE_P(Sql, JobStoreSuite, testing::ValuesIn(SqlFactories()),
                         [](const auto& factory) { return factory.param.name; });

class SqlJobStoreTest : public testing::TestWithParam<db::TestDatabaseKind> {
 protected:
  std::unique_ptr<db::Database> OpenDatabase() { return db::OpenDatabase(place_->uri()).value(); }
  Result<std::unique_ptr<JobStore>> OpenStore() { return OpenSqlJobStore(OpenDatabase()); }

 private:
  std::unique_ptr<db::TestDatabase> place_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Sql, SqlJobStoreTest, testing::ValuesIn(db::TestDatabaseKinds()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(SqlJobStoreTest, WithoutAClockTheDatabasesIsUsed) {
  auto store = OpenStore();
  ASSERT_THAT(store, IsOk());
  Timestamp before = SystemClock().Now();
  auto job = (*store)->Submit({.engine = "ingest"});
  ASSERT_THAT(job, IsOk());
  EXPECT_GE(job->created_at, before - std::chrono::milliseconds(1));
  EXPECT_LE(job->created_at, SystemClock().Now() + std::chrono::milliseconds(1));
}

TEST_P(SqlJobStoreTest, JobsOutliveTheStore) {
  std::string id = (*OpenStore())->Submit({.engine = "ingest"})->id;
  EXPECT_EQ((*OpenStore())->Get(id)->id, id);
}

TEST_P(SqlJobStoreTest, TablesOfALaterVersionAreLeftAlone) {
  ASSERT_THAT(OpenStore(), IsOk());
  auto database = OpenDatabase();
  ASSERT_THAT(database->Transact([](db::Session& session) -> Status {
    LP_TRY(session.Execute("UPDATE lakeport_schema SET version = version + 1 WHERE module = 'queue'"));
    return Ok();
  }),
              IsOk());
  auto refused = OpenStore();
  ASSERT_THAT(refused, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(refused.error().message(), testing::HasSubstr("install the newer Lakeport"));
}

// F24. Goes through every version there was, with jobs in the tables from the first on.
TEST_P(SqlJobStoreTest, TablesOfEachEarlierVersionAreBroughtUpToDate) {
  for (int64_t version = 0; version < SchemaVersion(); ++version) {
    auto place = GetParam().make();
    auto database = db::OpenDatabase(place->uri()).value();
    ASSERT_THAT(database->Transact(
                    [&](db::Session& session) { return UpgradeSchemaTo(session, database->dialect(), version); }),
                IsOk());
    auto store = OpenSqlJobStore(db::OpenDatabase(place->uri()).value());
    ASSERT_THAT(store, IsOk());
    EXPECT_THAT((*store)->Submit({.engine = "ingest"}), IsOk());
  }
}

TEST_P(SqlJobStoreTest, ManyMayOpenANewDatabaseAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { EXPECT_THAT(OpenStore(), IsOk()); });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace lakeport::queue
