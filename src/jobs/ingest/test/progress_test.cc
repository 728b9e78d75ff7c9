#include "jobs/ingest/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/ingest/test/event_log.h"

namespace lakeport::ingest {
namespace {

TEST(ProgressTest, CountsGrowToTheirTotals) {
  EventLog log;
  Progress progress(log);
  progress.PlanTable();
  progress.PlanFiles(2, 100);
  progress.StartRunning();
  progress.AddBytes(60);
  progress.AddFile();
  progress.FinishTable(2, 100);
  progress.Flush();
  auto last = log.Of<protocol::ProgressEvent>().back();
  EXPECT_EQ(last.phase, "running");
  EXPECT_EQ(last.tables_done, 1);
  EXPECT_EQ(last.files_done, 2);
  EXPECT_EQ(last.bytes_done, 100);
  EXPECT_EQ(last.bytes_total, 100);
}

TEST(ProgressTest, DoneNeverPassesItsTotalAndNeverFalls) {
  EventLog log;
  Progress progress(log);
  progress.PlanTable();
  progress.PlanFiles(1, 10);
  progress.PlanTable();
  progress.PlanFiles(1, 10);
  progress.StartRunning();
  auto told = [&] {
    progress.Flush();
    return log.Of<protocol::ProgressEvent>().back();
  };
  progress.AddBytes(1'000);  // the table has grown since it was planned
  progress.AddFile();
  progress.AddFile();
  progress.AddFile();
  auto during = told();
  EXPECT_EQ(during.files_done, 2);
  EXPECT_EQ(during.bytes_done, 20);
  progress.FinishTable(1, 10);
  auto after = told();
  EXPECT_GE(after.files_done, during.files_done);
  EXPECT_GE(after.bytes_done, during.bytes_done);
  progress.FinishTable(1, 10);
  progress.FinishTable(1, 10);
  EXPECT_EQ(told().tables_done, 2);
  EXPECT_EQ(told().files_done, 2);
}

TEST(ProgressTest, ManyCallsMakeFewEvents) {
  EventLog log;
  Progress progress(log);
  for (int i = 0; i < 100'000; ++i) progress.PlanTable();
  EXPECT_LT(log.Of<protocol::ProgressEvent>().size(), 100u);
}

}  // namespace
}  // namespace lakeport::ingest
