#include "server/job_routes.h"

#include <algorithm>

#include "base/uuid.h"
#include "launch/new_job.h"
#include "server/event_stream.h"
#include "server/job_events.h"
#include "server/job_json.h"
#include "server/job_log.h"
#include "server/name_page.h"
#include "server/parameters.h"
#include "server/problem.h"

namespace lakeport::server {
namespace {

using queue::JobStore;

constexpr int kTableBatch = 10'000;

class JobApi {
 public:
  JobApi(JobStore& store, JobFeed& feed, std::string user, std::string logs_dir)
      : store_(store), feed_(feed), user_(std::move(user)), logs_dir_(std::move(logs_dir)) {}

  Result<Response> List(const Request& request) const;
  Result<Response> Submit(const Request& request) const;
  Result<Response> Get(const std::string& id) const;
  Result<Response> ListTables(const Request& request, const std::string& id) const;
  Result<Response> ListEvents(const Request& request, const std::string& id) const;
  Result<Response> GetLog(const Request& request, const std::string& id) const;
  Result<Response> Cancel(const std::string& id) const;
  Result<Response> Retry(const std::string& id) const;
  Response Follow(const Request& request) const {
    return StreamResponse(feed_.Follow(std::string(request.Header("last-event-id"))));
  }

 private:
  Result<Json> Detail(const queue::Job& job) const;
  std::string LogPath(const std::string& id) const { return logs_dir_ + "/" + id + ".log"; }

