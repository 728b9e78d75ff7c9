#include "jobs/ingest/sync_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lakeport::ingest {
namespace {

SourceFile File(const std::string& path, int64_t size, int64_t time, const std::string& partition = "") {
  auto source = std::make_shared<SourcePartition>(
      SourcePartition{.path = partition, .values = {}, .location = *Location::Parse("file:///t")});
  return {.info = {.location = *Location::Parse("file:///t/" + path), .size = size, .modified = FromMillis(time)},
          .partition = source};
}

FileSet SetOf(const std::vector<SourceFile>& files) {
  FileSet set;
  for (const auto& file : files) set.Add(file);
  return set;
}

iceberg::TableMetadata TableWith(const std::string& record) {
  iceberg::TableMetadata table;
  table.properties[kSyncProperty] = record;
  return table;
}

TEST(FileSetTest, IsTheSameInAnyOrderAndDifferentForAnyChange) {
  FileSet set = SetOf({File("a", 1, 1), File("b", 2, 2)});
  EXPECT_EQ(set, SetOf({File("b", 2, 2), File("a", 1, 1)}));
  EXPECT_NE(set, SetOf({File("a", 1, 1)}));
  EXPECT_NE(set, SetOf({File("a", 1, 1), File("b", 3, 2)}));
  EXPECT_NE(set, SetOf({File("a", 1, 1), File("b", 2, 3)}));
  EXPECT_NE(set, SetOf({File("a", 1, 1), File("c", 2, 2)}));
  EXPECT_NE(set, SetOf({File("a", 1, 1), File("b", 2, 2, "day=1")}));
}

TEST(FileSetTest, TellsInWhichPartSomethingChanged) {
  SourceFile kept = File("day=1/f", 1, 1, "day=1"), before = File("day=2/f", 1, 1, "day=2"),
             after = File("day=2/f", 1, 2, "day=2");
  FileSet old = SetOf({kept, before}), now = SetOf({kept, after});
  ASSERT_NE(FileSet::PartOf(kept), FileSet::PartOf(before));
  EXPECT_TRUE(now.SamePart(old, FileSet::PartOf(kept)));
  EXPECT_FALSE(now.SamePart(old, FileSet::PartOf(before)));
}

TEST(FileSetTest, ReadsBackWhatItWritesAndNothingElse) {
  FileSet set = SetOf({File("a", 1, 1), File("b", 2, 2)});
  EXPECT_EQ(FileSet::Parse(set.ToString()), set);
  for (const char* text : {"", "1", "1:2", "1:2:", "1:2:00", "x:2:"})
    EXPECT_EQ(FileSet::Parse(text), std::nullopt) << text;
  std::string broken = set.ToString();
  broken.back() = 'g';
  EXPECT_EQ(FileSet::Parse(broken), std::nullopt);
}

TEST(OwnSetTest, LosesWhatIsRemoved) {
  OwnSet set, one;
  set.Add("a");
  set.Add("b");
  one.Add("b");
  set.Remove("a");
  EXPECT_EQ(set, one);
  EXPECT_EQ(OwnSet::Parse(set.ToString()), set);
  for (const char* text : {"", "1", "1:", "1:zz", "1:00 "}) EXPECT_EQ(OwnSet::Parse(text), std::nullopt) << text;
}

TEST(SyncRecordTest, ReadsBackWhatItWrites) {
  SyncRecord record{.mode = protocol::IngestMode::kInPlace,
                    .source = SetOf({File("a", 1, 1)}),
                    .own = {.files = 1, .hash = 7},
                    .columns = {1, 2, 3, 7, 9, 10}};
  std::string text = FormatSyncRecord(record);
  EXPECT_THAT(text, testing::HasSubstr(R"("columns":"1-3,7,9-10")"));
  EXPECT_EQ(FindSyncRecord(TableWith(text)), record);
}

TEST(SyncRecordTest, P22IsSmallEnoughForAMetastoreWhateverTheTable) {
  SyncRecord record;
  for (int i = 0; i < 100'000; ++i) record.source.Add(File(std::to_string(i), i, i));
  for (int id = 1; id < 5'000; ++id) record.columns.insert(id);
  EXPECT_LT(FormatSyncRecord(record).size(), 2'000u);
}

TEST(SyncRecordTest, WhatIsNoRecordIsNone) {
  EXPECT_EQ(FindSyncRecord({}), std::nullopt);
  std::string good = FormatSyncRecord({});
  ASSERT_NE(FindSyncRecord(TableWith(good)), std::nullopt);
  for (std::string text : {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"mode":7})"),
                           std::string(good).replace(good.find("copy"), 4, "fast"),
                           std::string(good).replace(good.find("\"columns\":\"") + 11, 0, "0-"),
                           std::string(good).replace(good.find("\"columns\":\"") + 11, 0, "1-999999999999")}) {
    EXPECT_EQ(FindSyncRecord(TableWith(text)), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace lakeport::ingest
