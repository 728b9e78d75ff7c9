#include <fmt/format.h>

#include "queue/sql_parts.h"

namespace lakeport::queue::sql {
namespace {

// No more than these become due in one step, so that no step takes long.
constexpr int kMostDue = 1000;

constexpr std::string_view kClaimIndex = "lakeport_jobs_claim";
constexpr std::string_view kDueIndex = "lakeport_jobs_due";

// True for a job none of whose targets is being written to.
constexpr std::string_view kFree =
    "NOT EXISTS (SELECT 1 FROM lakeport_job_targets t JOIN lakeport_held_targets h ON h.scope = t.scope "
    "AND (h.item = t.item OR h.item = '' OR t.item = '') WHERE t.job_id = j.id)";

// NextState's answer for kDue is the same for both states.
Status MakeDue(Work& work) {
  LP_ASSIGN(JobState state, NextState(JobState::kScheduled, Trigger::kDue));
  LP_TRY(work.session.Execute(
      fmt::format("UPDATE lakeport_jobs SET state = $1 WHERE id IN (SELECT j.id FROM lakeport_jobs j {}"
                  "WHERE j.state IN ('scheduled', 'retrying') AND j.run_at <= $2 ORDER BY j.run_at LIMIT {}{})",
                  ByIndex(work, kDueIndex), kMostDue, SkipLocked(work)),
      {std::string(ToString(state)), ToMillis(work.now)}));
  return Ok();
}

Result<bool> IsFree(Work& work, const std::string& id) {
  LP_ASSIGN(auto rows,
            work.session.Query(fmt::format("SELECT 1 FROM lakeport_jobs j WHERE j.id = $1 AND {}", kFree), {id}));
  return !rows.empty();
}

Result<ClaimedJob> ClaimJob(Work& work, const Job& job, const std::string& worker, std::chrono::milliseconds lease) {
  LP_ASSIGN(JobState state, NextState(job.state, Trigger::kClaimed));
  LP_TRY(work.session.Execute(
      "UPDATE lakeport_jobs SET state = $2, attempt = attempt + 1, worker = $3, lease_length = $4, lease_expires = $5, "
      "started_at = $6, progress = '', summary = '', exit_code = NULL WHERE id = $1",
      {job.id, std::string(ToString(state)), worker, int64_t{lease.count()}, ToMillis(work.now + lease),
       ToMillis(work.now)}));
  LP_TRY(
      work.session.Execute("INSERT INTO lakeport_held_targets (scope, item, job_id) "
                           "SELECT scope, item, job_id FROM lakeport_job_targets WHERE job_id = $1",
                           {job.id}));
  ClaimedJob claimed;
  LP_ASSIGN(claimed.job, SelectJob(work, job.id));
  LP_ASSIGN(claimed.request, SelectRequest(work, job.id));
  return claimed;
}

}  // namespace

Result<std::vector<ClaimedJob>> ClaimJobs(Work& work, const std::string& worker, std::chrono::milliseconds lease,
                                          int limit) {
  // Two claims at once would not see each other's targets.
  if (work.dialect == db::Dialect::kPostgres) {
    LP_TRY(work.session.Execute("LOCK TABLE lakeport_held_targets IN SHARE ROW EXCLUSIVE MODE"));
  }
  LP_TRY(MakeDue(work));
  std::vector<ClaimedJob> claimed;
  for (bool again = true; again && static_cast<int>(claimed.size()) < limit;) {
    std::string rest =
        fmt::format("{}WHERE j.state = 'queued' AND {} ORDER BY j.priority DESC, j.run_at, j.id LIMIT {}{}",
                    ByIndex(work, kClaimIndex), kFree, limit - static_cast<int>(claimed.size()), SkipLocked(work));
    LP_ASSIGN(auto candidates, SelectJobs(work, rest, {}));
    again = false;
    for (const auto& job : candidates) {
      // One claimed a moment ago may have taken this one's target; then there may be others to take instead.
      LP_ASSIGN(bool free, IsFree(work, job.id));
      again = again || !free;
      if (!free) continue;
      LP_ASSIGN(auto mine, ClaimJob(work, job, worker, lease));
      claimed.push_back(std::move(mine));
    }
  }
  return claimed;
}

Result<bool> HasClaimable(Work& work) {
  LP_ASSIGN(auto queued,
            work.session.Query(fmt::format("SELECT 1 FROM lakeport_jobs j {}WHERE j.state = 'queued' AND {} LIMIT 1",
                                           ByIndex(work, kClaimIndex), kFree)));
  if (!queued.empty()) return true;
  LP_ASSIGN(auto due,
            work.session.Query(fmt::format("SELECT 1 FROM lakeport_jobs j {}WHERE j.state IN ('scheduled', 'retrying') "
                                           "AND j.run_at <= $1 AND {} LIMIT 1",
                                           ByIndex(work, kDueIndex), kFree),
                               {ToMillis(work.now)}));
  return !due.empty();
}

}  // namespace lakeport::queue::sql
