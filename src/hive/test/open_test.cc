#include "hive/open.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::hive {
namespace {

using ::testing::HasSubstr;

Result<std::unique_ptr<Source>> Open(const config::Connection& connection) {
  return OpenSource(connection, storage::MakeOpenStore({}));
}

config::Connection Directory(std::map<std::string, std::string> settings) {
  return {.name = "warehouse", .type = "hive-directory", .settings = std::move(settings)};
}

TEST(OpenSourceTest, ADirectoryIsOpenedByItsLocation) {
  EXPECT_THAT(Open(Directory({{"location", "file:///data"}, {"partition_types", "string"}})), IsOk());
}

TEST(OpenSourceTest, BadSettingsNameConnectionAndSetting) {
  auto opened = Open(Directory({{"location", "data"}}));
  ASSERT_THAT(opened, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(opened.error().ToString(), HasSubstr("connection warehouse: location"));
  EXPECT_THAT(Open(Directory({{"location", "file:///d"}, {"partition_types", "int"}})),
              FailsWith(ErrorKind::kInvalidArgument));
}

TEST(OpenSourceTest, AnIcebergCatalogIsNoHiveSource) {
  EXPECT_THAT(Open({.name = "lake", .type = "iceberg-sql", .settings = {}}), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::hive
