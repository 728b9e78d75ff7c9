#include <csignal>
#include <functional>

#include <sys/wait.h>

#include "catalogs/lock_owner.h"
#include "catalogs/test/hive_place.h"
#include "catalogs/test/processes.h"
#include "db/testing/breaking_proxy.h"

namespace lakeport::catalogs {
namespace {

// One real metastore, with processes that are killed and connections that break.
class HiveRealTest : public testing::TestWithParam<std::pair<const std::string, std::string>> {
 protected:
  void SetUp() override {
    auto catalog = place_.Open();
    ASSERT_THAT(catalog->CreateNamespace(orders_.ns, {}), IsOk());
    iceberg::Schema schema(0, {{.id = 1, .name = "id", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)}});
    ASSERT_THAT(catalog->CommitTable(orders_, {iceberg::AssertCreate{}},
                                     {iceberg::AddSchema{schema}, iceberg::SetCurrentSchema{}}),
                IsOk());
  }

  // A process that does `work` and exits with what it returns.
  static int PortOf(const std::string& uri) { return std::stoi(uri.substr(uri.rfind(':') + 1)); }

  // The same databases, by way of a proxy.
  std::unique_ptr<iceberg::Catalog> OpenThrough(const db::BreakingProxy& proxy) {
    return place_.OpenWith(ClientsOf(fmt::format("thrift://127.0.0.1:{}", proxy.port()), prefix_)());
  }

  // How a call's message begins.
  static std::string Call(const std::string& name) {
    return std::string("\0\0\0", 3) + static_cast<char>(name.size()) + name;
  }

  const iceberg::TableIdentifier orders_{{"sales"}, "orders"};
  const std::string prefix_ = NewPrefix();
  HivePlace place_{ClientsOf(GetParam().second, prefix_)};
};

TEST_P(HiveRealTest, NoCommitIsLost) {
  constexpr int kProcesses = 2;
  constexpr int kCommits = 15;
  CommitFromProcesses(kProcesses, kCommits, orders_, [&] { return place_.Open(); });
  auto table = place_.Open()->LoadTable(orders_);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.properties.size(), size_t{kProcesses * kCommits});
  EXPECT_EQ(table->metadata.metadata_log.size(), size_t{kProcesses * kCommits});
}

// P20
TEST_P(HiveRealTest, ALockLeftByAKilledProcessDoesNotStopTheNextOne) {
  const pid_t child = ForkChild([&] {
    auto client = place_.OpenClient();
    auto lock = HiveLock::Acquire(*client, "sales", "orders", {});
    return lock.ok() ? raise(SIGKILL) : 1;
  });
  ASSERT_TRUE(WIFSIGNALED(WaitForChild(child)));
  auto left = place_.OpenClient()->ListLocks("sales", "orders");
  ASSERT_THAT(left, IsOk());
  ASSERT_EQ(left->size(), 1u);
  EXPECT_TRUE(IsEndedProcess(left->at(0).agent));
  EXPECT_TRUE(CommitProperty(*place_.Open(), orders_, "after"));
}

using When = db::BreakingProxy::When;

TEST_P(HiveRealTest, ACommitWhoseAnswerIsLostIsFoundToBeDone) {
  db::BreakingProxy proxy(PortOf(GetParam().second));
  auto catalog = OpenThrough(proxy);
  proxy.BreakAt(Call("alter_table_with_environment_context"), When::kAfterItIsAnswered);
  auto committed = catalog->CommitTable(orders_, {}, {iceberg::SetProperties{{{"a", "1"}}}});
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(catalog->LoadTable(orders_)->metadata_location, committed->metadata_location);
}

TEST_P(HiveRealTest, ACommitThatDoesNotArriveIsUnknownAndChangesNothing) {
  db::BreakingProxy proxy(PortOf(GetParam().second));
  auto catalog = OpenThrough(proxy);
  proxy.BreakAt(Call("alter_table_with_environment_context"), When::kBeforeItIsSent);
  EXPECT_THAT(catalog->CommitTable(orders_, {}, {iceberg::SetProperties{{{"a", "1"}}}}),
              FailsWith(ErrorKind::kCommitUnknown));
  EXPECT_FALSE(catalog->LoadTable(orders_)->metadata.properties.contains("a"));
  EXPECT_TRUE(CommitProperty(*catalog, orders_, "b"));
}

TEST_P(HiveRealTest, ALockWhoseAnswerIsLostIsFoundAndGivenBack) {
  db::BreakingProxy proxy(PortOf(GetParam().second));
  auto catalog = OpenThrough(proxy);
  proxy.BreakAt(Call("lock"), When::kAfterItIsAnswered);
  EXPECT_TRUE(CommitProperty(*catalog, orders_, "a"));
  proxy.BreakAt(Call("unlock"), When::kBeforeItIsSent);
  EXPECT_TRUE(CommitProperty(*catalog, orders_, "b"));
  EXPECT_THAT(place_.OpenClient()->ListLocks("sales", "orders").value(), testing::IsEmpty());
}

TEST_P(HiveRealTest, ATableWiderThanTheMetastoresDatabaseTakesIsStillMade) {
  std::vector<iceberg::NestedField> fields;
  for (int i = 1; i <= 300; ++i) {
    fields.push_back({.id = i,
                      .name = fmt::format("a_column_with_a_long_name_{}", i),
                      .type = iceberg::Type::Primitive(iceberg::TypeId::kString),
                      .doc = std::string(500, 'd')});
  }
  const iceberg::TableIdentifier wide{{"sales"}, "wide"};
  auto catalog = place_.Open();
  iceberg::SetProperties properties{{{"schema.name-mapping.default", std::string(40'000, 'm')}}};
  ASSERT_THAT(
      catalog->CommitTable(wide, {iceberg::AssertCreate{}},
                           {iceberg::AddSchema{iceberg::Schema(0, fields)}, iceberg::SetCurrentSchema{}, properties}),
      IsOk());
  auto loaded = catalog->LoadTable(wide);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->metadata.schema().fields().size(), fields.size());
  EXPECT_EQ(loaded->metadata.properties.at("schema.name-mapping.default").size(), 40'000u);
}

TEST_P(HiveRealTest, AColumnWithAVeryLongTypeIsTaken) {
  std::vector<iceberg::NestedField> members;
  for (int i = 1; i <= 400; ++i) {
    members.push_back(
        {.id = i + 1, .name = fmt::format("member_{}", i), .type = iceberg::Type::Primitive(iceberg::TypeId::kString)});
  }
  const iceberg::TableIdentifier deep{{"sales"}, "deep"};
  iceberg::Schema schema(0, {{.id = 1, .name = "record", .type = iceberg::Type::Struct(members)}});
  EXPECT_THAT(place_.Open()->CommitTable(deep, {iceberg::AssertCreate{}},
                                         {iceberg::AddSchema{schema}, iceberg::SetCurrentSchema{}}),
              IsOk());
}

std::vector<std::pair<const std::string, std::string>> Servers() {
  auto servers = metastore::RealServers();
  return {servers.begin(), servers.end()};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(HiveRealTest);
INSTANTIATE_TEST_SUITE_P(Real, HiveRealTest, testing::ValuesIn(Servers()),
                         [](const auto& server) { return "Hive" + server.param.first; });

}  // namespace
}  // namespace lakeport::catalogs
