#include "protocol/table_layout.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::protocol {
namespace {

std::string Describe(const LayoutTerm& term) {
  return fmt::format("{}[{}] of {}", term.transform, term.parameter, term.column);
}

TEST(PartitionTermTest, IsAColumnOrATransformOfOne) {
  auto describe = [](const char* text) {
    auto term = ParsePartitionTerm(text);
    return term.ok() ? Describe(*term) : term.error().message();
  };
  EXPECT_EQ(describe("region"), "identity[0] of region");
  EXPECT_EQ(describe("identity(region)"), "identity[0] of region");
  EXPECT_EQ(describe(" Day ( ts ) "), "day[0] of ts");
  EXPECT_EQ(describe("months(ts)"), "month[0] of ts");
  EXPECT_EQ(describe("bucket(16, id)"), "bucket[16] of id");
  EXPECT_EQ(describe("bucket(id, 16)"), "bucket[16] of id");
  EXPECT_EQ(describe("truncate(4,name)"), "truncate[4] of name");
  EXPECT_EQ(describe("day(a.b)"), "day[0] of a.b");
}

TEST(PartitionTermTest, AnythingElseIsRefused) {
  for (const char* text :
       {"", " ", "()", "day()", "day(ts", "dy(ts)", "bucket(id)", "bucket(0, id)", "bucket(-1, id)", "bucket(16, )",
        "bucket(x, y)", "bucket(99999999999, id)", "day(ts, 4)", "day(hour(ts))", "a,b"}) {
    EXPECT_THAT(ParsePartitionTerm(text), FailsWith(ErrorKind::kInvalidArgument)) << text;
  }
}

TEST(SortTermTest, SaysTheDirectionAndWhereNullsGo) {
  auto describe = [](const char* text) {
    auto sort = ParseSortTerm(text);
    if (!sort.ok()) return sort.error().message();
    return fmt::format("{} {} {}", Describe(sort->term), sort->descending ? "desc" : "asc",
                       sort->nulls_first ? "nulls first" : "nulls last");
  };
  EXPECT_EQ(describe("id"), "identity[0] of id asc nulls first");
  EXPECT_EQ(describe("id DESC"), "identity[0] of id desc nulls last");
  EXPECT_EQ(describe("id nulls last"), "identity[0] of id asc nulls last");
  EXPECT_EQ(describe("day(ts) desc  nulls first"), "day[0] of ts desc nulls first");
  for (const char* text : {"", "id down", "id nulls", "id nulls middle", "id desc asc", "id desc nulls last x"}) {
    EXPECT_THAT(ParseSortTerm(text), FailsWith(ErrorKind::kInvalidArgument)) << text;
  }
}

TEST(FileSizeTest, IsANumberWithAUnit) {
  EXPECT_EQ(*ParseFileSize("1048576"), 1 << 20);
  EXPECT_EQ(*ParseFileSize("512MB"), 512 << 20);
  EXPECT_EQ(*ParseFileSize(" 2 gib "), 2ll << 30);
  for (const char* text : {"", "MB", "1.5GB", "-1GB", "5", "1MBs", "2TB", "99999999999999999999", "9999999999GB"}) {
    EXPECT_THAT(ParseFileSize(text), FailsWith(ErrorKind::kInvalidArgument)) << text;
  }
}

}  // namespace
}  // namespace lakeport::protocol
