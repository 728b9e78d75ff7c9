#include "worker/worker.h"

#include <sys/stat.h>

#include "audit/record.h"
#include "worker/testing/worker_test_base.h"

namespace lakeport::worker {
namespace {

using queue::JobState;
using std::chrono::milliseconds;
using testing::HasSubstr;

class WorkerTest : public WorkerTestBase {
 protected:
  WorkerSettings settings_ = ShortTimes(directory_.path(), kFakeEngine);

  void StartWorker() { worker_ = std::make_unique<WorkerThread>(settings_, *store_); }
  void StopWorker() { worker_.reset(); }

  // Runs one job to its end.
  queue::Job RunJob(const std::string& attempts, queue::NewJob job = {}) {
    std::string id = Submit(attempts, std::move(job));
    if (worker_ == nullptr) StartWorker();
    return AwaitEnd(id);
  }
  std::string Log(const queue::Job& job) { return Read(state_.log(job.id)); }

 private:
  std::unique_ptr<WorkerThread> worker_;
};

std::string Print(std::string event) {
  for (size_t at = 0; (at = event.find('\'', at)) != std::string::npos; at += 2) event.replace(at, 1, "\\'");
  return "{'print':'" + event + "'}";
}

TEST_F(WorkerTest, RunsAJobAndKeepsAllThatItsEngineSaid) {
  auto job =
      RunJob("[[" + Print("{'event':'started','engine':'ingest','version':'9.8.7'}") + "," +
                 Print("{'event':'log','level':'info','message':'hello'}") + "," +
                 Print("{'event':'progress','phase':'running','files_done':1,'files_total':2}") + "," +
                 Print("{'event':'table','table':'s.a','target':'i.a','status':'committed','rows':7,'files':2}") + "," +
                 Print("{'event':'summary','status':'done','tables':1,'committed':1}") + ",{'say':'bye'}]]",
             {.label = "sales", .user = "ann"});
  EXPECT_EQ(job.state, JobState::kDone);
  EXPECT_EQ(job.exit_code, 0);
  EXPECT_EQ(job.attempt, 1);
  EXPECT_EQ(job.error, "");
  EXPECT_THAT(job.progress, HasSubstr("\"files_done\":1"));
  EXPECT_THAT(job.summary, HasSubstr("\"engine_version\":\"9.8.7\""));
  std::vector<std::string> kinds;
  for (const auto& event : Events(job.id)) kinds.push_back(*GetString(event, "event"));
  EXPECT_THAT(kinds, testing::ElementsAre("started", "log", "progress", "table", "summary"));
  EXPECT_THAT(Log(job), testing::ContainsRegex("T[0-9:.]+Z info    hello\n"));
  EXPECT_THAT(Log(job), HasSubstr(" stderr  bye\n"));
  auto tables = *store_->ListTables(job.id, "", 10);
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0].status, "committed");
}

TEST_F(WorkerTest, AnEndedJobIsInTheArchive) {
  auto job = RunJob("[[" + Print("{'event':'table','table':'s.a','status':'committed','rows':7}") + ",{'exit':10}]]",
                    {.label = "sales", .user = "ann"});
  std::string path = state_.archive() + "/" + job.id + ".json";
  ASSERT_TRUE(AwaitFile(path));
  auto record = audit::ParseRecord(Read(path));
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->state, "failed");
  EXPECT_EQ(record->user, "ann");
  EXPECT_EQ(record->exit_code, 10);
  EXPECT_EQ(record->rows, 7);
  EXPECT_EQ(record->sequence, 1);
  EXPECT_TRUE(record->request.contains("attempts"));
}

TEST_F(WorkerTest, ARecordThatADeadWorkerDidNotWriteIsWrittenByTheNext) {
  std::string cancelled = Submit("[[]]");
  ASSERT_THAT(store_->Cancel(cancelled, "ann"), IsOk());
  auto make = [](const queue::FinishedJob&, int64_t, const std::string&) -> Result<std::string> {
    return std::string("text");
  };
  ASSERT_THAT(store_->RecordNext(make), IsOk());
  StartWorker();
  std::string path = state_.archive() + "/" + cancelled + ".json";
  ASSERT_TRUE(AwaitFile(path));
  EXPECT_EQ(Read(path), "text");
  EXPECT_TRUE(Await([&] { return store_->ListUnwritten(10)->empty(); }));
}

