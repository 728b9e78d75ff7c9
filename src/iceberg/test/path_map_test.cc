#include "iceberg/path_map.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"

namespace lakeport::iceberg {
namespace {

using testing::HasSubstr;

Location At(const std::string& text) { return Location::Parse(text).value(); }

Result<PathMap> MakeMap(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<PathRule> rules;
  for (const auto& [from, to] : pairs) rules.push_back({At(from), At(to)});
  return PathMap::Make(std::move(rules));
}

std::string Mapped(const PathMap& map, const std::string& path) {
  auto found = map.Find(path);
  EXPECT_THAT(found, IsOk());
  return !found.ok() ? "failed" : found->value_or("none");
}

// P29: the directory's name is not a prefix of letters, nor an expression.
TEST(PathMapTest, ADirectoryHoldsWhatIsBelowItAndNothingElse) {
  auto map = MakeMap({{"hdfs://nn/w/t.a+b", "abfss://lake@acct.dfs.core.windows.net/t"}}).value();
  EXPECT_EQ(Mapped(map, "hdfs://nn/w/t.a+b/data/f"), "abfss://lake@acct.dfs.core.windows.net/t/data/f");
  EXPECT_EQ(Mapped(map, "hdfs://nn/w/t.a+b"), "abfss://lake@acct.dfs.core.windows.net/t");
  EXPECT_EQ(Mapped(map, "hdfs://nn/w/t.a+b/"), "abfss://lake@acct.dfs.core.windows.net/t");
  for (const char* path : {"hdfs://nn/w/t.a+b_backup/f", "hdfs://nn/w/tXaab/f", "hdfs://nn/w", "hdfs://other/w/t.a+b/f",
                           "file:///w/t.a+b/f"}) {
    EXPECT_EQ(Mapped(map, path), "none") << path;
  }
}

TEST(PathMapTest, TheLongestDirectoryCounts) {
  auto map = MakeMap({{"/w/t", "/a"}, {"/w/t/data", "/b"}, {"/w/t/data/old", "/c"}}).value();
  EXPECT_EQ(Mapped(map, "/w/t/metadata/m"), "file:///a/metadata/m");
  EXPECT_EQ(Mapped(map, "/w/t/data/f"), "file:///b/f");
  EXPECT_EQ(Mapped(map, "/w/t/data/old/f"), "file:///c/f");
  EXPECT_EQ(Mapped(map, "/w/t/database/f"), "file:///a/database/f");
}

// P35
TEST(PathMapTest, EverySpellingOfAPlaceGoesToTheSamePlace) {
  auto map = MakeMap({{"/w/t", "/new"}, {"wasbs://lake@acct.blob.core.windows.net/t", "/cloud"}}).value();
  for (const char* path : {"/w/t/f", "file:/w/t/f", "file:///w/t/f", "file:///w//t/f"}) {
    EXPECT_EQ(Mapped(map, path), "file:///new/f") << path;
  }
  for (const char* path : {"abfss://lake@acct.dfs.core.windows.net/t/f", "https://acct.blob.core.windows.net/lake/t/f"}) {
    EXPECT_EQ(Mapped(map, path), "file:///cloud/f") << path;
  }
}

TEST(PathMapTest, NamesAreTakenAsTheyAre) {
  auto map = MakeMap({{"/w/t", "/new"}}).value();
  EXPECT_EQ(Mapped(map, "/w/t/data/p=a%2Fb/x y+z,\"q\"/f"), "file:///new/data/p=a%2Fb/x y+z,\"q\"/f");
}

TEST(PathMapTest, DirectoriesWhoseFilesCouldMeetAreRefused) {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  for (const auto& pairs : std::vector<Pairs>{{{"/a", "/t"}, {"/a", "/u"}},
                                              {{"/a", "/t"}, {"/b", "/t"}},
                                              {{"/a", "/t"}, {"/b", "/t/x"}},
                                              {{"/a", "/t/x"}, {"/b", "/t"}},
                                              {{"/a", "/t"}, {"/a/x", "/t/y"}},
                                              {{"/a", "/t"}, {"file:/a/", "/u"}}}) {
    EXPECT_THAT(MakeMap(pairs), FailsWith(ErrorKind::kInvalidArgument)) << pairs[0].first << ' ' << pairs[1].second;
  }
  EXPECT_THAT(MakeMap({{"/a", "/t"}, {"/a/x", "/t/x"}}), IsOk());
  EXPECT_THAT(MakeMap({{"/a", "/t"}, {"/b", "/t_b"}}), IsOk());
}

TEST(PathMapTest, WhatMustHaveAPlaceIsNamedWhenItHasNone) {
  auto map = MakeMap({{"/w/t", "/new"}}).value();
  auto missing = map.Get("/hive/t/f");
  ASSERT_THAT(missing, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(missing.error().message(),
              HasSubstr("/hive/t/f lies in none of the directories that are known: file:///w/t"));
  EXPECT_THAT(map.Get("t/f"), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::iceberg
