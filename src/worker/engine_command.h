#pragma once

#include <vector>

#include "base/subprocess.h"
#include "queue/job.h"
#include "worker/settings.h"

namespace lakeport::worker {

// How the engine for a job is started. Its request goes to standard input, without what is chained to it.
// CorruptData when the stored request is not a JSON object.
Result<ProcessRequest> MakeEngineCommand(const WorkerSettings& settings, const queue::ClaimedJob& claimed);

// The jobs that the job's success makes: none or one.
Result<std::vector<queue::NewJob>> MakeChainedJobs(const queue::ClaimedJob& claimed);

}  // namespace lakeport::worker
