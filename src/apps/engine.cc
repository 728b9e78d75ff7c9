#include "apps/openers.h"
#include "apps/programs.h"
#include "jobs/ingest/ingest.h"

namespace lakeport::apps {

protocol::ExitCode RunEngine(const cli::EngineRun& run, protocol::EventSink& sink, std::stop_token stop) {
  auto request = protocol::ParseIngestRequest(run.request.parameters);
  if (!request.ok()) {
    sink.Emit(protocol::SummaryEvent{.status = "failed", .error = request.error().ToString()});
    return protocol::ExitCode::kUsage;
  }
  auto openers = MakeOpeners(run.config);
  return ingest::RunIngest(*request, {.config = run.config,
                                      .sink = sink,
                                      .stop = std::move(stop),
                                      .job_id = run.job_id,
                                      .attempt = run.attempt,
                                      .plan_only = run.plan_only,
                                      .open_source = openers.open_source,
                                      .open_catalog = openers.open_catalog,
                                      .open_store = openers.open_store});
}

}  // namespace lakeport::apps