struct EndCase {
  const char* name;
  const char* steps;  // of the first attempt; the second one ends well
  JobState state;
  int attempts, errors, crashes;
};

class WorkerEndTest : public WorkerTest, public testing::WithParamInterface<EndCase> {};

TEST_P(WorkerEndTest, LeadsToItsState) {
  auto job = RunJob(std::string("[[") + GetParam().steps + "],[{'exit':0}]]");
  EXPECT_EQ(job.state, GetParam().state);
  EXPECT_EQ(job.attempt, GetParam().attempts);
  EXPECT_EQ(job.errors, GetParam().errors);
  EXPECT_EQ(job.crashes, GetParam().crashes);
}

INSTANTIATE_TEST_SUITE_P(Engine, WorkerEndTest,
                         testing::Values(EndCase{"Done", "{'exit':0}", JobState::kDone, 1, 0, 0},
                                         EndCase{"Usage", "{'exit':2}", JobState::kFailed, 1, 0, 0},
                                         EndCase{"FailedForGood", "{'exit':10}", JobState::kFailed, 1, 0, 0},
                                         EndCase{"MayRetry", "{'exit':11}", JobState::kDone, 2, 1, 0},
                                         EndCase{"LostRace", "{'exit':12}", JobState::kDone, 2, 1, 0},
                                         EndCase{"CommitUnknown", "{'exit':13}", JobState::kDone, 2, 1, 0},
                                         EndCase{"StoppedFromOutside", "{'exit':130}", JobState::kDone, 2, 1, 0},
                                         EndCase{"OddCode", "{'exit':77}", JobState::kDone, 2, 0, 1},
                                         EndCase{"Killed", "{'signal':9}", JobState::kDone, 2, 0, 1},
                                         EndCase{"Segfault", "{'signal':11}", JobState::kDone, 2, 0, 1}),
                         [](const auto& end) { return end.param.name; });

TEST_F(WorkerTest, AFailureSaysWhatTheEngineSaid) {
  auto job = RunJob("[[{'say':'first words'},{'say':'the disk is full, password=canary'},{'exit':10}]]");
  EXPECT_THAT(job.error, HasSubstr("failed for good (exit code 10)"));
  EXPECT_THAT(job.error, HasSubstr("the disk is full"));
  EXPECT_THAT(job.error + Log(job), testing::Not(HasSubstr("canary")));
  auto summed_up = RunJob("[[" + Print("{'event':'summary','status':'failed','error':'no such database'}") +
                          ",{'say':'noise'},{'exit':10}]]");
  EXPECT_EQ(summed_up.error, "failed for good (exit code 10): no such database");
}

TEST_F(WorkerTest, AFailureInBytesOfAnyKindIsKept) {
  auto job = RunJob("[[{'say':'nul \\u0000 escape \\u001b[31m'},{'exit':10}]]");
  EXPECT_EQ(job.state, JobState::kFailed);
  EXPECT_EQ(job.error, "failed for good (exit code 10): nul \\x00 escape \\x1b[31m");
}

TEST_F(WorkerTest, AnEngineThatCrashesEachTimeIsGivenUpAndOtherJobsGoOn) {
  auto poison = Submit("[[{'signal':11}]]", {.priority = 5, .max_crashes = 3});
  auto other = RunJob("[[{'exit':0}]]");
  EXPECT_EQ(other.state, JobState::kDone);
  auto job = AwaitEnd(poison);
  EXPECT_EQ(job.state, JobState::kFailed);
  EXPECT_EQ(job.attempt, 3);
  EXPECT_THAT(job.error, HasSubstr("signal 11"));
  EXPECT_THAT(job.error, HasSubstr("given up after 0 errors and 3 crashes"));
}

TEST_F(WorkerTest, LinesOfEveryKindSurvive) {
  auto job = RunJob(
      "[[{'print':'plain text'},{'print':''},{'print':'{\\'event\\':\\'unheard of\\'}'},"
      "{'print':'nul \\u0000 escape \\u001b[31m'},{'bytes':3000000},{'print':'[[[[[[['},"
      "{'print':'{\\'event\\':\\'log\\',\\'level\\':\\'info\\',\\'message\\':\\'last\\'}'}]]");
  EXPECT_EQ(job.state, JobState::kDone);
  auto events = Events(job.id);
  ASSERT_EQ(events.size(), 7u);
  for (const auto& event : events) EXPECT_EQ(*GetString(event, "event"), "log");
  EXPECT_EQ(*GetString(events[0], "message"), "plain text");
  EXPECT_EQ(*GetString(events[3], "message"), std::string("nul \0 escape \x1b[31m", 18));
  EXPECT_THAT(*GetString(events[4], "message"), testing::EndsWith("x... (1048576 bytes)"));
  EXPECT_EQ(*GetString(events[6], "message"), "last");
  EXPECT_THAT(Log(job), testing::Not(HasSubstr("\x1b")));
}

