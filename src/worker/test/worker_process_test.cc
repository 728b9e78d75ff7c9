#include <csignal>
#include <iostream>
#include <random>
#include <sstream>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/record.h"
#include "worker/testing/worker_test_base.h"

namespace lakeport::worker {
namespace {

using queue::JobState;
using std::chrono::milliseconds;

// A worker in a process of its own, killed with its owner.
class WorkerProcess {
 public:
  WorkerProcess(const std::string& state_dir, int lease_ms) {
    std::vector<std::string> arguments{kTestWorker, state_dir, kFakeEngine, std::to_string(lease_ms)};
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    std::string log = state_dir + "/workers.log";
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    EXPECT_EQ(posix_spawn(&pid_, kTestWorker.c_str(), &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  ~WorkerProcess() { End(SIGKILL); }

  void Signal(int signal) const {
    ASSERT_GT(pid_, 0);
    kill(pid_, signal);
  }
  // Returns what waitpid says.
  int End(int signal) {
    int status = 0;
    if (pid_ > 0) {
      Signal(signal);
      waitpid(pid_, &status, 0);
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_ = -1;
};

class WorkerProcessTest : public WorkerTestBase {
 protected:
  WorkerProcessTest() { std::filesystem::create_directory(effects_dir_); }

  std::unique_ptr<WorkerProcess> StartWorker(int lease_ms = 60'000) {
    return std::make_unique<WorkerProcess>(directory_.path(), lease_ms);
  }
  // The ids of the jobs whose effect there was, once for each time.
  std::vector<std::string> Effects() {
    std::stringstream text(Read(effects_dir_ + "/effects"));
    std::vector<std::string> ids;
    for (std::string line; std::getline(text, line);) ids.push_back(line);
    return ids;
  }
  // The process that made the file.
  pid_t AwaitPid(const std::string& path) {
    EXPECT_TRUE(AwaitFile(path));
    return std::stoi(Read(path));
  }
  static bool AwaitDeath(pid_t pid) {
    return Await([pid] { return kill(pid, 0) != 0; });
  }
  void ExpectDoneOnceAtAttempt(const std::string& id, int attempt) {
    auto job = AwaitEnd(id);
    EXPECT_EQ(job.state, JobState::kDone) << job.error;
    EXPECT_EQ(job.attempt, attempt);
    EXPECT_THAT(Effects(), testing::ElementsAre(id));
  }

  const std::string effects_dir_ = directory_.path("effects");
  const std::string up_ = directory_.path("up");
  const std::string go_ = directory_.path("go");
  const std::string effect_ = "{'effect':'" + effects_dir_ + "'}";
};

// F01: no lease has to run out, for the dead worker's lock is free.
TEST_F(WorkerProcessTest, AWorkerKilledBeforeTheEffectLeavesItToTheNext) {
  auto id = Submit("[[{'touch':'" + up_ + "'},{'hang':true}],[" + effect_ + "]]");
  auto first = StartWorker();
  pid_t engine = AwaitPid(up_);
  first->End(SIGKILL);
  EXPECT_TRUE(AwaitDeath(engine));
  auto second = StartWorker();
  ExpectDoneOnceAtAttempt(id, 2);
  EXPECT_EQ(Get(id).crashes, 1);
}

TEST_F(WorkerProcessTest, AWorkerKilledAfterTheEffectDoesNotHaveItTwice) {
  auto id = Submit("[[" + effect_ + ",{'touch':'" + up_ + "'},{'hang':true}],[" + effect_ + "]]");
  auto first = StartWorker();
  AwaitPid(up_);
  first->End(SIGKILL);
  auto second = StartWorker();
  ExpectDoneOnceAtAttempt(id, 2);
}

// F05.
TEST_F(WorkerProcessTest, AKilledEngineIsStartedAgain) {
  auto id = Submit("[[" + effect_ + ",{'touch':'" + up_ + "'},{'hang':true}],[" + effect_ + "]]");
  auto worker = StartWorker();
  kill(AwaitPid(up_), SIGKILL);
  ExpectDoneOnceAtAttempt(id, 2);
}

// F03: while it is stopped its lease runs out, another worker does the job, and the engine has not stopped.
TEST_F(WorkerProcessTest, AWorkerThatWakesUpTooLateEndsItsEngineAndChangesNothing) {
  auto id = Submit("[[{'on_term':-1},{'touch':'" + up_ + "'},{'hang':true}],[" + effect_ + "]]");
  auto stopped = StartWorker(1000);
  pid_t engine = AwaitPid(up_);
  stopped->Signal(SIGSTOP);
  auto other = StartWorker(60'000);
  ExpectDoneOnceAtAttempt(id, 2);
  EXPECT_EQ(kill(engine, 0), 0);
  stopped->Signal(SIGCONT);
  EXPECT_TRUE(AwaitDeath(engine));
  ExpectDoneOnceAtAttempt(id, 2);
}

TEST_F(WorkerProcessTest, AnEngineThatEndsWellForAnOldAttemptChangesNothing) {
  auto id = Submit("[[{'touch':'" + up_ + "'},{'wait':'" + go_ + "'}," + effect_ + ",{'print':'late'},{'exit':10}],[" +
                   effect_ + "]]");
  auto stopped = StartWorker(1000);
  pid_t engine = AwaitPid(up_);
  stopped->Signal(SIGSTOP);
  auto other = StartWorker(60'000);
  ExpectDoneOnceAtAttempt(id, 2);
  auto before = Get(id);
  std::ofstream(go_) << "go";
  stopped->Signal(SIGCONT);
  EXPECT_TRUE(AwaitDeath(engine));
  EXPECT_TRUE(Await([&] { return Read(state_.log(id)).find("attempt 1 is left alone") != std::string::npos; }));
  ExpectDoneOnceAtAttempt(id, 2);
  EXPECT_EQ(Get(id).last_seq, before.last_seq);
}

// F23.
TEST_F(WorkerProcessTest, SigtermEndsAWorkerInPeaceAndGivesItsJobBack) {
  auto id = Submit("[[{'on_term':130},{'touch':'" + up_ + "'},{'hang':true}]]");
  auto worker = StartWorker();
  AwaitPid(up_);
  int status = worker->End(SIGTERM);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_EQ(Get(id).state, JobState::kQueued);
  EXPECT_EQ(Get(id).crashes, 0);
  EXPECT_TRUE(std::filesystem::is_empty(state_.workers()));
}

// F02, F16: workers are killed at random again and again, two at a time, while jobs run and job files come in.
TEST_F(WorkerProcessTest, WhateverIsKilledEachJobIsDoneOnceAndRecordedOnce) {
  constexpr int kJobs = 20, kFiles = 10, kKills = 12;
  const char* given = std::getenv("LAKEPORT_SEED");
  uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "replay with LAKEPORT_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  auto pick = [&](int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); };
  std::vector<std::string> ids;
  for (int i = 0; i < kJobs; ++i) ids.push_back(Submit("[[" + effect_ + "]]", {.max_crashes = 1000}));
  for (int i = 0; i < kFiles; ++i) {
    std::ofstream(state_.queue() + "/" + std::to_string(i))
        << R"({"engine":"ingest","from":"h","database":"d","to":"l"})";
  }
  auto steady = StartWorker(500);
  for (int i = 0; i < kKills; ++i) {
    auto victim = StartWorker(500);
    std::this_thread::sleep_for(milliseconds(pick(150)));  // the moment is what is random
    (pick(2) == 0 ? victim : steady)->End(SIGKILL);
    if (pick(3) == 0) std::swap(victim, steady);
  }
  steady = StartWorker(500);
  for (const auto& id : ids) EXPECT_EQ(AwaitEnd(id).state, JobState::kDone) << Get(id).error;
  EXPECT_THAT(Effects(), testing::UnorderedElementsAreArray(ids));
  auto of_files = [&] { return store_->List({.text = "queue/"}, "", 100).value().jobs; };
  EXPECT_TRUE(Await([&] { return of_files().size() == kFiles; }));
  for (const auto& job : of_files()) AwaitEnd(job.id);

  EXPECT_TRUE(Await([&] { return !store_->HasUnrecorded().value() && store_->ListUnwritten(1).value().empty(); }));
  std::vector<std::string> records;
  for (const auto& entry : std::filesystem::directory_iterator(state_.archive())) {
    if (entry.path().extension() == ".json") records.push_back(Read(entry.path()));
  }
  EXPECT_EQ(records.size(), static_cast<size_t>(kJobs + kFiles));
  EXPECT_THAT(audit::VerifyChain(records), IsOk());
}

}  // namespace
}  // namespace lakeport::worker
