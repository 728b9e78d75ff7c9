#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/subprocess.h"
#include "queue/job_store.h"
#include "worker/event_relay.h"
#include "worker/lease_keeper.h"
#include "worker/settings.h"
#include "worker/verdict.h"

namespace lakeport::worker {

// One attempt at a job, from the start of its engine to the end of the attempt in the queue. For one thread, which must
// live as long as the run.
class AttemptRun {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // `claimed_at` is when the claim was asked for. `stop` says that the worker is to stop: the job may end by itself
  // for the drain time, then its engine is stopped and the job given back. All references outlive the run.
  AttemptRun(queue::JobStore& store, const WorkerSettings& settings, const Clock& clock, queue::ClaimedJob claimed,
             SteadyTime claimed_at, std::stop_token stop);

  void Run();

 private:
  void RunEngine(const ProcessRequest& command);
  void Tick(Subprocess& engine);
  void Ask(Subprocess& engine, Asked what, SteadyTime now);
  void OnEnd(const ProcessExit& exit);
  void Fail(queue::Outcome outcome, const Error& error);
  void Finish(queue::AttemptEnd end);
  bool TryFinish(queue::AttemptEnd& end);
  void LoseLease(const std::string& why);

  queue::JobStore& store_;
  const WorkerSettings& settings_;
  const queue::ClaimedJob claimed_;
  const std::stop_token stop_;
  LogFile log_;
  EventRelay relay_;
  LeaseKeeper lease_;

  bool lost_ = false;
  Asked asked_ = Asked::kNothing;
  std::optional<SteadyTime> stop_seen_;
  SteadyTime kill_at_ = SteadyTime::max();
};

}  // namespace lakeport::worker
