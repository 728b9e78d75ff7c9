#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"

namespace lakeport::server {

// The values of a route's {parameters}.
using PathParameters = std::map<std::string, std::string>;

struct Route {
  std::string method;   // "GET"
  std::string pattern;  // "/api/v1/jobs/{job}": as api/openapi.yaml writes it
  std::function<Response(const Request&, const PathParameters&)> handle;
};

// Finds the handler of a request. 404 when no pattern fits its path, 405 with Allow when only the method does not.
// HEAD goes where GET goes. Immutable; safe from several threads.
class Router {
 public:
  explicit Router(std::vector<Route> routes);

  Response Dispatch(const Request& request) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  // of routes_, in segments
};

std::vector<std::string> SplitPath(std::string_view path);

}  // namespace lakeport::server
