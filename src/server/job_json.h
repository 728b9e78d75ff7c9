#pragma once

#include "base/json.h"
#include "queue/job.h"

namespace lakeport::server {

// A queue's row as api/openapi.yaml has it ("Job", "TableResult", "JobEvent"). JSON that was stored by a worker and
// can't be read is left out rather than passed on.
Json JobJson(const queue::Job& job);
Json TableResultJson(const queue::TableResult& result);
// The line with its place: {"seq": 7, "attempt": 1, "event": ...}. A line that is no event becomes a `log` event.
Json EventJson(const queue::Event& event);

}  // namespace lakeport::server
