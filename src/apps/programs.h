#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/programs.h"
#include "config/config.h"
#include "queue/job_store.h"

namespace lakeport::apps {

// What `lakeport` can start, put together of concrete parts. Contracts: cli/programs.h.
protocol::ExitCode RunEngine(const cli::EngineRun& run, protocol::EventSink& sink, std::stop_token stop);
Status Serve(const config::Config& config, std::stop_token stop);
Status Work(const config::Config& config, std::stop_token stop);
Status Up(const config::Config& config, std::stop_token stop);
std::vector<cli::CheckResult> CheckConnections(const config::Config& config);
Status Explore(const browse::ExploreRequest& request, const config::Config& config, const browse::OnFound& on_found,
               std::stop_token stop);

// The queue in a state directory, which is made if there is none.
Result<std::unique_ptr<queue::JobStore>> OpenQueue(const std::string& state_dir);

}  // namespace lakeport::apps
