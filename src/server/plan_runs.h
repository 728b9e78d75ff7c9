#pragma once

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "protocol/job_request.h"

namespace lakeport::server {

// Plans that the engine makes, each in a child process of its own, so that what is shown is what would run.
// A run is kept for 30 minutes after it ended. Destroyed, it ends what still runs. Safe from several threads.
class PlanRuns {
 public:
  static constexpr int kAtOnce = 4;
  static constexpr std::chrono::minutes kKept{30};

  // `executable` is the lakeport program; `config_path` is passed on to it.
  PlanRuns(std::string executable, std::string config_path, const Clock& clock);
  ~PlanRuns();

  // A PlanRun as api/openapi.yaml has it. Unavailable when too many are running.
  Result<Json> Start(const protocol::JobRequest& request);
  Result<Json> Get(const std::string& id);
  Status Cancel(const std::string& id);  // ends the process and forgets the run

 private:
  struct Run;

  void Follow(Run& run, std::promise<Status>& started, const std::stop_token& stop);
  void ForgetOldRuns();

  const std::string executable_;
  const std::string config_path_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Run>> runs_;  // by id; guarded by mutex_
};

}  // namespace lakeport::server
