#include "catalogs/sql_catalog.h"

#include <regex>

#include "base/testing/matchers.h"
#include "catalogs/test/processes.h"
#include "catalogs/test/sql_place.h"
#include "db/testing/breaking_proxy.h"

namespace lakeport::catalogs {
namespace {

using iceberg::Catalog;
using iceberg::LoadedTable;
using iceberg::Namespace;
using iceberg::TableIdentifier;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto NameOf = [](const auto& parameter) { return parameter.param.name; };

class SqlCatalogTest : public testing::TestWithParam<db::TestDatabaseKind> {
 protected:
  static Result<LoadedTable> Create(Catalog& catalog, const TableIdentifier& table) {
    iceberg::Schema schema(0, {{.id = 1, .name = "id", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)}});
    return catalog.CommitTable(table, {iceberg::AssertCreate{}},
                               {iceberg::AddSchema{schema}, iceberg::SetCurrentSchema{}});
  }
  static Result<LoadedTable> SetProperty(Catalog& catalog, const TableIdentifier& table, const std::string& key) {
    return catalog.CommitTable(table, {}, {iceberg::SetProperties{{{key, "x"}}}});
  }
  // Writes a table's row as another program would.
  void PutRow(const std::string& ns, const std::string& name, const db::Value& location, const db::Value& type) {
    ASSERT_THAT(
        place_.Run("INSERT INTO iceberg_tables VALUES ('lake', $1, $2, $3, NULL, $4)", {ns, name, location, type}),
        IsOk());
  }

  SqlPlace place_{GetParam().make()};
  std::unique_ptr<Catalog> catalog_ = place_.Open();
  const TableIdentifier orders_{{"sales", "eu"}, "orders"};
};

INSTANTIATE_TEST_SUITE_P(All, SqlCatalogTest, testing::ValuesIn(db::TestDatabaseKinds()), NameOf);

TEST_P(SqlCatalogTest, RowsAreThoseOfJdbcCatalog) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {{"owner", "me"}}), IsOk());
  auto first = Create(*catalog_, orders_);
  auto second = SetProperty(*catalog_, orders_, "a");
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(place_.Rows("SELECT catalog_name, table_namespace, table_name, metadata_location, "
                          "previous_metadata_location, iceberg_type FROM iceberg_tables",
                          6),
              ElementsAre(fmt::format("lake|sales.eu|orders|{}|{}|TABLE", second->metadata_location,
                                      first->metadata_location)));
  EXPECT_THAT(place_.Rows("SELECT catalog_name, namespace, property_key, property_value "
                          "FROM iceberg_namespace_properties ORDER BY property_key",
                          4),
              ElementsAre("lake|sales.eu|exists|true", "lake|sales.eu|owner|me"));
}

TEST_P(SqlCatalogTest, TablesLieInAFolderForEachLevelOfTheirNamespace) {
  auto location = catalog_->DefaultTableLocation(orders_);
  ASSERT_THAT(location, IsOk());
  EXPECT_EQ(*location, place_.directory().location("warehouse/sales/eu/orders"));
}

TEST_P(SqlCatalogTest, LocationOfTheNamespaceGoesBeforeTheWarehouse) {
  auto elsewhere = place_.directory().location("elsewhere").ToString();
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {{"location", elsewhere + "/"}}), IsOk());
  auto created = Create(*catalog_, orders_);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->metadata.location, elsewhere + "/orders");
}

