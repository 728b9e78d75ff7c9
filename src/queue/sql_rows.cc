#include <fmt/ranges.h>

#include "queue/sql_parts.h"

namespace lakeport::queue::sql {
namespace {

constexpr std::string_view kColumns =
    "j.id, j.engine, j.label, j.username, j.source, j.parent, j.priority, j.state, j.cancel_requested, j.cancelled_by, "
    "j.attempt, j.errors, j.max_errors, j.crashes, j.max_crashes, j.created_at, j.run_at, j.started_at, j.finished_at, "
    "j.worker, j.lease_expires, j.last_seq, j.progress, j.summary, j.error, j.exit_code";

std::optional<Timestamp> FindTime(const db::Row& row, size_t column) {
  auto millis = row.FindInt64(column);
  return millis.has_value() ? std::optional(FromMillis(*millis)) : std::nullopt;
}

int ToInt(int64_t number) { return static_cast<int>(number); }

// In the order of kColumns.
Result<Job> ReadJob(const db::Row& row) {
  Job job{.id = row.Text(0), .engine = row.Text(1), .label = row.Text(2), .user = row.Text(3), .source = row.Text(4)};
  job.parent = row.Text(5);
  job.priority = ToInt(row.Int64(6));
  LP_ASSIGN(job.state, ParseJobState(row.Text(7)), "reading job {}", job.id);
  job.cancel_requested = row.Int64(8) != 0;
  job.cancelled_by = row.Text(9);
  job.attempt = ToInt(row.Int64(10));
  job.errors = ToInt(row.Int64(11));
  job.max_errors = ToInt(row.Int64(12));
  job.crashes = ToInt(row.Int64(13));
  job.max_crashes = ToInt(row.Int64(14));
  job.created_at = FromMillis(row.Int64(15));
  job.run_at = FromMillis(row.Int64(16));
  job.started_at = FindTime(row, 17);
  job.finished_at = FindTime(row, 18);
  job.worker = row.Text(19);
  job.lease_expires = FindTime(row, 20);
  job.last_seq = row.Int64(21);
  job.progress = row.Text(22);
  job.summary = row.Text(23);
  job.error = row.Text(24);
  if (auto code = row.FindInt64(25)) job.exit_code = ToInt(*code);
  return job;
}

Result<Job> SelectOne(Work& work, const std::string& id, const std::string& lock) {
  LP_ASSIGN(auto jobs, SelectJobs(work, "WHERE j.id = $1" + lock, {id}));
  if (jobs.empty()) return NotFound("there is no job {}", id);
  return std::move(jobs.front());
}

// What JobFilter::text is looked for in. ASCII only: that is the same on every database.
std::string SearchText(const NewJob& job, const std::string& id) {
  std::string text = fmt::format("{}\n{}\n{}\n{}", id, job.label, job.user, job.source);
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

}  // namespace

Result<std::vector<Job>> SelectJobs(Work& work, const std::string& rest, const std::vector<db::Value>& parameters) {
  std::string query = fmt::format("SELECT {} FROM lakeport_jobs j {}", kColumns, rest);
  LP_ASSIGN(auto rows, work.session.Query(query, parameters));
  std::vector<Job> jobs;
  jobs.reserve(rows.size());
  for (const auto& row : rows) {
    LP_ASSIGN(auto job, ReadJob(row));
    jobs.push_back(std::move(job));
  }
  return jobs;
}

Result<Job> SelectJob(Work& work, const std::string& id) { return SelectOne(work, id, ""); }

Result<Job> SelectJobForChange(Work& work, const std::string& id) {
  return SelectOne(work, id, work.dialect == db::Dialect::kPostgres ? " FOR UPDATE" : "");
}

Status CheckOwner(const Job& job, const Attempt& attempt) {
  if (job.attempt != attempt.number) {
    return Conflict("job {} is at attempt {}, not {}", job.id, job.attempt, attempt.number);
  }
  if (job.state != JobState::kRunning) return Conflict("job {} is {}, not running", job.id, ToString(job.state));
  return Ok();
}

Result<std::string> SelectRequest(Work& work, const std::string& id) {
  LP_ASSIGN(auto rows, work.session.Query("SELECT request FROM lakeport_job_requests WHERE job_id = $1", {id}));
  if (rows.empty()) return NotFound("there is no job {}", id);
  return rows[0].Text(0);
}

Status InsertJob(Work& work, const NewJob& job, const std::string& id) {
  int64_t now = ToMillis(work.now);
  int64_t run_at = job.run_at.has_value() ? ToMillis(*job.run_at) : now;
  JobState state = run_at > now ? JobState::kScheduled : JobState::kQueued;
  LP_TRY(work.session.Execute(
      "INSERT INTO lakeport_jobs (id, engine, label, username, source, parent, search, priority, state, max_errors, "
      "max_crashes, created_at, run_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {id, job.engine, job.label, job.user, job.source, job.parent, SearchText(job, id), int64_t{job.priority},
       std::string(ToString(state)), int64_t{job.max_errors}, int64_t{job.max_crashes}, now, run_at}));
  LP_TRY(
      work.session.Execute("INSERT INTO lakeport_job_requests (job_id, request) VALUES ($1, $2)", {id, job.request}));
  for (const auto& target : job.targets) {
    LP_TRY(work.session.Execute(
        "INSERT INTO lakeport_job_targets (job_id, scope, item) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        {id, target.scope, target.item}));
  }
  return Ok();
}

std::string ByIndex(const Work& work, std::string_view index) {
  return work.dialect == db::Dialect::kSqlite ? fmt::format("INDEXED BY {} ", index) : "";
}

std::string SkipLocked(const Work& work) {
  return work.dialect == db::Dialect::kPostgres ? " FOR UPDATE OF j SKIP LOCKED" : "";
}

}  // namespace lakeport::queue::sql
