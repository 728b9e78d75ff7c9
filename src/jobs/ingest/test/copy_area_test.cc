#include "jobs/ingest/copy_area.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* kJob = "0192f0c1-7a5e-7cc3-8a44-1f2e3d4c5b6a";
const Location kTable = *Location::Parse("file:///lake/ns/orders");

SourceFile Source(const std::string& name, int64_t size = 4, int64_t modified = 1) {
  auto partition = std::make_shared<SourcePartition>(
      SourcePartition{.path = "day=1", .values = {}, .format = hive::StorageFormat::kParquet, .location = kTable});
  return {{.location = *Location::Parse("file:///hive/day=1/" + name), .size = size, .modified = FromMillis(modified)},
          partition};
}

class CopyAreaTest : public ::testing::Test {
 protected:
  CopyArea Attempt(int number) { return CopyArea(io_, kTable, kJob, number); }

  // Copies as an attempt would.
  void Copy(CopyArea& area, const SourceFile& file) {
    area.Use(file);
    if (area.IsThere(file)) return;
    std::string bytes(static_cast<size_t>(file.info.size), 'x');
    ASSERT_THAT(storage::WriteFile(io_, *area.LocationFor(file), bytes, storage::WriteMode::kCreate), IsOk());
  }
  bool Exists(const Location& location) { return io_.Stat(location).ok(); }
  std::vector<std::string> Files() {
    std::vector<std::string> names;
    for (const auto& [location, bytes] : io_.files()) names.push_back(location.ToString());
    return names;
  }

  storage::MemoryFileIO io_;
};

TEST(CopyNameTest, ANameStandsForOneVersionOfOneSource) {
  EXPECT_EQ(CopyName(Source("a.parquet")), CopyName(Source("a.parquet")));
  EXPECT_NE(CopyName(Source("a.parquet")), CopyName(Source("a.parquet", 5)));
  EXPECT_NE(CopyName(Source("a.parquet")), CopyName(Source("a.parquet", 4, 2)));
  EXPECT_NE(CopyName(Source("a.parquet")), CopyName(Source("sub/a.parquet")));
}

TEST(CopyNameTest, NamesAreReadableAndPlain) {
  EXPECT_THAT(CopyName(Source("part-0.snappy.parquet")), StartsWith("part-0.snappy-"));
  EXPECT_THAT(CopyName(Source("a b:c?d")), StartsWith("a_b_c_d-"));
  std::string name = CopyName(Source(std::string(250, 'x')));
  EXPECT_LT(name.size(), 120u);
  EXPECT_TRUE(name.ends_with(".parquet"));
}

TEST_F(CopyAreaTest, AnAttemptThatCommitsLeavesItsCopiesAndNothingElse) {
  CopyArea area = Attempt(1);
  ASSERT_THAT(area.TakeOver(), IsOk());
  Copy(area, Source("a"));
  ASSERT_THAT(area.Close(), IsOk());
  ASSERT_THAT(area.RemoveUnused(), IsOk());
  ASSERT_EQ(Files().size(), 1u);
  EXPECT_THAT(Files()[0], HasSubstr("/data/" + std::string(kJob) + "-1-"));
  EXPECT_THAT(Files()[0], HasSubstr("/day=1/a-"));
}

