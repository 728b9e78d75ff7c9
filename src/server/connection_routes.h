#pragma once

#include <vector>

#include "browse/browser.h"
#include "server/router.h"

namespace lakeport::server {

// /api/v1/connections and what is in them. The browser must outlive the routes.
std::vector<Route> ConnectionRoutes(browse::Browser& browser);

}  // namespace lakeport::server
