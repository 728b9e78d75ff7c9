#include "server/router.h"

#include <optional>

#include "server/problem.h"

namespace lakeport::server {
namespace {

bool IsParameter(const std::string& segment) { return segment.front() == '{'; }

std::optional<PathParameters> Match(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  PathParameters parameters;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (IsParameter(pattern[i])) {
      parameters[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
    } else if (pattern[i] != path[i]) {
      return std::nullopt;
    }
  }
  return parameters;
}

}  // namespace

std::vector<std::string> SplitPath(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    if (!segment.empty()) segments.emplace_back(segment);
  }
  return segments;
}

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const auto& route : routes_) patterns_.push_back(SplitPath(route.pattern));
}

Response Router::Dispatch(const Request& request) const {
  std::string allowed;
  const std::string& method = request.method == "HEAD" ? std::string("GET") : request.method;
  for (size_t i = 0; i < routes_.size(); ++i) {
    auto parameters = Match(patterns_[i], request.segments);
    if (!parameters) continue;
    if (routes_[i].method == method) return routes_[i].handle(request, *parameters);
    allowed += (allowed.empty() ? "" : ", ") + routes_[i].method;
  }
  if (allowed.empty()) return Problem(404, "there is nothing at this address");
  Response response = Problem(405, request.method + " is not for this address; it takes " + allowed);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

}  // namespace lakeport::server
