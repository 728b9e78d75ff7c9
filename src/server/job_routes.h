#pragma once

#include <string>
#include <vector>

#include "queue/job_store.h"
#include "server/job_feed.h"
#include "server/router.h"

namespace lakeport::server {

// /api/v1/jobs and /api/v1/events. `user` is whom jobs are submitted and cancelled for; `logs_dir` holds <id>.log.
// The store and the feed must outlive the routes.
std::vector<Route> JobRoutes(queue::JobStore& store, JobFeed& feed, std::string user, std::string logs_dir);

}  // namespace lakeport::server
