#include "jobs/ingest/file_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/ingest/test/footers.h"

namespace lakeport::ingest {
namespace {

using iceberg::TypeId;
using iceberg::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TargetSchema Orders() {
  hive::Table table{.database = "sales",
                    .name = "orders",
                    .columns = {{"id", "bigint"}, {"name", "string"}},
                    .partition_keys = {{"day", "string"}}};
  return MakeTargetSchema(*hive::ToTableSchema(table));
}

SourcePartition Day(std::vector<Value> values) {
  return {
      .path = "day=2024-01-02", .values = std::move(values), .location = *Location::Parse("file:///w/day=2024-01-02")};
}

FileCheck Check(std::vector<formats::FileColumn> columns, std::vector<Value> day = {std::string("2024-01-02")}) {
  return CheckFile(FooterOf(std::move(columns)), Orders(), Day(std::move(day)));
}

formats::FileColumn Measured(std::string name, int64_t nulls, Value lower, Value upper) {
  auto column = FooterColumn(std::move(name), TypeId::kString);
  column.value_count = 3;
  column.null_count = nulls;
  column.lower = std::move(lower);
  column.upper = std::move(upper);
  return column;
}

TEST(FileCheckTest, AFileThatFitsHasMetricsAndNothingAgainstIt) {
  auto check = Check({FooterColumn("id", TypeId::kLong), FooterColumn("name", TypeId::kString)});
  EXPECT_THAT(check.problems, IsEmpty());
  EXPECT_THAT(check.doubts, IsEmpty());
  EXPECT_EQ(check.metrics.record_count, 3);
}

TEST(FileCheckTest, P14AFileOfOtherTypesIsAProblemThatNamesTheColumn) {
  auto check = Check({FooterColumn("id", TypeId::kString), FooterColumn("name", TypeId::kString)});
  EXPECT_THAT(check.problems, ElementsAre(HasSubstr("column id: the file has a column, the table long")));
}

TEST(FileCheckTest, P12AFileWithOtherCaseFitsAndSaysItsNames) {
  auto check = Check({FooterColumn("ID", TypeId::kLong)});
  EXPECT_THAT(check.problems, IsEmpty());
  EXPECT_THAT(check.names, ElementsAre(FileName{1, "ID"}));
}

TEST(FileCheckTest, P13ColumnsThatTheFileLacksOrHasMoreAreNoProblem) {
  auto check = Check({FooterColumn("id", TypeId::kInt), FooterColumn("added_later", TypeId::kInt)});
  EXPECT_THAT(check.problems, IsEmpty());
}

TEST(FileCheckTest, AForeignFileIsAProblem) {
  EXPECT_THAT(Check({FooterColumn("x", TypeId::kInt)}).problems, ElementsAre(HasSubstr("none of the table's columns")));
}

TEST(FileCheckTest, FieldIdsMustBeTheTables) {
  auto with_id = [](std::string name, TypeId type, int32_t id) {
    auto column = FooterColumn(std::move(name), type);
    column.field_id = id;
    return column;
  };
  EXPECT_THAT(Check({with_id("id", TypeId::kLong, 1), with_id("name", TypeId::kString, 2)}).problems, IsEmpty());
  EXPECT_THAT(Check({with_id("id", TypeId::kLong, 1), with_id("name", TypeId::kString, 3)}).problems,
              ElementsAre(HasSubstr("column name has the Iceberg field id 3, which is another column's")));
  EXPECT_THAT(Check({with_id("id", TypeId::kLong, 1), with_id("other", TypeId::kString, 2)}).problems,
              ElementsAre(HasSubstr("column other has the Iceberg field id 2")));
}

TEST(FileCheckTest, P6AKeyColumnInTheFileMustHoldThePartitionsValue) {
  std::string day = "2024-01-02";
  auto id = FooterColumn("id", TypeId::kLong);
  EXPECT_THAT(Check({id, Measured("day", 0, day, day)}).problems, IsEmpty());
  EXPECT_THAT(
      Check({id, Measured("day", 0, day, std::string("2024-01-03"))}).problems,
      ElementsAre(HasSubstr("a column day of its own, with other values than its partition's (day=2024-01-02)")));
  EXPECT_THAT(Check({id, Measured("day", 1, day, day)}).problems.size(), 1u);
  EXPECT_THAT(Check({id, Measured("day", 3, Value(), Value())}, {Value()}).problems, IsEmpty());
  EXPECT_THAT(Check({id, Measured("day", 3, Value(), Value())}).problems.size(), 1u);
}

TEST(FileCheckTest, P6AKeyColumnWithoutStatisticsIsADoubt) {
  auto check = Check({FooterColumn("id", TypeId::kLong), FooterColumn("day", TypeId::kString)});
  EXPECT_THAT(check.problems, IsEmpty());
  EXPECT_THAT(check.doubts, ElementsAre(HasSubstr("column day is a partition key and also in the files")));
}

TEST(FileCheckTest, DatesOfTheJulianCalendarAreAProblemWhereThereAreSome) {
  auto dated = [](const char* physical, Value lower) {
    auto column = FooterColumn("at", iceberg::Type::Primitive(TypeId::kDate), physical);
    column.lower = std::move(lower);
    return std::vector{FooterColumn("id", TypeId::kLong), column};
  };
  constexpr int32_t kOctober4th1582 = -141'428;
  EXPECT_THAT(Check(dated("INT32 (DATE), Julian", Value(kOctober4th1582))).problems,
              ElementsAre(HasSubstr("column at has dates before 15 October 1582")));
  EXPECT_FALSE(Check(dated("INT32 (DATE), Julian", Value(kOctober4th1582))).unreadable);
  EXPECT_THAT(Check(dated("INT32 (DATE), Julian", Value(kOctober4th1582 + 1))).problems, IsEmpty());
  EXPECT_THAT(Check(dated("INT32 (DATE)", Value(kOctober4th1582))).problems, IsEmpty());
  EXPECT_TRUE(Check(dated("ORC timestamp, Julian", Value(int64_t{-20'000'000'000'000'000}))).unreadable);
}

TEST(FileCheckTest, P9Int96IsNoticedAtEveryDepth) {
  EXPECT_FALSE(Check({FooterColumn("id", TypeId::kLong)}).has_int96);
  auto nested = StructColumn("s", {FooterColumn("at", iceberg::Type::Primitive(TypeId::kTimestamp), "INT96")});
  EXPECT_TRUE(Check({FooterColumn("id", TypeId::kLong), nested}).has_int96);
}

}  // namespace
}  // namespace lakeport::ingest