  JobStore& store_;
  JobFeed& feed_;
  std::string user_;
  std::string logs_dir_;
};

Result<queue::JobFilter> FilterFrom(const Request& request) {
  queue::JobFilter filter{
      .engine = QueryText(request, "engine"), .user = QueryText(request, "user"), .text = QueryText(request, "q")};
  for (const auto& text : QueryTexts(request, "state")) {
    LP_ASSIGN(auto state, queue::ParseJobState(text));
    filter.states.push_back(state);
  }
  return filter;
}

Result<Response> JobApi::List(const Request& request) const {
  LP_ASSIGN(auto filter, FilterFrom(request));
  LP_ASSIGN(auto limit, QueryNumber(request, "limit", 50, 1, 500));
  LP_ASSIGN(auto page, store_.List(filter, QueryText(request, "cursor"), static_cast<int>(limit)));
  LP_ASSIGN(auto counts, store_.CountByState(filter));
  Json body{{"items", Json::array()}, {"next", nullptr}, {"total", 0}};
  for (const auto& job : page.jobs) body["items"].push_back(JobJson(job));
  if (!page.next.empty()) body["next"] = page.next;
  int64_t total = 0;
  for (const auto& [state, count] : counts) {
    bool wanted = filter.states.empty() || std::count(filter.states.begin(), filter.states.end(), state) > 0;
    if (wanted) total += count;
  }
  body["total"] = total;
  return JsonResponse(body);
}

Result<Response> JobApi::Submit(const Request& request) const {
  LP_ASSIGN(auto job_request, protocol::ParseJobRequestText(request.body, "the request"));
  LP_ASSIGN(auto new_job, launch::MakeNewJob(job_request, user_, "api"));
  LP_ASSIGN(auto job, store_.Submit(new_job));
  LP_ASSIGN(Json body, Detail(job));
  Response response = JsonResponse(body, 201);
  response.headers.emplace_back("Location", "/api/v1/jobs/" + job.id);
  return response;
}

Result<Json> JobApi::Detail(const queue::Job& job) const {
  LP_ASSIGN(auto text, store_.GetRequest(job.id));
  LP_ASSIGN(Json request, ParseJson(text, "the job's request"));
  LP_ASSIGN(auto children, store_.List({.parent = job.id}, "", 100));
  Json json = JobJson(job);
  json["request"] = std::move(request);
  json["children"] = Json::array();
  for (const auto& child : children.jobs) json["children"].push_back(child.id);
  return json;
}

Result<Response> JobApi::Get(const std::string& id) const {
  LP_ASSIGN(auto job, store_.Get(id));
  LP_ASSIGN(Json body, Detail(job));
  return JsonResponse(body);
}

Result<Response> JobApi::ListTables(const Request& request, const std::string& id) const {
  LP_TRY(store_.Get(id));
  auto statuses = QueryTexts(request, "status");
  std::vector<NamedItem> items;
  for (std::string after;;) {
    LP_ASSIGN(auto batch, store_.ListTables(id, after, kTableBatch));
    for (const auto& result : batch) {
      bool wanted = statuses.empty() || std::count(statuses.begin(), statuses.end(), result.status) > 0;
      if (wanted) items.push_back({result.table, TableResultJson(result)});
    }
    if (batch.size() < kTableBatch) break;
    after = batch.back().table;
  }
  LP_ASSIGN(Json body, PageOfNames(request, items));
  return JsonResponse(body);
}

Result<Response> JobApi::ListEvents(const Request& request, const std::string& id) const {
  LP_ASSIGN(auto after, QueryNumber(request, "after", 0, 0, INT64_MAX));
  after = ResumeAfter(request, after);
  LP_TRY(store_.Get(id));
  if (request.Accepts("text/event-stream")) return StreamResponse(FollowJobEvents(store_, id, after));
  LP_ASSIGN(auto limit, QueryNumber(request, "limit", 1000, 1, 10'000));
  LP_ASSIGN(auto events, store_.ListEvents(id, after, static_cast<int>(limit)));
  Json body{{"items", Json::array()}};
  for (const auto& event : events) body["items"].push_back(EventJson(event));
  return JsonResponse(body);
}

Result<Response> JobApi::GetLog(const Request& request, const std::string& id) const {
  LP_ASSIGN(auto offset, QueryNumber(request, "offset", 0, INT64_MIN, INT64_MAX));
  LP_ASSIGN(auto limit, QueryNumber(request, "limit", 0, 1, INT64_MAX));
  LP_ASSIGN(auto download, QueryFlag(request, "download"));
  LP_TRY(store_.Get(id));
  if (request.Accepts("text/event-stream")) {
    return StreamResponse(FollowLog(store_, id, LogPath(id), ResumeAfter(request, offset)));
  }
  Response response = GetLogText(LogPath(id), offset, limit);
  if (download) response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + id + ".log\"");
  return response;
}

Result<Response> JobApi::Cancel(const std::string& id) const {
  LP_ASSIGN(auto job, store_.Cancel(id, user_));
  LP_ASSIGN(Json body, Detail(job));
  return JsonResponse(body);
}

Result<Response> JobApi::Retry(const std::string& id) const {
  LP_ASSIGN(auto job, store_.Retry(id));
  LP_ASSIGN(Json body, Detail(job));
  return JsonResponse(body);
}

}  // namespace

std::vector<Route> JobRoutes(JobStore& store, JobFeed& feed, std::string user, std::string logs_dir) {
  auto api = std::make_shared<const JobApi>(store, feed, std::move(user), std::move(logs_dir));
  // Ids become parts of file names: what is no id stops here.
  auto with_id = [](auto call) {
    return [call](const Request& request, const PathParameters& path) -> Response {
      const std::string& id = path.at("job");
      if (!IsUuid(id)) return Problem(NotFound("there is no job \"{}\"", id));
      return OrProblem(call(request, id));
    };
  };
  return {
      {"GET", "/api/v1/jobs", [api](const Request& r, const PathParameters&) { return OrProblem(api->List(r)); }},
      {"POST", "/api/v1/jobs", [api](const Request& r, const PathParameters&) { return OrProblem(api->Submit(r)); }},
      {"GET", "/api/v1/jobs/{job}", with_id([api](const Request&, const std::string& id) { return api->Get(id); })},
      {"GET", "/api/v1/jobs/{job}/tables",
       with_id([api](const Request& r, const std::string& id) { return api->ListTables(r, id); })},
      {"GET", "/api/v1/jobs/{job}/events",
       with_id([api](const Request& r, const std::string& id) { return api->ListEvents(r, id); })},
      {"GET", "/api/v1/jobs/{job}/log",
       with_id([api](const Request& r, const std::string& id) { return api->GetLog(r, id); })},
      {"POST", "/api/v1/jobs/{job}/cancel",
       with_id([api](const Request&, const std::string& id) { return api->Cancel(id); })},
      {"POST", "/api/v1/jobs/{job}/retry",
       with_id([api](const Request&, const std::string& id) { return api->Retry(id); })},
      {"GET", "/api/v1/events", [api](const Request& r, const PathParameters&) { return api->Follow(r); }},
  };
}

}  // namespace lakeport::server
