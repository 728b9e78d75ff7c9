#pragma once

#include <string>

#include "base/result.h"
#include "protocol/job_request.h"
#include "queue/job.h"

namespace lakeport::launch {

// The job that a request makes: what it writes to becomes its targets, so that no two jobs write to one table at once;
// what it is about becomes its label. The request is kept whole, with what is chained to it. `source` says how it came:
// "api", "cli", "queue/orders.json". InvalidArgument as for ParseJobRequest.
Result<queue::NewJob> MakeNewJob(const protocol::JobRequest& request, std::string user, std::string source);

// The login name of whoever runs this process; its number when it has none.
std::string LocalUser();

}  // namespace lakeport::launch
