#include "worker/engine_command.h"

#include "base/json.h"
#include "launch/new_job.h"
#include "protocol/job_request.h"

namespace lakeport::worker {
namespace {

Result<Json> ParseStoredRequest(const queue::ClaimedJob& claimed) {
  LP_ASSIGN(auto request, ParseJson(claimed.request, "the request of job " + claimed.job.id));
  if (!request.is_object()) return CorruptData("the request of job {} is not a JSON object", claimed.job.id);
  return request;
}

}  // namespace

Result<ProcessRequest> MakeEngineCommand(const WorkerSettings& settings, const queue::ClaimedJob& claimed) {
  LP_ASSIGN(Json request, ParseStoredRequest(claimed));
  request.erase("then");
  ProcessRequest process{.argv = {settings.executable, claimed.job.engine, "--request", "-", "--json"}};
  if (!settings.config_path.empty()) {
    process.argv.insert(process.argv.end(), {"--config", settings.config_path});
  }
  process.argv.insert(process.argv.end(), {"--job", claimed.job.id, "--attempt", std::to_string(claimed.job.attempt)});
  process.standard_input = FormatJson(request);
  return process;
}

Result<std::vector<queue::NewJob>> MakeChainedJobs(const queue::ClaimedJob& claimed) {
  LP_ASSIGN(Json request, ParseStoredRequest(claimed));
  const Json* then = FindMember(request, "then");
  std::vector<queue::NewJob> jobs;
  if (then == nullptr) return jobs;
  LP_ASSIGN(auto next, protocol::ParseJobRequest(*then), "reading what is chained to job {}", claimed.job.id);
  LP_ASSIGN(auto job, launch::MakeNewJob(next, claimed.job.user, "chain"));
  job.priority = claimed.job.priority;
  jobs.push_back(std::move(job));
  return jobs;
}

}  // namespace lakeport::worker
