#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "config/config.h"
#include "hive/source.h"
#include "iceberg/catalog.h"
#include "jobs/ingest/stores.h"
#include "protocol/event_sink.h"
#include "protocol/exit_code.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

// What the engine is given besides its request.
struct IngestEnvironment {
  const config::Config& config;
  protocol::EventSink& sink;
  std::stop_token stop{};
  std::string job_id;  // a UUID; stands in every snapshot that is made
  int attempt = 1;
  bool plan_only = false;
  int threads = 0;  // 0: by the machine

  // How the outside world is opened.
  std::function<Result<std::unique_ptr<hive::Source>>(const config::Connection&)> open_source;
  std::function<Result<std::unique_ptr<iceberg::Catalog>>(const config::Connection&)> open_catalog;
  Stores::Open open_store;
};

// Makes Iceberg tables of Hive tables (api/engine-protocol.md): surveys and plans them all, tells the plan, then
// carries it out table by table. Each table is wholly there or not at all, and one that fails does not stop the others.
// Run again with the same job id it does what is missing, even while another process runs the same job. Tells a `table`
// event for every table and ends with a `summary`, whatever happens.
protocol::ExitCode RunIngest(const protocol::IngestRequest& request, const IngestEnvironment& environment);

}  // namespace lakeport::ingest
