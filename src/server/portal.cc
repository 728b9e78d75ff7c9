#include "server/portal.h"

#include <algorithm>

#include "base/version.h"
#include "server/connection_routes.h"
#include "server/guard.h"
#include "server/job_feed.h"
#include "server/job_routes.h"
#include "server/openapi_document.h"
#include "server/pages.h"
#include "server/plan_routes.h"
#include "server/plan_runs.h"
#include "server/problem.h"

namespace lakeport::server {
namespace {

Response PlainText(std::string text) {
  return {.headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(text)};
}

Response Readiness(queue::JobStore& store) {
  auto answer = store.HasClaimable();
  Json check{{"name", "queue"}, {"ok", answer.ok()}};
  if (!answer.ok()) check["message"] = answer.error().ToString();
  return JsonResponse({{"ready", answer.ok()}, {"checks", Json::array({check})}}, answer.ok() ? 200 : 503);
}

std::vector<Route> PortalRoutes(queue::JobStore& store, const std::string& user, Timestamp started_at) {
  Json version{{"version", kVersion}, {"started_at", FormatTimestamp(started_at)}, {"user", user}};
  return {
      {"GET", "/healthz", [](const Request&, const PathParameters&) { return PlainText("ok\n"); }},
      {"GET", "/readyz", [&store](const Request&, const PathParameters&) { return Readiness(store); }},
      {"GET", "/api/v1/version", [version](const Request&, const PathParameters&) { return JsonResponse(version); }},
      {"GET", "/api/v1/openapi.json",
       [](const Request&, const PathParameters&) {
         return Response{.headers = {{"Content-Type", "application/json"}}, .body = std::string(OpenApiDocument())};
       }},
  };
}

void Append(std::vector<Route>& routes, std::vector<Route> more) {
  std::move(more.begin(), more.end(), std::back_inserter(routes));
}

// What the router knows; all else is a page.
bool IsForRouter(const Request& request) {
  if (request.segments.empty()) return false;
  const auto& first = request.segments.front();
  return first == "api" || first == "healthz" || first == "readyz";
}

bool HasHeader(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

}  // namespace

struct Portal::Parts {
  JobFeed feed;
  PlanRuns plans;
  Pages pages;
  Router router;
};

Portal::Portal(PortalOptions options, queue::JobStore& store, browse::Browser& browser, const Clock& clock)
    : parts_(new Parts{.feed = JobFeed(store),
                       .plans = PlanRuns(options.executable, options.config_path, clock),
                       .pages = Pages(options.pages_dir),
                       .router = Router({})}) {
  std::vector<Route> routes = PortalRoutes(store, options.user, clock.Now());
  Append(routes, ConnectionRoutes(browser));
  Append(routes, PlanRoutes(parts_->plans));
  Append(routes, JobRoutes(store, parts_->feed, options.user, options.logs_dir));
  parts_->router = Router(std::move(routes));
}

Portal::~Portal() = default;

const std::vector<Route>& Portal::routes() const { return parts_->router.routes(); }

Response Portal::Answer(const Request& request, uint16_t port) const {
  auto refusal = Refuse(request, port);
  Response response = refusal                                               ? *std::move(refusal)
                      : IsForRouter(request)                                ? parts_->router.Dispatch(request)
                      : request.method == "GET" || request.method == "HEAD" ? parts_->pages.Get(request)
                                                                            : Problem(405, "a page is only read");
  AddSecurityHeaders(response);
  if (!HasHeader(response, "Cache-Control")) response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace lakeport::server
