#include "base/backoff.h"
#include "base/uuid.h"
#include "queue/sql_parts.h"

namespace lakeport::queue::sql {
namespace {

// Ends the running attempt of `job` as the rule has it.
Status EndAttempt(Work& work, const Job& job, const AttemptEnd& end, const RetryRule& rule) {
  Verdict verdict = rule.Decide(job, end.outcome, RandomChance());
  LP_ASSIGN(JobState state, NextState(job.state, verdict.trigger), "ending an attempt at job {}", job.id);
  std::string error = end.error;
  bool counted = verdict.errors != job.errors || verdict.crashes != job.crashes;
  if (counted && verdict.trigger == Trigger::kGaveUp) {
    error += fmt::format("; given up after {} errors and {} crashes", verdict.errors, verdict.crashes);
  }
  auto or_null = [](bool there, int64_t number) { return there ? db::Value(number) : db::Value(); };
  int64_t run_at = state == JobState::kRetrying ? ToMillis(work.now + verdict.delay) : ToMillis(job.run_at);
  LP_TRY(work.session.Execute(
      "UPDATE lakeport_jobs SET state = $2, errors = $3, crashes = $4, run_at = $5, finished_at = $6, "
      "lease_expires = NULL, exit_code = $7, error = $8, summary = $9, record = 0 WHERE id = $1",
      {job.id, std::string(ToString(state)), int64_t{verdict.errors}, int64_t{verdict.crashes}, run_at,
       or_null(IsFinal(state), ToMillis(work.now)), or_null(end.exit_code.has_value(), end.exit_code.value_or(0)),
       error, end.summary}));
  LP_TRY(work.session.Execute("DELETE FROM lakeport_held_targets WHERE job_id = $1", {job.id}));
  return Ok();
}

// The job, kept from being changed by others, as long as `attempt` owns it.
Result<Job> SelectOwnedJob(Work& work, const Attempt& attempt) {
  LP_ASSIGN(auto job, SelectJobForChange(work, attempt.job_id));
  LP_TRY(CheckOwner(job, attempt));
  return job;
}

Status SubmitChained(Work& work, const Job& parent, const NewJob& next) {
  NewJob child = next;
  child.parent = parent.id;
  return InsertJob(work, child, child.id.empty() ? NewUuid7() : child.id);
}

Status InsertEvents(Work& work, const Attempt& attempt, const EventBatch& batch, int64_t last_seq) {
  int64_t seq = last_seq - static_cast<int64_t>(batch.lines.size());
  for (const auto& line : batch.lines) {
    LP_TRY(work.session.Execute(
        "INSERT INTO lakeport_job_events (job_id, seq, attempt, at, line) VALUES ($1, $2, $3, $4, $5)",
        {attempt.job_id, ++seq, int64_t{attempt.number}, ToMillis(work.now), line}));
  }
  for (const auto& table : batch.tables) {
    LP_TRY(work.session.Execute(
        "INSERT INTO lakeport_job_tables (job_id, name, status, event) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (job_id, name) DO UPDATE SET status = excluded.status, event = excluded.event",
        {attempt.job_id, table.table, table.status, table.event}));
  }
  return Ok();
}

Result<std::vector<Job>> Rescue(Work& work, const std::vector<Job>& lost, std::string_view what,
                                const RetryRule& rule) {
  std::vector<Job> rescued;
  for (const auto& job : lost) {
    AttemptEnd end{.outcome = Outcome::kCrashed};
    end.error = fmt::format("worker {} {} at attempt {}", job.worker, what, job.attempt);
    LP_TRY(EndAttempt(work, job, end, rule));
    LP_ASSIGN(auto after, SelectJob(work, job.id));
    rescued.push_back(std::move(after));
  }
  return rescued;
}

}  // namespace

Result<bool> RenewLease(Work& work, const Attempt& attempt, std::chrono::milliseconds lease) {
  LP_ASSIGN(auto job, SelectOwnedJob(work, attempt));
  LP_TRY(work.session.Execute("UPDATE lakeport_jobs SET lease_length = $2, lease_expires = $3 WHERE id = $1",
                              {job.id, int64_t{lease.count()}, ToMillis(work.now + lease)}));
  return job.cancel_requested;
}

Result<bool> CheckLease(Work& work, const Attempt& attempt) {
  LP_ASSIGN(auto job, SelectJob(work, attempt.job_id));
  LP_TRY(CheckOwner(job, attempt));
  return job.cancel_requested;
}

Result<int64_t> AppendEvents(Work& work, const Attempt& attempt, const EventBatch& batch) {
  LP_ASSIGN(auto job, SelectOwnedJob(work, attempt));
  int64_t last_seq = job.last_seq + static_cast<int64_t>(batch.lines.size());
  LP_TRY(work.session.Execute("UPDATE lakeport_jobs SET last_seq = $2, progress = $3 WHERE id = $1",
                              {job.id, last_seq, batch.progress.empty() ? job.progress : batch.progress}));
  LP_TRY(InsertEvents(work, attempt, batch, last_seq));
  return last_seq;
}

Result<Job> FinishAttempt(Work& work, const Attempt& attempt, const AttemptEnd& end, const RetryRule& rule) {
  LP_ASSIGN(auto job, SelectOwnedJob(work, attempt));
  LP_TRY(EndAttempt(work, job, end, rule));
  if (end.outcome == Outcome::kSucceeded) {
    for (const auto& next : end.then)
      LP_TRY(SubmitChained(work, job, next), "submitting what is chained to {}", job.id);
  }
  return SelectJob(work, job.id);
}

Result<std::vector<Job>> RescueExpired(Work& work, int limit, const RetryRule& rule) {
  // A lease that ends later than one taken now would is from before the clock was set back.
  LP_ASSIGN(auto lost, SelectJobs(work,
                                  fmt::format("WHERE j.state = 'running' AND (j.lease_expires < $1 "
                                              "OR j.lease_expires > $1 + 2 * j.lease_length) "
                                              "ORDER BY j.lease_expires LIMIT {}{}",
                                              limit, SkipLocked(work)),
                                  {ToMillis(work.now)}));
  return Rescue(work, lost, "stopped renewing its lease", rule);
}

Result<std::vector<Job>> RescueFrom(Work& work, const std::string& worker, const RetryRule& rule) {
  LP_ASSIGN(auto lost,
            SelectJobs(work, "WHERE j.state = 'running' AND j.worker = $1 ORDER BY j.id" + SkipLocked(work), {worker}));
  return Rescue(work, lost, "died", rule);
}

}  // namespace lakeport::queue::sql
