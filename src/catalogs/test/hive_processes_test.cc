#include <csignal>
#include <functional>

#include <sys/wait.h>
#include <unistd.h>

#include "catalogs/lock_owner.h"
#include "catalogs/test/hive_place.h"

namespace lakeport::catalogs {
namespace {

// Several processes and one real metastore.
class HiveProcessesTest : public testing::TestWithParam<std::pair<const std::string, std::string>> {
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
  static pid_t Start(const std::function<int()>& work) {
    const pid_t child = fork();
    if (child == 0) _exit(work());
    return child;
  }
  static int WaitFor(pid_t child) {
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return status;
  }

  // As an engine does: again after a conflict.
  bool Commit(iceberg::Catalog& catalog, const std::string& key) const {
    for (int attempt = 0; attempt < 1000; ++attempt) {
      auto committed = catalog.CommitTable(orders_, {}, {iceberg::SetProperties{{{key, "x"}}}});
      if (committed.ok()) return true;
      if (committed.error().kind() != ErrorKind::kConflict) return false;
    }
    return false;
  }

  const iceberg::TableIdentifier orders_{{"sales"}, "orders"};
  HivePlace place_{ClientsOf(GetParam().second)};
};

TEST_P(HiveProcessesTest, NoCommitIsLost) {
  constexpr int kProcesses = 2;
  constexpr int kCommits = 15;
  std::vector<pid_t> children;
  for (int process = 0; process < kProcesses; ++process) {
    children.push_back(Start([&] {
      auto catalog = place_.Open();
      for (int i = 0; i < kCommits; ++i) {
        if (!Commit(*catalog, fmt::format("p{}.{}", process, i))) return 1;
      }
      return 0;
    }));
  }
  for (pid_t child : children) EXPECT_EQ(WaitFor(child), 0);
  auto table = place_.Open()->LoadTable(orders_);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.properties.size(), size_t{kProcesses * kCommits});
  EXPECT_EQ(table->metadata.metadata_log.size(), size_t{kProcesses * kCommits});
}

// P20
TEST_P(HiveProcessesTest, ALockLeftByAKilledProcessDoesNotStopTheNextOne) {
  const pid_t child = Start([&] {
    auto client = place_.OpenClient();
    auto lock = HiveLock::Acquire(*client, "sales", "orders", {});
    return lock.ok() ? raise(SIGKILL) : 1;
  });
  ASSERT_TRUE(WIFSIGNALED(WaitFor(child)));
  auto left = place_.OpenClient()->ListLocks("sales", "orders");
  ASSERT_THAT(left, IsOk());
  ASSERT_EQ(left->size(), 1u);
  EXPECT_TRUE(IsEndedProcess(left->at(0).agent));
  EXPECT_TRUE(Commit(*place_.Open(), "after"));
}

std::vector<std::pair<const std::string, std::string>> Servers() {
  auto servers = metastore::RealServers();
  return {servers.begin(), servers.end()};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(HiveProcessesTest);
INSTANTIATE_TEST_SUITE_P(Real, HiveProcessesTest, testing::ValuesIn(Servers()),
                         [](const auto& server) { return "Hive" + server.param.first; });

}  // namespace
}  // namespace lakeport::catalogs
