#include "jobs/ingest/table_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lakeport::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kTables = {"customer", "order_items", "orders", "Regions"};

TEST(TableNamesTest, NothingWantedIsEverything) {
  EXPECT_EQ(SelectTables({}, kTables).names, kTables);
  EXPECT_THAT(SelectTables({}, {}).names, IsEmpty());
}

TEST(TableNamesTest, NamesAndGlobsSelectInTheSourcesOrderEachOnce) {
  auto selected = SelectTables({"orders", "order*", "*ers", "[x-z]*"}, kTables);
  EXPECT_THAT(selected.names, ElementsAre("order_items", "orders"));
  EXPECT_THAT(selected.missing, IsEmpty());
}

TEST(TableNamesTest, CaseDoesNotMatter) {
  EXPECT_THAT(SelectTables({"ORDERS", "reg?ons"}, kTables).names, ElementsAre("orders", "Regions"));
}

TEST(TableNamesTest, NamesThatNoTableHasAreMissingGlobsAreNot) {
  auto selected = SelectTables({"nope", "../orders", "zzz*"}, kTables);
  EXPECT_THAT(selected.names, IsEmpty());
  EXPECT_THAT(selected.missing, ElementsAre("../orders", "nope"));
}

TEST(TableNamesTest, BackslashesAreNoEscapes) { EXPECT_THAT(SelectTables({"\\*"}, kTables).names, IsEmpty()); }

}  // namespace
}  // namespace lakeport::ingest