TEST_P(SqlCatalogTest, CatalogsInOneDatabaseDoNotSeeEachOther) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  ASSERT_THAT(Create(*catalog_, orders_), IsOk());
  auto other = place_.OpenNamed("pond", place_.uri());
  EXPECT_THAT(*other->ListNamespaces(), IsEmpty());
  EXPECT_THAT(other->LoadTable(orders_), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(other->DropTable(orders_), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(other->DropNamespace(orders_.ns), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(catalog_->LoadTable(orders_), IsOk());
}

TEST_P(SqlCatalogTest, NamespaceIsThereWhenOnlyATableSaysSo) {
  PutRow("a.b", "t", "file:///x", "TABLE");
  EXPECT_THAT(*catalog_->ListNamespaces(), ElementsAre(Namespace{"a"}, Namespace{"a", "b"}));
  EXPECT_TRUE(*catalog_->NamespaceExists({"a"}));
  EXPECT_THAT(catalog_->CreateNamespace({"a"}, {}), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_THAT(catalog_->DropNamespace({"a"}), FailsWith(ErrorKind::kConflict));
}

TEST_P(SqlCatalogTest, NamespaceIsFoundByItsVeryName) {
  ASSERT_THAT(catalog_->CreateNamespace({"a_b", "c"}, {}), IsOk());
  for (const Namespace& other : {Namespace{"axb"}, {"A_B"}, {"a_"}, {"a%"}, {"a_b", "C"}, {"a_b", "c", "d"}}) {
    EXPECT_FALSE(*catalog_->NamespaceExists(other)) << iceberg::FormatNamespace(other);
  }
  EXPECT_TRUE(*catalog_->NamespaceExists({"a_b"}));
}

TEST_P(SqlCatalogTest, ViewIsNoTableButTakesItsName) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  PutRow("sales.eu", "orders", "file:///view", "VIEW");
  EXPECT_THAT(*catalog_->ListTables(orders_.ns), IsEmpty());
  EXPECT_THAT(catalog_->LoadTable(orders_), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(catalog_->DropTable(orders_), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(Create(*catalog_, orders_), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_THAT(catalog_->DropNamespace(orders_.ns), FailsWith(ErrorKind::kConflict));
}

TEST_P(SqlCatalogTest, RowFromBeforeThereWereTypesIsATable) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  auto created = Create(*catalog_, orders_);
  ASSERT_THAT(place_.Run("UPDATE iceberg_tables SET iceberg_type = NULL"), IsOk());
  EXPECT_THAT(*catalog_->ListTables(orders_.ns), ElementsAre(orders_));
  EXPECT_THAT(SetProperty(*catalog_, orders_, "a"), IsOk());
}

TEST_P(SqlCatalogTest, DamagedRowIsCorruptAndNotMissing) {
  PutRow("sales.eu", "orders", db::Value(), "TABLE");
  EXPECT_THAT(catalog_->LoadTable(orders_), FailsWith(ErrorKind::kCorruptData));
  PutRow("sales.eu", "gone", place_.directory().location("gone.metadata.json").ToString(), "TABLE");
  EXPECT_THAT(catalog_->LoadTable({orders_.ns, "gone"}), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Create(*catalog_, {orders_.ns, "gone"}), FailsWith(ErrorKind::kCorruptData));
}

TEST_P(SqlCatalogTest, NameThatIsTooLongForItsColumnIsRefused) {
  const std::string longest = std::string(251, 'n') + "\u6771\u4eac", longer = longest + "xxxxx";
  EXPECT_THAT(catalog_->CreateNamespace({longest}, {}), IsOk());
  EXPECT_THAT(catalog_->CreateNamespace({longer}, {}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(catalog_->CreateNamespace({"a"}, {{longer, ""}}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(catalog_->LoadTable({{"a"}, longer}), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_P(SqlCatalogTest, CatalogsOpenedAtOnceMakeTheTablesOnce) {
  SqlPlace fresh(GetParam().make());
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { EXPECT_THAT(fresh.Open()->ListNamespaces(), IsOk()); });
  threads.clear();
}

TEST_P(SqlCatalogTest, ProcessesThatCommitAtOnceLoseNothing) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  ASSERT_THAT(Create(*catalog_, orders_), IsOk());
  constexpr int kProcesses = 3, kCommits = 6;
  CommitFromProcesses(kProcesses, kCommits, orders_, [&] { return place_.Open(); });
  auto table = catalog_->LoadTable(orders_);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.properties.size(), size_t{kProcesses * kCommits});
  EXPECT_EQ(table->metadata.metadata_log.size(), size_t{kProcesses * kCommits});
}

class PostgresCatalogTest : public SqlCatalogTest {
 protected:
  // The catalog's URI, by way of a proxy.
  std::string UriThrough(const db::BreakingProxy& proxy) const {
    return std::regex_replace(place_.uri(), std::regex(":[0-9]+/"), fmt::format(":{}/", proxy.port()));
  }
  int ServerPort() const {
    std::smatch found;
    auto uri = place_.uri();
    std::regex_search(uri, found, std::regex(":([0-9]+)/"));
    return std::stoi(found[1]);
  }
};

std::vector<db::TestDatabaseKind> PostgresKinds() {
  auto kinds = db::TestDatabaseKinds();
  return {kinds.begin() + 1, kinds.end()};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PostgresCatalogTest);
INSTANTIATE_TEST_SUITE_P(Real, PostgresCatalogTest, testing::ValuesIn(PostgresKinds()), NameOf);

TEST_P(PostgresCatalogTest, CommitWhoseAnswerIsLostIsUnknownAndItsFileStays) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  ASSERT_THAT(Create(*catalog_, orders_), IsOk());
  db::BreakingProxy proxy(ServerPort());
  auto through_proxy = place_.OpenNamed("lake", UriThrough(proxy));
  proxy.BreakAt(std::string("COMMIT\0", 7), db::BreakingProxy::When::kAfterItIsAnswered, "UPDATE iceberg_tables");
  EXPECT_THAT(SetProperty(*through_proxy, orders_, "a"), FailsWith(ErrorKind::kCommitUnknown));
  auto table = through_proxy->LoadTable(orders_);
  ASSERT_THAT(table, IsOk());
  EXPECT_TRUE(table->metadata.properties.contains("a"));
}

}  // namespace
}  // namespace lakeport::catalogs
