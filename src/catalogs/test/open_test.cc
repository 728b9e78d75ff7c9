#include "catalogs/open.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "net/testing/fake_http_server.h"

namespace lakeport::catalogs {
namespace {

Result<std::unique_ptr<iceberg::Catalog>> Open(const config::Connection& connection) {
  return OpenCatalog(connection, storage::MakeOpenStore({{"acct", {{"account", "acct"}, {"sas", "sv=1&sig=x"}}}}));
}

class OpenCatalogTest : public testing::Test {
 protected:
  config::Connection Sql() const {
    return {.name = "lake",
            .type = "iceberg-sql",
            .settings = {{"uri", "sqlite://" + directory_.path("catalog.db")},
                         {"warehouse", directory_.location("warehouse").ToString()}},
            .where = "lakeport.toml:1"};
  }
  TempDir directory_;
};

TEST_F(OpenCatalogTest, SqlCatalogIsMadeWhereThereIsNone) {
  auto catalog = Open(Sql());
  ASSERT_THAT(catalog, IsOk());
  EXPECT_THAT((*catalog)->CreateNamespace({"sales"}, {}), IsOk());
  EXPECT_TRUE(*Open(Sql()).value()->NamespaceExists({"sales"}));
}

TEST_F(OpenCatalogTest, CatalogHasTheConnectionsNameUnlessItIsGivenOne) {
  auto pond = Sql();
  pond.settings["name"] = "pond";
  ASSERT_THAT(Open(pond).value()->CreateNamespace({"sales"}, {}), IsOk());
  EXPECT_FALSE(*Open(Sql()).value()->NamespaceExists({"sales"}));
  pond.name = "another connection";
  EXPECT_TRUE(*Open(pond).value()->NamespaceExists({"sales"}));
}

TEST_F(OpenCatalogTest, RefusalsNameTheConnection) {
  auto wrong = Sql();
  wrong.settings["urk"] = "x";
  auto refused = Open(wrong);
  ASSERT_THAT(refused, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_EQ(refused.error().ToString(),
            "InvalidArgument: there is no setting \"urk\" for type iceberg-sql; while opening connection lake");
  EXPECT_THAT(Open({.name = "a", .type = "azure", .settings = {}}), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_F(OpenCatalogTest, WrongSettingsAreRefused) {
  for (auto [setting, value, kind] : std::vector<std::tuple<std::string, std::string, ErrorKind>>{
           {"uri", "mysql://h/d", ErrorKind::kInvalidArgument},
           {"uri", "sqlite:///no/such/directory/catalog.db", ErrorKind::kNotFound},
           {"warehouse", "warehouse", ErrorKind::kInvalidArgument},
           {"warehouse", "hdfs://nn/warehouse", ErrorKind::kUnsupported},
           {"name", std::string(300, 'n'), ErrorKind::kInvalidArgument}}) {
    auto wrong = Sql();
    wrong.settings[setting] = value;
    EXPECT_THAT(Open(wrong), FailsWith(kind)) << setting << " " << value;
  }
}

TEST_F(OpenCatalogTest, HiveCatalogWithAWarehouseIsOpenedWithoutAsking) {
  config::Connection hive{.name = "hive_lake", .type = "iceberg-hive", .settings = {{"uri", "thrift://127.0.0.1:1"}}};
  auto asked = Open(hive);
  ASSERT_THAT(asked, FailsWith(ErrorKind::kUnavailable));
  EXPECT_THAT(asked.error().ToString(), testing::HasSubstr("while opening connection hive_lake"));
  hive.settings["warehouse"] = directory_.location("warehouse").ToString();
  ASSERT_THAT(Open(hive), IsOk());
  hive.settings["uri"] = "127.0.0.1:1";
  EXPECT_THAT(Open(hive), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_F(OpenCatalogTest, HadoopCatalogIsItsWarehouse) {
  config::Connection files{.name = "files",
                           .type = "iceberg-hadoop",
                           .settings = {{"warehouse", directory_.location("warehouse").ToString()}}};
  ASSERT_THAT(Open(files).value()->CreateNamespace({"sales"}, {}), IsOk());
  EXPECT_TRUE(std::filesystem::is_directory(directory_.path("warehouse/sales")));
  files.settings["warehouse"] = "abfss://lake@acct.dfs.core.windows.net/warehouse";
  EXPECT_THAT(Open(files), IsOk());
  files.settings["warehouse"] = "abfss://lake@other.dfs.core.windows.net/warehouse";
  EXPECT_THAT(Open(files), FailsWith(ErrorKind::kInvalidArgument));
  files.settings["warehouse"] = "hdfs://namenode:8020/warehouse";
  EXPECT_THAT(Open(files), FailsWith(ErrorKind::kUnsupported));
}

TEST_F(OpenCatalogTest, RestCatalogIsAskedForItsConfiguration) {
  net::FakeHttpServer server([](const net::ReceivedRequest&) { return net::Answer(200, "{}"); });
  config::Connection rest{.name = "rest",
                          .type = "iceberg-rest",
                          .settings = {{"uri", server.url()}, {"warehouse", "lake"}, {"token", "t0ken"}}};
  ASSERT_THAT(Open(rest), IsOk());
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(server.requests()[0].target, "/v1/config?warehouse=lake");
  EXPECT_EQ(server.requests()[0].Header("authorization"), "Bearer t0ken");
  rest.settings["credential"] = "a:b";
  EXPECT_THAT(Open(rest), FailsWith(ErrorKind::kInvalidArgument)) << "a token and a credential";
  rest.settings.erase("token");
  rest.settings["oauth2_server_uri"] = "login";
  EXPECT_THAT(Open(rest), FailsWith(ErrorKind::kInvalidArgument));
  rest.settings = {{"uri", "catalog.example.com"}};
  EXPECT_THAT(Open(rest), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::catalogs
