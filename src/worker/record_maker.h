#pragma once

#include "audit/record.h"
#include "queue/job.h"

namespace lakeport::worker {

// The record of a job that has ended. Whatever its stored texts hold, there is a record.
audit::Record MakeRecord(const queue::FinishedJob& finished, int64_t sequence, const std::string& previous_hash);

}  // namespace lakeport::worker
