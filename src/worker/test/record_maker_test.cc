#include "worker/record_maker.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "base/version.h"

namespace lakeport::worker {
namespace {

queue::FinishedJob MakeFinished() {
  queue::FinishedJob finished;
  finished.job.id = "01890000-0000-7000-8000-000000000001";
  finished.job.state = queue::JobState::kFailed;
  finished.job.attempt = 2;
  finished.job.started_at = FromMillis(1'000);
  finished.job.finished_at = FromMillis(3'500);
  finished.request = R"({"engine":"ingest","database":"sales"})";
  finished.tables = {
      {"s.a", "committed", R"({"event":"table","table":"s.a","status":"committed","rows":7,"files":2,"bytes":9})"},
      {"s.b", "failed", R"({"event":"table","table":"s.b","status":"failed","rows":5,"message":"gone"})"}};
  return finished;
}

TEST(RecordMakerTest, GathersWhatIsKnownOfAJob) {
  auto record = MakeRecord(MakeFinished(), 3, "abc");
  EXPECT_EQ(record.sequence, 3);
  EXPECT_EQ(record.previous, "abc");
  EXPECT_EQ(record.state, "failed");
  EXPECT_EQ(record.seconds, 2.5);
  EXPECT_EQ(record.attempts, 2);
  EXPECT_EQ(*GetString(record.request, "database"), "sales");
  ASSERT_EQ(record.tables.size(), 2u);
  EXPECT_EQ(record.tables[1].message, "gone");
}

TEST(RecordMakerTest, KeepsWhereTheFilesOfATableWent) {
  auto finished = MakeFinished();
  finished.tables[0].event = R"({"event":"table","table":"s.a","status":"committed","accounting":)"
                             R"({"listed":3,"added":1,"rewritten":0,"skipped":{"hidden":2}}})";
  auto read = audit::ParseRecord(audit::FormatRecord(MakeRecord(finished, 1, "")));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->tables[0].accounting["skipped"]["hidden"], 2);
  EXPECT_TRUE(read->tables[1].accounting.is_null());
}

TEST(RecordMakerTest, CountsOnlyWhatWasCommitted) {
  auto record = MakeRecord(MakeFinished(), 1, "");
  EXPECT_EQ(record.rows, 7);
  EXPECT_EQ(record.files, 2);
  EXPECT_EQ(record.bytes, 9);
}

TEST(RecordMakerTest, TheVersionIsTheEnginesOwnWhenItSaidOne) {
  auto finished = MakeFinished();
  EXPECT_EQ(MakeRecord(finished, 1, "").engine_version, kVersion);
  finished.job.summary = R"({"event":"summary","engine_version":"7.7.7"})";
  EXPECT_EQ(MakeRecord(finished, 1, "").engine_version, "7.7.7");
  finished.job.attempt = 0;
  EXPECT_EQ(MakeRecord(finished, 1, "").engine_version, "");
}

TEST(RecordMakerTest, TextsThatMakeNoSenseStillMakeARecord) {
  auto finished = MakeFinished();
  finished.request = "{torn";
  finished.job.summary = "[]";
  finished.tables = {{"s.a", "committed", "torn"}, {"s.b", "failed", R"({"event":"log"})"}};
  auto record = MakeRecord(finished, 1, "");
  EXPECT_EQ(*GetString(record.request, "text"), "{torn");
  EXPECT_EQ(record.tables.size(), 2u);
  EXPECT_THAT(audit::ParseRecord(audit::FormatRecord(record)), IsOk());
}

}  // namespace
}  // namespace lakeport::worker
