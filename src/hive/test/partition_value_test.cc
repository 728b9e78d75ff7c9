#include "hive/partition_value.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::hive {
namespace {

using iceberg::Decimal;
using iceberg::Value;
using ::testing::HasSubstr;

// The value of `text` read as `type`; a text that says "bad" when it is none.
Value Read(const std::string& type, const std::string& text) {
  auto value = ParsePartitionValue(*ParseHiveType(type), text);
  return value.ok() ? *value : Value(std::string("bad"));
}
const Value kBad = std::string("bad");

TEST(PartitionValueTest, P4NullIsNullOfEveryType) {
  for (const char* type : {"int", "bigint", "date", "timestamp", "decimal(5,2)", "boolean", "string", "double"}) {
    auto value = ParsePartitionValue(*ParseHiveType(type), std::nullopt);
    ASSERT_THAT(value, IsOk());
    EXPECT_TRUE(iceberg::IsNull(*value)) << type;
  }
}

TEST(PartitionValueTest, P6NumbersAreReadByTheKeysType) {
  EXPECT_EQ(Read("int", "007"), Value(7));
  EXPECT_EQ(Read("string", "007"), Value(std::string("007")));
  EXPECT_EQ(Read("int", "-12"), Value(-12));
  EXPECT_EQ(Read("int", "+12"), Value(12));
  EXPECT_EQ(Read("bigint", "9223372036854775807"), Value(int64_t{9223372036854775807}));
  EXPECT_EQ(Read("double", "1.5e3"), Value(1500.0));
  EXPECT_EQ(Read("float", "0.25"), Value(0.25f));
}

TEST(PartitionValueTest, WholeNumbersOutsideTheirTypeAreBad) {
  EXPECT_EQ(Read("tinyint", "-128"), Value(-128));
  EXPECT_EQ(Read("tinyint", "128"), kBad);
  EXPECT_EQ(Read("smallint", "32768"), kBad);
  EXPECT_EQ(Read("int", "2147483648"), kBad);
  EXPECT_EQ(Read("bigint", "9223372036854775808"), kBad);
}

TEST(PartitionValueTest, OtherTextIsNoNumber) {
  for (const char* text : {"", "seven", "1.0", " 1", "1 ", "0x10", "--1", "+-1", "+", "1e2"}) {
    EXPECT_EQ(Read("int", text), kBad) << text;
  }
  for (const char* text : {"", "x", "1,5", "+-1", "+"}) EXPECT_EQ(Read("double", text), kBad) << text;
}

TEST(PartitionValueTest, DatesAreDaysSinceTheEpoch) {
  EXPECT_EQ(Read("date", "1970-01-01"), Value(0));
  EXPECT_EQ(Read("date", "2024-02-29"), Value(19782));
  EXPECT_EQ(Read("date", "1969-12-31"), Value(-1));
  EXPECT_EQ(Read("date", "2024-1-5"), Value(19727));
  for (const char* text : {"2023-02-29", "2024-13-01", "2024-00-10", "20240101", "24-01-01", "2024-01-01x", ""}) {
    EXPECT_EQ(Read("date", text), kBad) << text;
  }
}

TEST(PartitionValueTest, TimestampsAreMicroseconds) {
  EXPECT_EQ(Read("timestamp", "1970-01-01 00:00:01"), Value(int64_t{1'000'000}));
  EXPECT_EQ(Read("timestamp", "1970-01-01 00:00:00.5"), Value(int64_t{500'000}));
  EXPECT_EQ(Read("timestamp", "1970-01-02"), Value(int64_t{86'400'000'000}));
  EXPECT_EQ(Read("timestamp", "1969-12-31T23:59:59.999999"), Value(int64_t{-1}));
  EXPECT_EQ(Read("timestamp", "1970-01-01 00:00:00.000001000"), Value(int64_t{1}));
  for (const char* text : {"1970-01-01 24:00:00", "1970-01-01 00:60:00", "1970-01-01 00:00", "1970-01-01 00:00:00.",
                           "1970-01-01 00:00:00.0000001", "1970-01-01 00:00:00Z", "1970-01-01_00:00:00"}) {
    EXPECT_EQ(Read("timestamp", text), kBad) << text;
  }
}

TEST(PartitionValueTest, DecimalsAreUnscaledAtTheKeysScale) {
  EXPECT_EQ(Read("decimal(5,2)", "1.5"), Value(Decimal{150}));
  EXPECT_EQ(Read("decimal(5,2)", "-001.500"), Value(Decimal{-150}));
  EXPECT_EQ(Read("decimal(5,2)", ".25"), Value(Decimal{25}));
  EXPECT_EQ(Read("decimal(5,2)", "999.99"), Value(Decimal{99999}));
  iceberg::Int128 nines = 0;
  for (int i = 0; i < 38; ++i) nines = nines * 10 + 9;
  EXPECT_EQ(Read("decimal(38,0)", std::string(38, '9')), Value(Decimal{nines}));
  for (const char* text : {"1000", "1.555", "", ".", "-", "1.2.3", "1e2", "--1", "-+1"}) {
    EXPECT_EQ(Read("decimal(5,2)", text), kBad) << text;
  }
}

TEST(PartitionValueTest, BooleansAreTrueOrFalse) {
  EXPECT_EQ(Read("boolean", "TRUE"), Value(true));
  EXPECT_EQ(Read("boolean", "false"), Value(false));
  EXPECT_EQ(Read("boolean", "1"), kBad);
}

TEST(PartitionValueTest, StringsMustBeUtf8) {
  EXPECT_EQ(Read("string", "ü=日本"), Value(std::string("ü=日本")));
  EXPECT_EQ(Read("varchar(5)", "\xff"), kBad);
  EXPECT_EQ(Read("binary", "\xff"), Value(std::string("\xff")));
}

TEST(PartitionValueTest, ABadValueNamesPartitionAndKeyAndWhatHiveReads) {
  Partition partition{.values = {"eu", "seven"}, .location = "file:///w/t/r=eu/p=seven"};
  auto values = ParsePartitionValues({{"r", "string"}, {"p", "int"}},
                                     {{.kind = HiveKind::kString}, {.kind = HiveKind::kInt}}, partition);
  ASSERT_THAT(values, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(values.error().message(), HasSubstr("p=seven (file:///w/t/r=eu/p=seven)"));
  EXPECT_THAT(values.error().message(), HasSubstr("Hive reads NULL there"));
}

TEST(PartitionValueTest, APartitionWithTooFewValuesIsCorrupt) {
  EXPECT_THAT(ParsePartitionValues({{"p", "int"}}, {{.kind = HiveKind::kInt}}, Partition{}),
              FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::hive
