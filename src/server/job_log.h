#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "queue/job_store.h"
#include "server/event_stream.h"

namespace lakeport::server {

// A job's log file, while it may still grow. `offset` is in bytes; negative counts from the end.

// As text, as it is now. `limit` 0: all. The headers say how long the whole is and where the answer ends.
Response GetLogText(const std::string& path, int64_t offset, int64_t limit);

// As events: whole lines from `offset`, then what is written; `end` when the job is in a final state and all was sent.
std::unique_ptr<EventStream> FollowLog(queue::JobStore& store, std::string id, std::string path, int64_t offset);

}  // namespace lakeport::server
