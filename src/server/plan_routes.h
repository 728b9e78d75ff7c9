#pragma once

#include <vector>

#include "server/plan_runs.h"
#include "server/router.h"

namespace lakeport::server {

// /api/v1/plans. The runs must outlive the routes.
std::vector<Route> PlanRoutes(PlanRuns& runs);

}  // namespace lakeport::server
