#include "base/uuid.h"
#include "queue/sql_parts.h"

namespace lakeport::queue::sql {
namespace {

constexpr size_t kMaxLineBytes = 1024;

Status CheckNewJob(const NewJob& job) {
  if (!job.id.empty() && !IsUuid(job.id))
    return InvalidArgument("a job's id is a UUID in lower case, not \"{}\"", job.id);
  if (job.engine.empty()) return InvalidArgument("a job needs an engine");
  for (const std::string* text : {&job.engine, &job.label, &job.user, &job.source, &job.parent}) {
    if (text->size() > kMaxLineBytes) {
      return InvalidArgument("a job's engine, label, user and source have at most {} bytes", kMaxLineBytes);
    }
  }
  if (job.max_errors < 1 || job.max_crashes < 1) return InvalidArgument("a job is tried at least once");
  return Ok();
}

}  // namespace

Result<Job> SubmitJob(Work& work, const NewJob& job) {
  LP_TRY(CheckNewJob(job));
  std::string id = job.id.empty() ? NewUuid7() : job.id;
  Status inserted = InsertJob(work, job, id);
  if (!inserted.ok() && inserted.error().kind() == ErrorKind::kAlreadyExists) {
    return AlreadyExists("there is a job {} already", id);
  }
  LP_TRY(std::move(inserted));
  return SelectJob(work, id);
}

Result<Job> CancelJob(Work& work, const std::string& id, const std::string& user) {
  LP_ASSIGN(auto job, SelectJobForChange(work, id));
  LP_ASSIGN(JobState state, NextState(job.state, Trigger::kCancelled));
  if (job.state == JobState::kRunning) {
    LP_TRY(
        work.session.Execute("UPDATE lakeport_jobs SET cancel_requested = 1, cancelled_by = $2 "
                             "WHERE id = $1 AND cancel_requested = 0",
                             {id, user}));
    return SelectJob(work, id);
  }
  LP_TRY(
      work.session.Execute("UPDATE lakeport_jobs SET state = $2, cancel_requested = 1, cancelled_by = $3, "
                           "finished_at = $4 WHERE id = $1",
                           {id, std::string(ToString(state)), user, ToMillis(work.now)}));
  return SelectJob(work, id);
}

Result<Job> RetryJob(Work& work, const std::string& id) {
  LP_ASSIGN(auto job, SelectJobForChange(work, id));
  LP_ASSIGN(JobState state, NextState(job.state, Trigger::kRetriedByUser));
  LP_TRY(
      work.session.Execute("UPDATE lakeport_jobs SET state = $2, cancel_requested = 0, cancelled_by = '', errors = 0, "
                           "crashes = 0, run_at = $3, finished_at = NULL, record = 0 WHERE id = $1",
                           {id, std::string(ToString(state)), ToMillis(work.now)}));
  return SelectJob(work, id);
}

}  // namespace lakeport::queue::sql
