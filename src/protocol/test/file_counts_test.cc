#include "protocol/file_counts.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::protocol {
namespace {

FileCounts Counts() {
  return {.listed = 6, .added = 3, .rewritten = 1, .skipped = {{"hidden", 1}, {"zero length", 1}}, .removed = 4};
}

TEST(FileCountsTest, EverythingListedWentSomewhere) {
  FileCounts counts = Counts();
  EXPECT_TRUE(counts.balanced());
  counts.listed = 7;
  EXPECT_FALSE(counts.balanced());
}

TEST(FileCountsTest, AJobsCountsAreItsTablesAddedUp) {
  FileCounts job = Counts();
  job.Add({.listed = 3, .added = 1, .rewritten = 0, .skipped = {{"hidden", 2}}});
  EXPECT_EQ(
      job, (FileCounts{
               .listed = 9, .added = 4, .rewritten = 1, .skipped = {{"hidden", 3}, {"zero length", 1}}, .removed = 4}));
  EXPECT_TRUE(job.balanced());
}

TEST(FileCountsTest, TheTextSaysEveryReason) {
  EXPECT_EQ(Counts().ToString(), "6 listed = 3 added + 1 rewritten + 2 skipped (1 hidden, 1 zero length); 4 removed");
  EXPECT_EQ((FileCounts{.listed = 2, .added = 1}.ToString()), "2 listed is not 1 added");
}

TEST(FileCountsTest, ReadsBackWhatItWrites) {
  auto read = ParseFileCounts(ToJson(Counts()));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, Counts());
  EXPECT_EQ(*ParseFileCounts(Json::object()), FileCounts());
}

TEST(FileCountsTest, WhatIsNoCountIsRefused) {
  for (const char* text : {R"([])", R"({"listed":-1})", R"({"added":"x"})", R"({"skipped":7})",
                           R"({"skipped":{"hidden":-1}})", R"({"skipped":{"hidden":1.5}})"}) {
    EXPECT_THAT(ParseFileCounts(*ParseJson(text, "t")), FailsWith(ErrorKind::kCorruptData)) << text;
  }
}

}  // namespace
}  // namespace lakeport::protocol