TEST_F(WorkerTest, AnEngineThatFloodsItsOutputFillsNeitherDatabaseNorDisk) {
  settings_.max_stored_lines = 50;
  settings_.max_log_bytes = 10'000;
  auto job = RunJob("[[{'repeat':20000,'print':'flood'}," +
                    Print("{'event':'table','table':'s.a','status':'committed'}") + "]]");
  EXPECT_EQ(job.state, JobState::kDone);
  EXPECT_EQ(job.last_seq, 52);
  EXPECT_THAT(*GetString(Events(job.id).back(), "message"), HasSubstr("19950 more lines"));
  EXPECT_EQ(store_->ListTables(job.id, "", 10)->size(), 1u);
  EXPECT_LT(Log(job).size(), 11'000u);
  EXPECT_THAT(Log(job), HasSubstr("the log is full"));
}

// R9, F22.
TEST_F(WorkerTest, ARunningJobIsCancelledByASafeStop) {
  StartWorker();
  auto id = Submit("[[{'on_term':130},{'touch':'" + directory_.path("up") + "'},{'hang':true}]]");
  ASSERT_TRUE(AwaitFile(directory_.path("up")));
  auto asked = std::chrono::steady_clock::now();
  ASSERT_THAT(store_->Cancel(id, "ann"), IsOk());
  auto job = AwaitEnd(id);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(2));
  EXPECT_EQ(job.state, JobState::kCancelled);
  EXPECT_EQ(job.exit_code, 130);
  EXPECT_EQ(job.cancelled_by, "ann");
}

TEST_F(WorkerTest, AnEngineThatDoesNotStopIsKilled) {
  StartWorker();
  auto id = Submit("[[{'on_term':-1},{'touch':'" + directory_.path("up") + "'},{'hang':true}]]");
  ASSERT_TRUE(AwaitFile(directory_.path("up")));
  ASSERT_THAT(store_->Cancel(id, "ann"), IsOk());
  auto job = AwaitEnd(id);
  EXPECT_EQ(job.state, JobState::kCancelled);
  EXPECT_THAT(job.error, HasSubstr("signal 9"));
}

TEST_F(WorkerTest, RunsAsManyJobsAtOnceAsItMay) {
  auto steps = [&](int i) {
    return "[[{'touch':'" + directory_.path("up" + std::to_string(i)) + "'},{'wait':'" + directory_.path("go") + "'}]]";
  };
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(Submit(steps(i), {.priority = -i}));
  StartWorker();
  EXPECT_TRUE(AwaitFile(directory_.path("up0")) && AwaitFile(directory_.path("up1")));
  EXPECT_EQ(Get(ids[2]).state, JobState::kQueued);
  std::ofstream(directory_.path("go")) << "go";
  for (const auto& id : ids) EXPECT_EQ(AwaitEnd(id).state, JobState::kDone);
}

TEST_F(WorkerTest, AChainedJobRunsAfterTheFirst) {
  std::string then = R"({"engine":"ingest","from":"hive","database":"d","to":"lake"})";
  queue::NewJob first{.request = Quoted("{'engine':'ingest','attempts':[[{'exit':0}]],'then':" + then + "}")};
  first.user = "ann";
  first.priority = 3;
  auto job = RunJob("", first);
  auto children = store_->List({.parent = job.id}, "", 10)->jobs;
  ASSERT_EQ(children.size(), 1u);
  EXPECT_EQ(children[0].user, "ann");
  EXPECT_EQ(children[0].source, "chain");
  EXPECT_EQ(children[0].priority, 3);
  AwaitEnd(children[0].id);
  ASSERT_TRUE(AwaitFile(state_.archive() + "/" + job.id + ".json"));
  auto record = audit::ParseRecord(Read(state_.archive() + "/" + job.id + ".json"));
  EXPECT_THAT(record->children, testing::ElementsAre(children[0].id));
}

