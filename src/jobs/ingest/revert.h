#pragma once

#include "jobs/ingest/ingest.h"
#include "protocol/exit_code.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

// Takes back what the job `request.revert` made in the request's namespace, and nothing else: tables that it created
// are dropped with the files that it wrote; tables that it replaced or brought up to date are what they were before, in
// one commit, and then its files are deleted. Hive's files are never touched. A table to which somebody has committed
// since is refused. Tells a `table` event for each table that bears the job's mark. Run again it does what is missing.
protocol::ExitCode RunRevert(const protocol::IngestRequest& request, const IngestEnvironment& environment);

}  // namespace lakeport::ingest
