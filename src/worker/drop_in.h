#pragma once

#include <chrono>
#include <map>
#include <string>

#include "queue/job_store.h"
#include "worker/job_file.h"
#include "worker/state_dir.h"

namespace lakeport::worker {

// Takes the job files that people put into queue/. A file that holds a request becomes a job at once; one that does not
// may still be on its way, so it is rejected only when it has not changed for the settling time: moved to
// queue/rejected/, with the reason beside it in NAME.reason.txt. Left alone: directories, and names that begin with '.'
// or end with '~', ".tmp" or ".part", which programs use for what is not finished.
//
// A file is taken by a rename, and its job has an id from then on: however many workers look at one directory, and
// whenever one of them dies, it becomes one job. For one thread.
class DropIn {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  DropIn(queue::JobStore& store, StateDir state, std::chrono::milliseconds settle)
      : store_(store), state_(std::move(state)), settle_(settle) {}

  // Looks once, at no more than some hundred files. Fails when the queue's database can't be written; the files wait.
  Status Sweep(SteadyTime now);

 private:
  struct Seen {
    FileStamp stamp;
    SteadyTime since;    // unchanged
    bool stuck = false;  // can be neither taken nor rejected; said once
  };

  Status Look(const std::string& name, SteadyTime now);
  Status Take(const std::string& name);
  Status Submit(const std::string& taken_name);
  void Reject(const std::string& path, const std::string& name, const std::string& reason);

  queue::JobStore& store_;
  const StateDir state_;
  const std::chrono::milliseconds settle_;
  std::map<std::string, Seen> seen_;  // by name; only those not taken yet
};

}  // namespace lakeport::worker
