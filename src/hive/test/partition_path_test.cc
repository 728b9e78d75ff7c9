#include "hive/partition_path.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::hive {
namespace {

TEST(PartitionPathTest, P5EscapesWhatHiveEscapesAndNothingElse) {
  EXPECT_EQ(EscapePathName("a/b:c%d=e?f#g"), "a%2Fb%3Ac%25d%3De%3Ff%23g");
  EXPECT_EQ(EscapePathName("\"'*\\{[]^\x7f\n\x01"), "%22%27%2A%5C%7B%5B%5D%5E%7F%0A%01");
  EXPECT_EQ(EscapePathName("a b+c}d~e&f,g@h;i<j>k|l!m$n(o)"), "a b+c}d~e&f,g@h;i<j>k|l!m$n(o)");
  EXPECT_EQ(EscapePathName("ü日本"), "ü日本");
}

TEST(PartitionPathTest, P5UnescapesOnceOnly) {
  EXPECT_EQ(UnescapePathName("100%25"), "100%");
  EXPECT_EQ(UnescapePathName("a%252Fb"), "a%2Fb");
}

TEST(PartitionPathTest, APercentSignWithoutTwoDigitsStandsForItself) {
  EXPECT_EQ(UnescapePathName("100%"), "100%");
  EXPECT_EQ(UnescapePathName("100%2"), "100%2");
  EXPECT_EQ(UnescapePathName("%zz%g0%-1"), "%zz%g0%-1");
  EXPECT_EQ(UnescapePathName("a+b c"), "a+b c");
}

TEST(PartitionPathTest, CodesAbove127AreCodePoints) { EXPECT_EQ(UnescapePathName("%FC"), "ü"); }

TEST(PartitionPathTest, EveryByteSurvivesTheRoundTrip) {
  std::string all;
  for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
  EXPECT_EQ(UnescapePathName(EscapePathName(all)), all);
  EXPECT_EQ(EscapePathName(all).find('/'), std::string::npos);
}

TEST(PartitionPathTest, P4TheDefaultPartitionIsNull) {
  EXPECT_EQ(ParsePathPart("Day=__HIVE_DEFAULT_PARTITION__"), (PathPart{"day", std::nullopt}));
}

TEST(PartitionPathTest, ANameIsSplitAtItsFirstEqualsSign) {
  EXPECT_EQ(ParsePathPart("k%3D1=a=b%3Dc"), (PathPart{"k=1", "a=b=c"}));
  EXPECT_EQ(ParsePathPart("k="), (PathPart{"k", ""}));
}

TEST(PartitionPathTest, OtherNamesAreNoPartitions) {
  EXPECT_EQ(ParsePathPart("HIVE_UNION_SUBDIR_1"), std::nullopt);
  EXPECT_EQ(ParsePathPart("=x"), std::nullopt);
  EXPECT_EQ(ParsePathPart(""), std::nullopt);
}

TEST(PartitionPathTest, NullAndEmptyAreWrittenAsTheDefaultPartition) {
  EXPECT_EQ(FormatPartitionPath({"day", "city", "x"}, {std::nullopt, "a/b", ""}),
            "day=__HIVE_DEFAULT_PARTITION__/city=a%2Fb/x=__HIVE_DEFAULT_PARTITION__");
}

}  // namespace
}  // namespace lakeport::hive
