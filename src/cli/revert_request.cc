#include "cli/revert_request.h"

namespace lakeport::cli {

Result<protocol::JobRequest> MakeRevertRequest(queue::JobStore& store, const std::string& job_id) {
  LP_ASSIGN(auto job, store.Get(job_id), "looking for the job to revert");
  if (!queue::IsFinal(job.state)) {
    return Conflict("job {} has not ended: it is {}; cancel it first", job_id, ToString(job.state));
  }
  LP_ASSIGN(auto text, store.GetRequest(job_id));
  LP_ASSIGN(auto json, ParseJson(text, "the request of job " + job_id));
  if (FindMember(json, "revert") != nullptr) {
    return InvalidArgument("job {} is a revert itself; run the job that it took back once more instead", job_id);
  }
  json.erase("then");
  json["revert"] = job_id;
  return protocol::ParseJobRequest(json);
}

}  // namespace lakeport::cli
