#include "browse/browser.h"

#include <optional>

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "iceberg/testing/memory_catalog.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::browse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What the fakes share with the test: what they say, and how often they were asked.
struct World {
  int sources_opened = 0, catalogs_opened = 0, lists = 0;
  std::map<std::string, std::vector<std::string>> tables;  // by database
  std::optional<Error> failure;                            // of the next list
};

class FakeSource final : public hive::Source {
 public:
  explicit FakeSource(World& world) : world_(world) {}

  Result<std::vector<std::string>> ListDatabases() override {
    std::vector<std::string> names;
    for (const auto& [database, tables] : world_.tables) names.push_back(database);
    return Answer(std::move(names));
  }
  Result<std::vector<std::string>> ListTables(const std::string& database) override {
    return Answer(world_.tables[database]);
  }
  Result<hive::Table> GetTable(const std::string& database, const std::string& table) override {
    if (!world_.tables.contains(database)) return NotFound("there is no database {}", database);
    return hive::Table{.database = database, .name = table, .columns = {}, .partition_keys = {}};
  }
  Status VisitPartitions(const hive::Table&,
                         const std::function<Status(const std::vector<hive::Partition>&)>&) override {
    return Ok();
  }

 private:
  Result<std::vector<std::string>> Answer(std::vector<std::string> names) {
    ++world_.lists;
    if (world_.failure) return *std::exchange(world_.failure, std::nullopt);
    return names;
  }
  World& world_;
};

class BrowserTest : public testing::Test {
 protected:
  static config::Config MakeConfig() {
    config::Config config;
    config.path = "lakeport.toml";
    for (const auto& [name, type] : std::map<std::string, std::string>{
             {"hive", "hive"}, {"other", "hive"}, {"lake", "iceberg-sql"}, {"acct", "azure"}}) {
      config.connections[name] = {.name = name, .type = type, .settings = {}};
    }
    return config;
  }
  Result<std::unique_ptr<hive::Source>> OpenSource(const config::Connection&) {
    ++world_.sources_opened;
    return std::unique_ptr<hive::Source>(std::make_unique<FakeSource>(world_));
  }
  Result<std::unique_ptr<iceberg::Catalog>> OpenCatalog(const config::Connection&) {
    ++world_.catalogs_opened;
    auto warehouse = Location::Parse("memory://lake/warehouse").value();
    return std::unique_ptr<iceberg::Catalog>(
        std::make_unique<iceberg::MemoryCatalog>(catalog_state_, files_, warehouse, clock_));
  }

  World world_;
  storage::MemoryFileIO files_;
  iceberg::MemoryCatalogState catalog_state_;
  FakeClock clock_;
  Browser browser_{MakeConfig(), [this](const auto& connection) { return OpenSource(connection); },
                   [this](const auto& connection) { return OpenCatalog(connection); }, clock_};
};

TEST_F(BrowserTest, ListsDatabasesAndTheirTables) {
  world_.tables = {{"crm", {"customers"}}, {"sales", {"items", "orders"}}};
  EXPECT_THAT(*browser_.ListDatabases("hive"), ElementsAre("crm", "sales"));
  EXPECT_THAT(*browser_.ListTables("hive", "sales"), ElementsAre("items", "orders"));
  EXPECT_THAT(*browser_.ListTables("hive", "crm"), ElementsAre("customers"));
  EXPECT_EQ(browser_.GetTable("hive", "sales", "orders")->name, "orders");
}

TEST_F(BrowserTest, OpensAConnectionWhenItIsAskedForAndOnce) {
  EXPECT_EQ(world_.sources_opened, 0);
  ASSERT_THAT(browser_.ListDatabases("hive"), IsOk());
  ASSERT_THAT(browser_.ListTables("hive", "a"), IsOk());
  EXPECT_EQ(world_.sources_opened, 1);
  ASSERT_THAT(browser_.ListDatabases("other"), IsOk());
  EXPECT_EQ(world_.sources_opened, 2);
}

