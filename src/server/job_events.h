#pragma once

#include <memory>
#include <string>

#include "queue/job_store.h"
#include "server/event_stream.h"

namespace lakeport::server {

// One job's events after `after`, then each as it is stored, with a `state` event whenever the job's state or cancel
// flag has changed; `end` and the end of the stream when the job is in a final state and all was sent.
std::unique_ptr<EventStream> FollowJobEvents(queue::JobStore& store, std::string id, int64_t after);

}  // namespace lakeport::server
