#include "apps/programs.h"
#include "base/stop_signal.h"
#include "jobs/ingest/plan_text.h"

int main(int argc, char** argv) {
  using namespace lakeport;  // NOLINT(google-build-using-namespace)
  cli::Programs programs{.run_engine = apps::RunEngine,
                         .format_plan = ingest::FormatPlan,
                         .open_queue = apps::OpenQueue,
                         .up = apps::Up,
                         .serve = apps::Serve,
                         .work = apps::Work,
                         .check_connections = apps::CheckConnections,
                         .explore = apps::Explore};
  return cli::RunCommandLine(argc, argv, programs, StopOnSignals());
}
