#include "server/plan_routes.h"

#include "server/problem.h"

namespace lakeport::server {
namespace {

Response StartPlan(PlanRuns& runs, const Request& request) {
  auto job_request = protocol::ParseJobRequestText(request.body, "the request");
  if (!job_request.ok()) return OrProblem(job_request.error());
  auto run = runs.Start(*job_request);
  if (!run.ok()) {
    int status = run.error().kind() == ErrorKind::kUnavailable ? 429 : StatusFor(run.error().kind());
    return Problem(status, run.error().message());
  }
  Response response = JsonResponse(*run, 202);
  response.headers.emplace_back("Location", "/api/v1/plans/" + (*run)["id"].get<std::string>());
  return response;
}

Response GetPlan(PlanRuns& runs, const std::string& id) {
  auto run = runs.Get(id);
  return run.ok() ? JsonResponse(*run) : Problem(run.error());
}

Response CancelPlan(PlanRuns& runs, const std::string& id) {
  auto status = runs.Cancel(id);
  return status.ok() ? Response{.status = 204} : Problem(status.error());
}

}  // namespace

std::vector<Route> PlanRoutes(PlanRuns& runs) {
  return {
      {"POST", "/api/v1/plans", [&](const Request& r, const PathParameters&) { return StartPlan(runs, r); }},
      {"GET", "/api/v1/plans/{plan}",
       [&](const Request&, const PathParameters& p) { return GetPlan(runs, p.at("plan")); }},
      {"DELETE", "/api/v1/plans/{plan}",
       [&](const Request&, const PathParameters& p) { return CancelPlan(runs, p.at("plan")); }},
  };
}

}  // namespace lakeport::server
