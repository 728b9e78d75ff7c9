#include "launch/new_job.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"

namespace lakeport::launch {
namespace {

Result<queue::NewJob> Make(const std::string& text) {
  auto request = protocol::ParseJobRequestText(text, "a test's request");
  EXPECT_THAT(request, IsOk());
  return MakeNewJob(*request, "ana", "api");
}

TEST(NewJobTest, KeepsTheRequestWholeWithWhatIsChainedToIt) {
  std::string text = R"({"engine":"ingest","from":"hive","database":"sales","to":"lake",)"
                     R"("then":{"engine":"ingest","from":"hive","database":"web","to":"lake"}})";
  auto job = Make(text);
  ASSERT_THAT(job, IsOk());
  auto again = protocol::ParseJobRequestText(job->request, "the job's request");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->then->parameters["database"], "web");
  EXPECT_EQ(job->user, "ana");
  EXPECT_EQ(job->source, "api");
}

TEST(NewJobTest, ItsLabelSaysWhatGoesWhere) {
  EXPECT_EQ(Make(R"({"engine":"ingest","from":"hive","database":"sales","to":"lake"})")->label,
            "sales to lake.sales_iceberg");
  EXPECT_EQ(Make(R"({"engine":"ingest","from":"h","database":"sales","to":"l","tables":["a"],"namespace":"n"})")->label,
            "sales.a to l.n");
  EXPECT_EQ(Make(R"({"engine":"ingest","from":"h","database":"sales","to":"l",)"
                 R"("revert":"0192f0c1-7a5e-7cc3-8a44-1f2e3d4c5b6a"})")
                ->label,
            "revert of 0192f0c1-7a5e-7cc3-8a44-1f2e3d4c5b6a in l.sales_iceberg");
  EXPECT_EQ(Make(R"({"engine":"ingest","from":"h","database":"sales","to":"l","tables":["a","b*"]})")->label,
            "sales: 2 tables to l.sales_iceberg");
}

TEST(NewJobTest, WhatItWritesToKeepsOtherJobsAway) {
  auto one = Make(R"({"engine":"ingest","from":"h","database":"sales","to":"lake","tables":["Orders"]})");
  EXPECT_THAT(one->targets, testing::ElementsAre(queue::Target{"lake/sales_iceberg", "orders"}));
}

}  // namespace
}  // namespace lakeport::launch
