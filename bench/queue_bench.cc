// How many jobs a queue takes, hands out and ends in a second, and how long its lists take when it is full.
//   queue_bench [URI] [JOBS]     default: a new SQLite file in a temporary directory, 100000 jobs for the lists
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "queue/sql_job_store.h"

namespace lakeport::queue {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLease{600'000};

void Require(bool ok, const char* what) {
  if (ok) return;
  std::cerr << what << " failed\n";
  std::exit(1);
}

double SecondsFor(const std::function<void()>& work) {
  auto begin = steady_clock::now();
  work();
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

void ReportRate(const std::string& what, int count, double seconds) {
  std::cout << fmt::format("{:<44} {:>10.0f} /s\n", what, count / seconds);
}

void ReportTime(const std::string& what, const std::function<void()>& work) {
  std::vector<double> millis;
  for (int i = 0; i < 21; ++i) millis.push_back(1000 * SecondsFor(work));
  std::sort(millis.begin(), millis.end());
  std::cout << fmt::format("{:<44} {:>10.2f} ms (median of 21)\n", what, millis[10]);
}

NewJob SomeJob(int number) {
  return {.engine = "ingest",
          .request = R"({"engine":"ingest","from":"hive","database":"sales","to":"lake"})",
          .label = fmt::format("sales.orders_{} to lake.sales_iceberg", number),
          .user = number % 7 == 0 ? "ann" : "bob",
          .source = "api"};
}

void BenchSubmit(JobStore& store, int threads) {
  constexpr int kJobs = 800;
  double seconds = SecondsFor([&] {
    std::vector<std::jthread> running;
    for (int t = 0; t < threads; ++t) {
      running.emplace_back([&store, threads] {
        for (int i = 0; i < kJobs / threads; ++i) Require(store.Submit(SomeJob(i)).ok(), "Submit");
      });
    }
  });
  ReportRate(fmt::format("submit, one a transaction, {} threads", threads), kJobs, seconds);
}

void BenchClaimAndFinish(JobStore& store, int batch, int jobs) {
  int claimed = 0, ended = 0;
  std::vector<ClaimedJob> running;
  double claim = SecondsFor([&] {
    while (claimed < jobs) {
      auto got = store.Claim("bench", kLease, batch);
      Require(got.ok() && !got->empty(), "Claim");
      claimed += static_cast<int>(got->size());
      for (auto& job : *got) running.push_back(std::move(job));
    }
  });
  double finish = SecondsFor([&] {
    for (const auto& job : running) {
      Require(store.Finish(job.attempt(), {.outcome = Outcome::kSucceeded}).ok(), "Finish");
      ++ended;
    }
  });
  ReportRate(fmt::format("claim, {} a transaction", batch), claimed, claim);
  ReportRate("finish, one a transaction", ended, finish);
}

void BenchEvents(JobStore& store) {
  constexpr int kLines = 100, kBatches = 100;
  auto claimed = store.Claim("bench", kLease, 1);
  Require(claimed.ok() && claimed->size() == 1, "Claim");
  EventBatch batch;
  for (int i = 0; i < kLines; ++i)
    batch.lines.push_back(R"({"event":"log","level":"info","message":"a line of a log"})");
  double seconds = SecondsFor([&] {
    for (int i = 0; i < kBatches; ++i) Require(store.Append(claimed->front().attempt(), batch).ok(), "Append");
  });
  ReportRate(fmt::format("store events, {} a transaction", kLines), kLines * kBatches, seconds);
  ReportTime("read 1000 events from the middle",
             [&] { Require(store.ListEvents(claimed->front().job.id, 5000, 1000).ok(), "ListEvents"); });
  Require(store.Finish(claimed->front().attempt(), {.outcome = Outcome::kSucceeded}).ok(), "Finish");
}

// Many jobs in few transactions: as what is chained to one.
void Fill(JobStore& store, int jobs) {
  constexpr int kAtOnce = 5000;
  for (int made = 0; made < jobs; made += kAtOnce) {
    auto claimed = store.Claim("bench", kLease, 1);
    Require(claimed.ok() && claimed->size() == 1, "Claim");
    AttemptEnd end{.outcome = Outcome::kSucceeded};
    for (int i = 0; i < kAtOnce; ++i) end.then.push_back(SomeJob(made + i));
    Require(store.Finish(claimed->front().attempt(), end).ok(), "Finish");
  }
}

void BenchLists(JobStore& store, int jobs) {
  std::cout << fmt::format("with {} jobs in the queue:\n", jobs);
  ReportTime("  first page of 100", [&] { Require(store.List({}, "", 100).ok(), "List"); });
  ReportTime("  page of 100 of one user", [&] { Require(store.List({.user = "ann"}, "", 100).ok(), "List"); });
  ReportTime("  page of 100 running or failed", [&] {
    Require(store.List({.states = {JobState::kRunning, JobState::kFailed}}, "", 100).ok(), "List");
  });
  ReportTime("  search that finds nothing", [&] { Require(store.List({.text = "no such"}, "", 100).ok(), "List"); });
  ReportTime("  counts by state", [&] { Require(store.CountByState({}).ok(), "CountByState"); });
  ReportTime("  look for work", [&] { Require(store.HasClaimable().ok(), "HasClaimable"); });
  BenchClaimAndFinish(store, 1, 300);
}

}  // namespace
}  // namespace lakeport::queue

int main(int argc, char** argv) {
  using namespace lakeport::queue;  // NOLINT(google-build-using-namespace)
  auto directory = std::filesystem::temp_directory_path() / fmt::format("lakeport-queue-bench-{}", getpid());
  std::filesystem::create_directory(directory);
  std::string uri = argc > 1 ? argv[1] : "sqlite://" + (directory / "queue.db").string();
  int jobs = argc > 2 ? std::atoi(argv[2]) : 100'000;
  {
    auto store = OpenSqlJobStore(uri);
    Require(store.ok(), "OpenSqlJobStore");
    BenchSubmit(**store, 1);
    BenchSubmit(**store, 8);
    BenchClaimAndFinish(**store, 1, 500);
    BenchClaimAndFinish(**store, 100, 1000);
    BenchEvents(**store);
    Fill(**store, jobs);
    BenchLists(**store, jobs);
  }
  std::filesystem::remove_all(directory);
  return 0;
}
