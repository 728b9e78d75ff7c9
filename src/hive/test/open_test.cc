#include "hive/open.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::hive {
namespace {

using ::testing::HasSubstr;

config::Connection Directory(std::map<std::string, std::string> settings) {
  return {.name = "warehouse", .type = "hive-directory", .settings = std::move(settings)};
}

TEST(OpenSourceTest, ADirectoryIsOpenedByItsLocation) {
  EXPECT_THAT(OpenSource(Directory({{"location", "file:///data"}, {"partition_types", "string"}})), IsOk());
}

TEST(OpenSourceTest, BadSettingsNameConnectionAndSetting) {
  auto opened = OpenSource(Directory({{"location", "data"}}));
  ASSERT_THAT(opened, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(opened.error().ToString(), HasSubstr("connection warehouse: location"));
  EXPECT_THAT(OpenSource(Directory({{"location", "file:///d"}, {"partition_types", "int"}})),
              FailsWith(ErrorKind::kInvalidArgument));
}

TEST(OpenSourceTest, AnIcebergCatalogIsNoHiveSource) {
  EXPECT_THAT(OpenSource({.name = "lake", .type = "iceberg-sql", .settings = {}}),
              FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::hive