TEST_F(BrowserTest, KeepsTenThousandNamesForTenSeconds) {
  for (int i = 10'000; i < 20'000; ++i) world_.tables["big"].push_back(fmt::format("t{}", i));
  for (int page = 0; page < 10; ++page) EXPECT_EQ(browser_.ListTables("hive", "big")->size(), 10'000u);
  EXPECT_EQ(world_.lists, 1);
  world_.tables["big"].emplace_back("t99999");
  clock_.Advance(std::chrono::milliseconds(9'999));
  EXPECT_EQ(browser_.ListTables("hive", "big")->size(), 10'000u);
  clock_.Advance(std::chrono::milliseconds(1));
  EXPECT_EQ(browser_.ListTables("hive", "big")->size(), 10'001u);
  EXPECT_EQ(world_.lists, 2);
}

TEST_F(BrowserTest, FailureIsNotKeptAndNamesTheConnection) {
  world_.tables = {{"sales", {}}};
  world_.failure = Unavailable("connection refused");
  auto failed = browser_.ListDatabases("hive");
  ASSERT_THAT(failed, FailsWith(ErrorKind::kUnavailable));
  EXPECT_EQ(failed.error().ToString(), "Unavailable: connection refused; while listing what connection hive holds");
  EXPECT_THAT(*browser_.ListDatabases("hive"), ElementsAre("sales"));
  EXPECT_EQ(world_.sources_opened, 2) << "a connection that may have broken is opened anew";
}

TEST_F(BrowserTest, FailureThatIsNoFaultOfTheConnectionLeavesItOpen) {
  EXPECT_THAT(browser_.GetTable("hive", "none", "t"), FailsWith(ErrorKind::kNotFound));
  ASSERT_THAT(browser_.ListDatabases("hive"), IsOk());
  EXPECT_EQ(world_.sources_opened, 1);
}

TEST_F(BrowserTest, ConnectionThatCannotBeOpenedIsTriedAgain) {
  int tries = 0;
  auto open = [&](const config::Connection& connection) -> Result<std::unique_ptr<hive::Source>> {
    if (++tries == 1) return Unavailable("connection refused");
    return OpenSource(connection);
  };
  Browser browser(
      MakeConfig(), open, [this](const auto& connection) { return OpenCatalog(connection); }, clock_);
  EXPECT_THAT(browser.ListDatabases("hive"), FailsWith(ErrorKind::kUnavailable));
  EXPECT_THAT(browser.ListDatabases("hive"), IsOk());
}

TEST_F(BrowserTest, ListsNamespacesAndTheirTables) {
  auto catalog = OpenCatalog({}).value();
  for (const iceberg::Namespace& ns : {iceberg::Namespace{"a"}, {"a", "b"}, {"a-c"}}) {
    ASSERT_THAT(catalog->CreateNamespace(ns, {}), IsOk());
  }
  ASSERT_THAT(catalog->CommitTable({{"a", "b"}, "orders"}, {iceberg::AssertCreate{}},
                                   {iceberg::AddSchema{}, iceberg::SetCurrentSchema{}}),
              IsOk());
  EXPECT_THAT(*browser_.ListNamespaces("lake"), ElementsAre("a", "a-c", "a.b")) << "sorted as text, for paging";
  EXPECT_THAT(*browser_.ListNamespaceTables("lake", "a.b"), ElementsAre("orders"));
  EXPECT_THAT(*browser_.ListNamespaceTables("lake", "a"), IsEmpty());
}

TEST_F(BrowserTest, ATableOutlivesTheConnectionThatWasOpenedAnew) {
  auto catalog = OpenCatalog({}).value();
  ASSERT_THAT(catalog->CreateNamespace({"a", "b"}, {}), IsOk());
  auto made = catalog->CommitTable({{"a", "b"}, "orders"}, {iceberg::AssertCreate{}},
                                   {iceberg::AddSchema{}, iceberg::SetCurrentSchema{}});
  ASSERT_THAT(made, IsOk());
  std::optional<CatalogTable> found;
  {
    Browser browser(
        MakeConfig(), [this](const auto& connection) { return OpenSource(connection); },
        [this](const auto& connection) { return OpenCatalog(connection); }, clock_);
    auto loaded = browser.LoadTable("lake", "a.b", "orders");
    ASSERT_THAT(loaded, IsOk());
    found = *loaded;
    EXPECT_THAT(browser.LoadTable("lake", "a.b", "none"), FailsWith(ErrorKind::kNotFound));
  }
  EXPECT_EQ(found->table.metadata_location, made->metadata_location);
  EXPECT_THAT(storage::ReadFile(found->catalog->io(), *Location::Parse(made->metadata_location)), IsOk());
}

TEST_F(BrowserTest, WrongNamesOfNamespacesAreRefused) {
  EXPECT_THAT(browser_.ListNamespaceTables("lake", "none"), FailsWith(ErrorKind::kNotFound));
  for (const char* wrong : {"", ".", "a.", "..", "a/b", "a\nb"}) {
    EXPECT_THAT(browser_.ListNamespaceTables("lake", wrong), FailsWith(ErrorKind::kInvalidArgument)) << wrong;
  }
}

TEST_F(BrowserTest, AsksAConnectionOnlyWhatItIsFor) {
  EXPECT_THAT(browser_.ListDatabases("none"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(browser_.ListDatabases("lake"), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(browser_.ListNamespaces("hive"), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(browser_.ListNamespaces("acct"), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_EQ(world_.sources_opened + world_.catalogs_opened, 0);
}

}  // namespace
}  // namespace lakeport::browse