TEST_F(CopyAreaTest, AnAttemptThatFailsLeavesNothing) {
  CopyArea area = Attempt(1);
  ASSERT_THAT(area.TakeOver(), IsOk());
  Copy(area, Source("a"));
  ASSERT_THAT(area.Remove(), IsOk());
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(CopyAreaTest, TheNextAttemptUsesWhatAKilledOneCopied) {
  CopyArea killed = Attempt(1);
  Copy(killed, Source("a"));
  Copy(killed, Source("gone"));
  CopyArea area = Attempt(2);
  ASSERT_THAT(area.TakeOver(), IsOk());
  EXPECT_TRUE(area.IsThere(Source("a")));
  EXPECT_FALSE(area.IsThere(Source("b")));
  EXPECT_FALSE(area.IsThere(Source("a", 4, 99)));  // the source has another version by now
  Copy(area, Source("a"));
  Copy(area, Source("b"));
  ASSERT_THAT(area.Close(), IsOk());
  ASSERT_THAT(area.RemoveUnused(), IsOk());
  EXPECT_TRUE(Exists(*area.LocationFor(Source("a"))));
  EXPECT_TRUE(Exists(*area.LocationFor(Source("b"))));
  EXPECT_EQ(Files().size(), 3u);  // and the word to the first attempt that its copies are not its own any more
}

TEST_F(CopyAreaTest, AnAttemptWhoseCopiesWereCommittedByTheNextCannotDeleteThemLater) {
  CopyArea stopped = Attempt(1);
  Copy(stopped, Source("a"));
  CopyArea next = Attempt(2);
  ASSERT_THAT(next.TakeOver(), IsOk());
  Copy(next, Source("a"));
  ASSERT_THAT(next.Close(), IsOk());
  ASSERT_THAT(next.RemoveUnused(), IsOk());
  EXPECT_THAT(stopped.Remove(), IsOk());
  EXPECT_TRUE(Exists(*next.LocationFor(Source("a"))));
}

TEST_F(CopyAreaTest, AnAttemptThatWasTakenOverCanNeitherCommitNorDelete) {
  CopyArea stopped = Attempt(1);
  ASSERT_THAT(stopped.TakeOver(), IsOk());
  Copy(stopped, Source("a"));
  CopyArea next = Attempt(2);
  ASSERT_THAT(next.TakeOver(), IsOk());
  Copy(next, Source("a"));
  EXPECT_THAT(stopped.Close(), FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(stopped.Remove(), IsOk());
  EXPECT_TRUE(Exists(*next.LocationFor(Source("a"))));
  EXPECT_THAT(next.Close(), IsOk());
}

TEST_F(CopyAreaTest, AnAttemptThatIsCommittingCannotBeTakenOver) {
  CopyArea committing = Attempt(1);
  Copy(committing, Source("a"));
  ASSERT_THAT(committing.Close(), IsOk());
  CopyArea next = Attempt(2);
  ASSERT_THAT(next.TakeOver(), IsOk());
  EXPECT_FALSE(next.IsThere(Source("a")));
  Copy(next, Source("a"));
  ASSERT_THAT(next.Remove(), IsOk());
  EXPECT_TRUE(Exists(*committing.LocationFor(Source("a"))));
}

TEST_F(CopyAreaTest, AfterTheNextAttemptFailedTheOldOneStillCannotCommitWhatIsGone) {
  CopyArea stopped = Attempt(1);
  Copy(stopped, Source("a"));
  CopyArea next = Attempt(2);
  ASSERT_THAT(next.TakeOver(), IsOk());
  ASSERT_THAT(next.Remove(), IsOk());
  EXPECT_FALSE(Exists(*stopped.LocationFor(Source("a"))));
  EXPECT_THAT(stopped.Close(), FailsWith(ErrorKind::kConflict));
}

TEST_F(CopyAreaTest, TheThirdAttemptTakesOverWhatTheSecondHadTakenOver) {
  CopyArea first = Attempt(1);
  Copy(first, Source("a"));
  CopyArea second = Attempt(2);
  ASSERT_THAT(second.TakeOver(), IsOk());
  CopyArea third = Attempt(3);
  ASSERT_THAT(third.TakeOver(), IsOk());
  EXPECT_TRUE(third.IsThere(Source("a")));
  EXPECT_THAT(first.Close(), FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(second.Close(), FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(third.Close(), IsOk());
}

TEST_F(CopyAreaTest, NoneOfThoseThatHadCommittedCopiesBeforeCanDeleteThem) {
  CopyArea first = Attempt(1);
  Copy(first, Source("a"));
  CopyArea second = Attempt(2);
  ASSERT_THAT(second.TakeOver(), IsOk());
  CopyArea third = Attempt(3);
  ASSERT_THAT(third.TakeOver(), IsOk());
  Copy(third, Source("a"));
  ASSERT_THAT(third.Close(), IsOk());
  ASSERT_THAT(third.RemoveUnused(), IsOk());
  CopyArea tidying = Attempt(4);
  ASSERT_THAT(tidying.RemoveStrays({third.LocationFor(Source("a"))->ToString()}), IsOk());
  EXPECT_THAT(second.Remove(), IsOk());
  EXPECT_THAT(first.Remove(), IsOk());
  EXPECT_TRUE(Exists(*third.LocationFor(Source("a"))));
}

TEST_F(CopyAreaTest, StraysAreTold) {
  EXPECT_FALSE(*Attempt(1).HasStrays());
  CopyArea first = Attempt(1);
  Copy(first, Source("a"));
  ASSERT_THAT(first.Close(), IsOk());
  EXPECT_TRUE(*Attempt(2).HasStrays());
  ASSERT_THAT(first.RemoveUnused(), IsOk());
  EXPECT_FALSE(*Attempt(2).HasStrays());
}

TEST_F(CopyAreaTest, TheThirdAttemptCannotTakeWhatTheSecondCommits) {
  CopyArea first = Attempt(1);
  Copy(first, Source("a"));
  CopyArea second = Attempt(2);
  ASSERT_THAT(second.TakeOver(), IsOk());
  Copy(second, Source("a"));
  ASSERT_THAT(second.Close(), IsOk());
  CopyArea third = Attempt(3);
  ASSERT_THAT(third.TakeOver(), IsOk());
  EXPECT_FALSE(third.IsThere(Source("a")));
}

TEST_F(CopyAreaTest, AnOldAttemptStepsBackBeforeALaterOne) {
  CopyArea later = Attempt(2);
  Copy(later, Source("a"));
  CopyArea old = Attempt(1);
  EXPECT_THAT(old.TakeOver(), FailsWith(ErrorKind::kConflict));
}

TEST_F(CopyAreaTest, WhatWasTakenFromACommittedAttemptIsGivenBackUntouched) {
  CopyArea committed = Attempt(1);
  Copy(committed, Source("a"));
  ASSERT_THAT(committed.Close(), IsOk());
  ASSERT_THAT(committed.RemoveUnused(), IsOk());
  CopyArea late = Attempt(2);
  ASSERT_THAT(late.TakeOver(), IsOk());
  ASSERT_THAT(late.Release(), IsOk());
  EXPECT_EQ(Files().size(), 1u);
  EXPECT_TRUE(Exists(*committed.LocationFor(Source("a"))));
}

TEST_F(CopyAreaTest, OtherJobsAndOtherFilesAreLeftAlone) {
  CopyArea other(io_, kTable, "0192f0c1-7a5e-7cc3-8a44-000000000000", 1);
  Copy(other, Source("a"));
  Location stranger = *kTable.Child("data/stranger.parquet");
  ASSERT_THAT(storage::WriteFile(io_, stranger, "x", storage::WriteMode::kCreate), IsOk());
  CopyArea area = Attempt(1);
  ASSERT_THAT(area.TakeOver(), IsOk());
  EXPECT_FALSE(area.IsThere(Source("a")));
  ASSERT_THAT(area.Close(), IsOk());
  ASSERT_THAT(area.RemoveUnused(), IsOk());
  EXPECT_TRUE(Exists(stranger));
  EXPECT_TRUE(Exists(*other.LocationFor(Source("a"))));
}

}  // namespace
}  // namespace lakeport::ingest
