// A worker with short times, in a process of its own: test_worker STATE_DIR ENGINE LEASE_MS
#include <cstdlib>
#include <iostream>

#include "base/stop_signal.h"
#include "base/time.h"
#include "queue/sql_job_store.h"
#include "worker/testing/short_times.h"
#include "worker/worker.h"

int main(int argc, char** argv) {
  using namespace lakeport;  // NOLINT(google-build-using-namespace)
  if (argc != 4) return 2;
  auto stop = StopOnSignals();
  auto store =
      queue::OpenSqlJobStore(std::string("sqlite://") + argv[1] + "/lakeport.db", {.retry = worker::ShortRetries()});
  if (!store.ok()) return 1;
  auto settings = worker::ShortTimes(argv[1], argv[2]);
  settings.lease = std::chrono::milliseconds(std::strtol(argv[3], nullptr, 10));
  SystemClock clock;
  return worker::Worker(settings, **store, clock).Run(stop).ok() ? 0 : 1;
}
