#pragma once

#include <string>

#include "base/result.h"
#include "protocol/job_request.h"
#include "queue/job_store.h"

namespace lakeport::cli {

// The request that takes back what a job of the queue has made: its own, without what was chained to it. NotFound when
// the queue does not know the job, Conflict while it has not ended.
Result<protocol::JobRequest> MakeRevertRequest(queue::JobStore& store, const std::string& job_id);

}  // namespace lakeport::cli