TEST_F(WorkerTest, AChainThatMakesNoSenseDoesNotUndoTheJob) {
  auto job = RunJob("", {.request = Quoted("{'attempts':[[{'exit':0}]],'then':{'engine':'fly'}}")});
  EXPECT_EQ(job.state, JobState::kDone);
  EXPECT_THAT(job.error, HasSubstr("what is chained to the job was not submitted"));
}

TEST_F(WorkerTest, AStoredRequestThatIsNoneFailsForGood) {
  auto job = RunJob("", {.request = "{torn"});
  EXPECT_EQ(job.state, JobState::kFailed);
  EXPECT_EQ(job.attempt, 1);
  EXPECT_THAT(job.error, HasSubstr("is not valid JSON"));
}

TEST_F(WorkerTest, AMissingEngineIsTriedAgainAndThenGivenUp) {
  settings_.executable = "/nowhere/lakeport";
  auto job = RunJob("[[]]", {.max_errors = 2});
  EXPECT_EQ(job.state, JobState::kFailed);
  EXPECT_EQ(job.attempt, 2);
  EXPECT_THAT(job.error, HasSubstr("there is no program /nowhere/lakeport"));
}

// F23.
TEST_F(WorkerTest, AWorkerThatStopsLetsAShortJobEnd) {
  settings_.drain = std::chrono::seconds(60);
  StartWorker();
  auto id = Submit("[[{'touch':'" + directory_.path("up") + "'},{'wait':'" + directory_.path("go") + "'}]]");
  ASSERT_TRUE(AwaitFile(directory_.path("up")));
  auto later = Submit("[[]]", {.priority = -1});
  std::thread stop([this] { StopWorker(); });
  std::ofstream(directory_.path("go")) << "go";
  stop.join();
  EXPECT_EQ(Get(id).state, JobState::kDone);
  EXPECT_NE(Get(later).state, JobState::kRunning);
}

TEST_F(WorkerTest, AWorkerThatStopsGivesALongJobBackAndTheNextGoesOn) {
  StartWorker();
  auto id = Submit("[[{'on_term':130},{'touch':'" + directory_.path("up") + "'},{'hang':true}],[{'exit':0}]]");
  ASSERT_TRUE(AwaitFile(directory_.path("up")));
  StopWorker();
  auto job = Get(id);
  EXPECT_EQ(job.state, JobState::kQueued);
  EXPECT_EQ(job.errors + job.crashes, 0);
  StartWorker();
  job = AwaitEnd(id);
  EXPECT_EQ(job.state, JobState::kDone);
  EXPECT_EQ(job.attempt, 2);
}

TEST_F(WorkerTest, AnAttemptThatLostItsLeaseEndsItsEngineAndChangesNothing) {
  StartWorker();
  std::string up = directory_.path("up");
  auto id = Submit("[[{'on_term':-1},{'touch':'" + up + "'},{'hang':true}],[{'exit':0}]]");
  ASSERT_TRUE(AwaitFile(up));
  ASSERT_EQ(store_->RescueFrom(settings_.name)->size(), 1u);
  auto job = AwaitEnd(id);
  EXPECT_EQ(job.state, JobState::kDone);
  EXPECT_EQ(job.attempt, 2);
  EXPECT_EQ(job.crashes, 1);
  EXPECT_TRUE(Await([&] { return Log(job).find("attempt 1 is left alone") != std::string::npos; }));
}

TEST_F(WorkerTest, AJobFileBecomesAJobThatRuns) {
  StartWorker();
  std::ofstream(directory_.path("queue/a.json")) << R"({"engine":"ingest","from":"h","database":"d","to":"l"})";
  ASSERT_TRUE(Await([&] { return !store_->List({}, "", 10)->jobs.empty(); }));
  auto job = store_->List({}, "", 10)->jobs.front();
  EXPECT_EQ(job.source, "queue/a.json");
  EXPECT_EQ(AwaitEnd(job.id).exit_code, 2);
}

TEST_F(WorkerTest, AStateDirectoryThatCannotBeUsedIsSaid) {
  std::ofstream(directory_.path("file")) << "x";
  SystemClock clock;
  auto settings = ShortTimes(directory_.path("file"), kFakeEngine);
  auto status = Worker(settings, *store_, clock).Run({});
  ASSERT_THAT(status, FailsWith(ErrorKind::kPermissionDenied));
  EXPECT_THAT(status.error().message(), HasSubstr(directory_.path("file")));
}

}  // namespace
}  // namespace lakeport::worker
