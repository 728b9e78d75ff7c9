#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "browse/explore.h"
#include "config/config.h"
#include "protocol/event_sink.h"
#include "protocol/exit_code.h"
#include "protocol/job_request.h"
#include "queue/job_store.h"

namespace lakeport::cli {

// One run of an engine.
struct EngineRun {
  protocol::JobRequest request;
  config::Config config;
  bool plan_only = false;  // emit the plan, change nothing
  std::string job_id;      // a UUID; made up when nobody gave one
  int attempt = 1;
};

// One connection's health, as `lakeport doctor` prints it.
struct CheckResult {
  std::string connection;
  std::string type;
  Status status;
  std::string detail;  // what was found, when it is well: "3 databases"
};

// What the command line starts. Put together by apps, the one place that names engines, servers and backends.
struct Programs {
  std::function<protocol::ExitCode(const EngineRun&, protocol::EventSink&, std::stop_token)> run_engine;
  std::function<std::string(const Json& plan)> format_plan;  // for people
  std::function<Result<std::unique_ptr<queue::JobStore>>(const std::string& state_dir)> open_queue;
  std::function<Status(const config::Config&, std::stop_token)> up;  // portal and worker, kept running
  std::function<Status(const config::Config&, std::stop_token)> serve;
  std::function<Status(const config::Config&, std::stop_token)> work;
  std::function<std::vector<CheckResult>(const config::Config&)> check_connections;
  std::function<Status(const browse::ExploreRequest&, const config::Config&, const browse::OnFound&, std::stop_token)>
      explore;
};

// Parses the command line and runs what it says. Returns the process's exit code (protocol/exit_code.h).
int RunCommandLine(int argc, char** argv, const Programs& programs, std::stop_token stop);

}  // namespace lakeport::cli
