#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "formats/footer.h"
#include "formats/test/parquet_file.h"
#include "formats/testing/memory_file.h"

namespace lakeport::formats {
namespace {

using iceberg::Decimal;
using iceberg::Value;
namespace pt = parquet_type;

FileColumn Read(const ParquetFile& parquet) {
  auto footer = ReadFooter(iceberg::FileFormat::kParquet, MemoryFile(parquet.Bytes()));
  EXPECT_THAT(footer, IsOk());
  return footer.ok() ? footer->columns.at(0) : FileColumn{};
}

// One column of ten values in each row group, with these statistics.
ParquetFile Groups(const Element& element, const std::vector<Statistics>& statistics) {
  ParquetFile parquet{.elements = {element}};
  for (const auto& of_group : statistics) parquet.row_groups.push_back({{{.values = 10, .statistics = of_group}}, 10});
  return parquet;
}

Statistics MinMax(const std::string& min, const std::string& max, std::optional<int64_t> nulls = 0) {
  return {.max = max, .min = min, .null_count = nulls};
}
Statistics OldMinMax(const std::string& min, const std::string& max) {
  return {.old_max = max, .old_min = min, .null_count = 0};
}

const Element kInt{.name = "c", .type = pt::kInt32};
const Element kDouble{.name = "c", .type = pt::kDouble};
const Element kString{.name = "c", .type = pt::kByteArray, .converted = converted::kUtf8};
const Element kDecimal{
    .name = "c", .type = pt::kFixed, .converted = converted::kDecimal, .type_length = 3, .precision = 5, .scale = 2};

TEST(ParquetStatisticsTest, CountsAndBoundsSpanTheRowGroups) {
  auto column = Read(Groups(kInt, {MinMax(Plain(5), Plain(7), 1), MinMax(Plain(-2), Plain(6), 3)}));
  EXPECT_EQ(column.size, 20);
  EXPECT_EQ(column.value_count, 20);
  EXPECT_EQ(column.null_count, 4);
  EXPECT_EQ(column.lower, Value(int32_t{-2}));
  EXPECT_EQ(column.upper, Value(int32_t{7}));
}

TEST(ParquetStatisticsTest, OneUnknownNullCountMakesAllUnknown) {
  auto column = Read(Groups(kInt, {MinMax(Plain(5), Plain(7), 1), MinMax(Plain(5), Plain(7), std::nullopt)}));
  EXPECT_EQ(column.null_count, std::nullopt);
  EXPECT_EQ(column.lower, Value(int32_t{5}));
  EXPECT_EQ(Read(Groups(kInt, {MinMax(Plain(5), Plain(7), -1)})).null_count, std::nullopt);
  EXPECT_EQ(Read(Groups(kInt, {MinMax(Plain(5), Plain(7), 11)})).null_count, std::nullopt);
}

TEST(ParquetStatisticsTest, ARowGroupOfNullsAloneDoesNotUnboundTheColumn) {
  auto column = Read(Groups(kInt, {MinMax(Plain(5), Plain(7)), {.null_count = 10}}));
  EXPECT_EQ(column.lower, Value(int32_t{5}));
}

TEST(ParquetStatisticsTest, ARowGroupWithValuesButNoBoundsUnboundsTheColumn) {
  auto column = Read(Groups(kInt, {MinMax(Plain(5), Plain(7)), {.null_count = 9}}));
  EXPECT_TRUE(IsNull(column.lower));
  EXPECT_EQ(column.null_count, 9);
}

TEST(ParquetStatisticsTest, NaNUnboundsTheColumn) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(IsNull(Read(Groups(kDouble, {MinMax(Plain(1.0), Plain(nan))})).upper));
  EXPECT_TRUE(IsNull(Read(Groups(kDouble, {MinMax(Plain(1.0), Plain(2.0)), MinMax(Plain(nan), Plain(2.0))})).lower));
}

TEST(ParquetStatisticsTest, ZeroBoundsTakeInBothZeros) {
  auto column = Read(Groups(kDouble, {MinMax(Plain(0.0), Plain(-0.0))}));
  EXPECT_TRUE(std::signbit(std::get<double>(column.lower)));
  EXPECT_FALSE(std::signbit(std::get<double>(column.upper)));
}

TEST(ParquetStatisticsTest, OldBoundsHoldForSignedTypesOnly) {
  EXPECT_EQ(Read(Groups(kInt, {OldMinMax(Plain(-5), Plain(7))})).lower, Value(int32_t{-5}));
  EXPECT_TRUE(IsNull(Read(Groups(kString, {OldMinMax("a", "z")})).lower));
  EXPECT_TRUE(IsNull(Read(Groups(kDecimal, {OldMinMax({"\0\0\1", 3}, {"\0\0\2", 3})})).lower));
  EXPECT_EQ(Read(Groups(kString, {OldMinMax("a", "z")})).null_count, 0);
}

TEST(ParquetStatisticsTest, OldBoundsThatAreTheSameHoldForAllTypesUnlessTheWriterIsKnownToBeWrong) {
  auto parquet = Groups(kString, {OldMinMax("a", "a")});
  EXPECT_EQ(Read(parquet).lower, Value("a"));
  for (const auto* writer : {"", "garbage", "parquet-mr version 1.7.9 (build x)", "parquet-mr"}) {
    parquet.created_by = writer;
    EXPECT_TRUE(IsNull(Read(parquet).lower)) << writer;
  }
  parquet.created_by = "parquet-mr version 1.8.0";
  EXPECT_EQ(Read(parquet).lower, Value("a"));
  parquet.created_by = "impala version 2.2.0";
  EXPECT_EQ(Read(parquet).lower, Value("a"));
}

TEST(ParquetStatisticsTest, NewBoundsArePreferredAndHoldWithoutDeclaredOrders) {
  auto statistics = MinMax("b", "y");
  statistics.old_min = "q";
  statistics.old_max = "r";
  auto parquet = Groups(kString, {statistics});
  parquet.type_orders = false;
  EXPECT_EQ(Read(parquet).lower, Value("b"));
}

TEST(ParquetStatisticsTest, BoundsThatAreNotUtf8AreNotText) {
  EXPECT_TRUE(IsNull(Read(Groups(kString, {MinMax("a", "z\xc3")})).lower));
  Element binary{.name = "c", .type = pt::kByteArray};
  EXPECT_EQ(Read(Groups(binary, {MinMax("a", "z\xc3")})).upper, Value("z\xc3"));
}

TEST(ParquetStatisticsTest, BoundsOfAWrongLengthAreNotKnown) {
  EXPECT_TRUE(IsNull(Read(Groups(kInt, {MinMax("abc", Plain(7))})).lower));
  EXPECT_TRUE(IsNull(Read(Groups(kDouble, {MinMax("", "")})).lower));
  EXPECT_TRUE(IsNull(Read(Groups(kDecimal, {MinMax("", "\1")})).lower));
}

TEST(ParquetStatisticsTest, DecimalsAreBigEndianWhateverTheirLength) {
  EXPECT_EQ(Read(Groups(kDecimal, {MinMax("\xff\xfe\x0c", {"\0\1\x01", 3})})).lower, Value(Decimal{-500}));
  EXPECT_EQ(Read(Groups(kDecimal, {MinMax("\xff\xfe\x0c", {"\0\1\x01", 3})})).upper, Value(Decimal{257}));
  Element wide{.name = "c", .type = pt::kByteArray, .converted = converted::kDecimal, .precision = 38};
  std::string small(20, '\0');
  small.back() = 3;
  EXPECT_EQ(Read(Groups(wide, {MinMax(std::string(20, '\xff'), small)})).lower, Value(Decimal{-1}));
  EXPECT_TRUE(IsNull(Read(Groups(wide, {MinMax("\1" + small, small)})).lower));
}

TEST(ParquetStatisticsTest, MillisecondsBecomeMicroseconds) {
  Element millis{.name = "c", .type = pt::kInt64, .converted = converted::kTimestampMillis};
  EXPECT_EQ(Read(Groups(millis, {MinMax(Plain(int64_t{-5}), Plain(int64_t{7}))})).lower, Value(int64_t{-5000}));
  EXPECT_TRUE(IsNull(Read(Groups(millis, {MinMax(Plain(int64_t{-5}), Plain(INT64_MAX))})).lower));
}

TEST(ParquetStatisticsTest, Int96HasNoBounds) {
  Element int96{.name = "c", .type = pt::kInt96};
  EXPECT_TRUE(IsNull(Read(Groups(int96, {MinMax(std::string(12, 1), std::string(12, 2))})).lower));
}

}  // namespace
}  // namespace lakeport::formats
