#include "apps/programs.h"
#include "catalogs/open.h"
#include "hive/open.h"
#include "jobs/ingest/ingest.h"
#include "storage/resolve.h"

namespace lakeport::apps {

protocol::ExitCode RunEngine(const cli::EngineRun& run, protocol::EventSink& sink, std::stop_token stop) {
  auto request = protocol::ParseIngestRequest(run.request.parameters);
  if (!request.ok()) {
    sink.Emit(protocol::SummaryEvent{.status = "failed", .error = request.error().ToString()});
    return protocol::ExitCode::kUsage;
  }
  return ingest::RunIngest(*request, {.config = run.config,
                                      .sink = sink,
                                      .stop = std::move(stop),
                                      .job_id = run.job_id,
                                      .attempt = run.attempt,
                                      .plan_only = run.plan_only,
                                      .open_source = hive::OpenSource,
                                      .open_catalog = catalogs::OpenCatalog,
                                      .open_store = storage::MakeFileIO});
}

}  // namespace lakeport::apps
