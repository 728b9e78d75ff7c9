#include "worker/worker.h"

#include "apps/programs.h"
#include "base/subprocess.h"

namespace lakeport::apps {

Status Work(const config::Config& config, std::stop_token stop) {
  LP_ASSIGN(auto store, OpenQueue(config.state_dir));
  SystemClock clock;
  worker::WorkerSettings settings;
  settings.name = worker::MakeWorkerName();
  settings.executable = ThisExecutable();
  settings.config_path = config.path;
  settings.state_dir = config.state_dir;
  settings.concurrency = config.worker.concurrency;
  settings.lease = std::chrono::seconds(config.worker.lease_seconds);
  settings.heartbeat = std::chrono::seconds(config.worker.heartbeat_seconds);
  return worker::Worker(std::move(settings), *store, clock).Run(std::move(stop));
}

}  // namespace lakeport::apps
