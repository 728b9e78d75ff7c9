#include "hivetype/hive_type.h"

#include <string>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::hive {
namespace {

using ::testing::HasSubstr;

std::string Normalised(const std::string& text) {
  auto type = ParseHiveType(text);
  return type.ok() ? ToString(*type) : type.error().ToString();
}

std::string InIceberg(const std::string& text) {
  auto type = ParseHiveType(text);
  if (!type.ok()) return type.error().ToString();
  auto iceberg_type = ToIcebergType(*type);
  return iceberg_type.ok() ? (*iceberg_type)->ToString() : iceberg_type.error().ToString();
}

TEST(HiveTypeTest, EveryPrimitiveHasItsIcebergType) {
  EXPECT_EQ(InIceberg("boolean"), "boolean");
  EXPECT_EQ(InIceberg("tinyint"), "int");
  EXPECT_EQ(InIceberg("smallint"), "int");
  EXPECT_EQ(InIceberg("int"), "int");
  EXPECT_EQ(InIceberg("bigint"), "long");
  EXPECT_EQ(InIceberg("float"), "float");
  EXPECT_EQ(InIceberg("double"), "double");
  EXPECT_EQ(InIceberg("string"), "string");
  EXPECT_EQ(InIceberg("char(10)"), "string");
  EXPECT_EQ(InIceberg("varchar(20)"), "string");
  EXPECT_EQ(InIceberg("binary"), "binary");
  EXPECT_EQ(InIceberg("date"), "date");
  EXPECT_EQ(InIceberg("timestamp"), "timestamp");
  EXPECT_EQ(InIceberg("timestamp with local time zone"), "timestamptz");
  EXPECT_EQ(InIceberg("decimal(38,10)"), "decimal(38, 10)");
}

TEST(HiveTypeTest, DecimalDefaultsToTenDigitsWithoutScale) {
  EXPECT_EQ(Normalised("decimal"), "decimal(10,0)");
  EXPECT_EQ(Normalised("decimal(7)"), "decimal(7,0)");
}

TEST(HiveTypeTest, CaseBlanksAndBackquotesDoNotMatter) {
  EXPECT_EQ(Normalised("  ARRAY < Struct<`a b`: DECIMAL( 10 , 2 ), C :Map<String,INT>> > "),
            "array<struct<a b:decimal(10,2),C:map<string,int>>>");
  EXPECT_EQ(Normalised("Timestamp  With\tLocal Time Zone"), "timestamp with local time zone");
  EXPECT_EQ(Normalised("struct<`tick``:<>,`:int>"), "struct<`tick``:<>,`:int>");
}

TEST(HiveTypeTest, TextWithNamesThatNeedBackquotesIsReadAgain) {
  std::string text = "struct<a b:int,`c:d`:int,`<e,f>`:array<struct<` g`:int>>,`h``i`:int>";
  EXPECT_EQ(ToString(ParseHiveType(text).value()), text);
}

TEST(HiveTypeTest, MembersOfStructsAreOptionalAndLowerCaseAndMapKeysRequired) {
  auto type = ToIcebergType(*ParseHiveType("struct<InnerA:int,M:map<string,array<date>>>"));
  ASSERT_THAT(type, IsOk());
  const auto& fields = (*type)->fields();
  EXPECT_EQ(fields[0].name, "innera");
  EXPECT_FALSE(fields[0].required);
  EXPECT_TRUE(fields[1].type->key().required);
  EXPECT_FALSE(fields[1].type->value().required);
  EXPECT_EQ(fields[1].type->value().type->element().name, "element");
}

TEST(HiveTypeTest, WhatIcebergHasNoTypeForIsRefusedWithTheReason) {
  EXPECT_THAT(InIceberg("interval_day_time"), HasSubstr("Iceberg has no interval type"));
  EXPECT_THAT(InIceberg("array<interval_year_month>"), HasSubstr("Iceberg has no interval type"));
  EXPECT_THAT(InIceberg("uniontype<int,string>"), HasSubstr("Iceberg has no uniontype"));
  EXPECT_THAT(InIceberg("void"), HasSubstr("a void column has no type"));
  EXPECT_THAT(InIceberg("unknown"), HasSubstr("the metastore itself does not know"));
}

TEST(HiveTypeTest, StructsWithTwoMembersOfOneNameAreRefused) {
  EXPECT_THAT(InIceberg("struct<a:int,A:string>"), HasSubstr("two members named \"a\""));
}

class BadTypeTest : public ::testing::TestWithParam<const char*> {};

TEST_P(BadTypeTest, IsAnError) { EXPECT_THAT(ParseHiveType(GetParam()), FailsWith(ErrorKind::kInvalidArgument)); }

INSTANTIATE_TEST_SUITE_P(Texts, BadTypeTest,
                         ::testing::Values("", " ", "strin", "int int", "array", "array<>", "array<int", "array<int>>",
                                           "array<int,int>", "map<int>", "map<int,int,int>", "struct<>", "struct<a>",
                                           "struct<:int>", "struct<a:int,>", "struct<`a:int>", "decimal()",
                                           "decimal(39)", "decimal(5,6)", "decimal(0)", "decimal(-1)",
                                           "decimal(99999999999999999999)", "decimal(5,", "char", "char(0)",
                                           "char(256)", "varchar(65536)", "int(5)", "<", ">", "uniontype<>",
                                           "int\x01"));

TEST(HiveTypeTest, NestingIsBounded) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "array<";
  EXPECT_THAT(ParseHiveType(deep), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(Normalised(deep), HasSubstr("nested deeper than"));
}

TEST(HiveTypeTest, TextIsBoundedAndMessagesStayShort) {
  EXPECT_THAT(ParseHiveType(std::string(5u << 20, 'a')), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_LT(Normalised("struct<a:" + std::string(100'000, 'x')).size(), 500u);
}

TEST(HiveTypeTest, StructsMayBeThousandsOfMembersWide) {
  std::string text = "struct<m0:int";
  for (int i = 1; i < 20'000; ++i) text += fmt::format(",m{}:int", i);
  auto type = ParseHiveType(text + ">");
  ASSERT_THAT(type, IsOk());
  EXPECT_EQ(type->parts.size(), 20'000u);
}

}  // namespace
}  // namespace lakeport::hive
