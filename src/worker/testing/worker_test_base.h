#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "base/json.h"
#include "base/testing/matchers.h"
#include "base/testing/source_tree.h"
#include "base/testing/temp_dir.h"
#include "queue/sql_job_store.h"
#include "worker/state_dir.h"
#include "worker/testing/short_times.h"
#include "worker/worker.h"

namespace lakeport::worker {

inline const std::string kFakeEngine = ProgramPath("fake_engine");
inline const std::string kTestWorker = ProgramPath("test_worker");

// Waits for something that another thread or process brings about.
[[nodiscard]] inline bool Await(const std::function<bool()>& happened) {
  auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!happened()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

// A state directory with a queue in it.
class WorkerTestBase : public testing::Test {
 protected:
  WorkerTestBase() { EXPECT_THAT(state_.Make(), IsOk()); }

  std::unique_ptr<queue::JobStore> OpenStore() {
    auto store = queue::OpenSqlJobStore("sqlite://" + directory_.path("lakeport.db"), {.retry = ShortRetries()});
    EXPECT_THAT(store, IsOk());
    return std::move(store).value();
  }

  // A job for the fake engine; `attempts` is the JSON list of its steps for each attempt, ' standing for ".
  std::string Submit(const std::string& attempts, queue::NewJob job = {}) {
    std::string request = R"({"engine":"ingest","attempts":)" + Quoted(attempts) + "}";
    job.engine = "ingest";
    if (job.request.empty()) job.request = request;
    auto submitted = store_->Submit(job);
    EXPECT_THAT(submitted, IsOk());
    return submitted->id;
  }
  static std::string Quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
  }

  queue::Job Get(const std::string& id) {
    auto job = store_->Get(id);
    EXPECT_THAT(job, IsOk());
    return job.ok() ? *job : queue::Job{};
  }
  queue::Job AwaitEnd(const std::string& id) {
    EXPECT_TRUE(Await([&] { return queue::IsFinal(Get(id).state); })) << "job " << id << " has not ended";
    return Get(id);
  }
  bool AwaitFile(const std::string& path) {
    return Await([&] { return std::filesystem::exists(path); });
  }
  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // The parsed lines of a job's events.
  std::vector<Json> Events(const std::string& id) {
    std::vector<Json> events;
    auto stored = store_->ListEvents(id, 0, 10'000);
    EXPECT_THAT(stored, IsOk());
    for (const auto& event : *stored) events.push_back(ParseJson(event.line, "stored line").value());
    return events;
  }

  TempDir directory_;
  StateDir state_{directory_.path()};
  std::unique_ptr<queue::JobStore> store_ = OpenStore();
};

// A worker that works in a thread of the test.
class WorkerThread {
 public:
  WorkerThread(const WorkerSettings& settings, queue::JobStore& store)
      : worker_(settings, store, clock_),
        thread_([this](std::stop_token stop) { EXPECT_THAT(worker_.Run(std::move(stop)), IsOk()); }) {}

 private:
  SystemClock clock_;
  Worker worker_;
  std::jthread thread_;
};

}  // namespace lakeport::worker
