#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/time.h"
#include "queue/job_store.h"
#include "worker/archiver.h"
#include "worker/drop_in.h"
#include "worker/settings.h"

namespace lakeport::worker {

// Claims jobs, runs the engine of each as a child process, several at once, and does the queue's housekeeping: takes
// job files, rescues jobs whose worker died, archives what has ended. Any number of workers may share a queue and a
// state directory. It may be killed at any moment: its engines die with it, and the next worker goes on.
class Worker {
 public:
  // The store and the clock outlive the worker.
  Worker(WorkerSettings settings, queue::JobStore& store, const Clock& clock);
  ~Worker();

  // Works until `stop`; then running jobs may end by themselves for the drain time, and those that have not are stopped
  // safely and given back. Fails only when it can't begin: the state directory can't be used.
  Status Run(std::stop_token stop);

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Running {
    bool over = false;  // guarded by mutex_
    std::jthread thread;
  };

  // Something that is done again and again, and whose failures are said once until it works again.
  struct Chore {
    const char* what;
    std::chrono::milliseconds interval;
    Status (Worker::*run)();
    SteadyTime next{};
    bool failing = false;
  };

  Status ClaimJobs();
  Status SweepFiles();
  Status RescueJobs();
  Status ArchiveJobs();
  void Do(Chore& chore, SteadyTime now);
  void Start(queue::ClaimedJob claimed, SteadyTime claimed_at);
  void ForgetThoseOver();
  void WaitForWork(std::chrono::milliseconds most);

  const WorkerSettings settings_;
  queue::JobStore& store_;
  const Clock& clock_;
  DropIn drop_in_;
  Archiver archiver_;
  std::stop_token stop_;
  std::list<Running> running_;  // changed by Run's thread only
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool one_is_over_ = false;  // guarded by mutex_
};

}  // namespace lakeport::worker
