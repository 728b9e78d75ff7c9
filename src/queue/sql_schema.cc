#include "queue/sql_schema.h"

#include <vector>

namespace lakeport::queue {
namespace {

// The statements that lead from the version before to this one. Steps that have been released are never changed.
using Step = std::vector<std::string_view>;

// Times are milliseconds since 1970. Texts that may be long, and rows that may be many, are kept out of lakeport_jobs,
// so that lists stay fast.
const Step kFirst{
    R"(CREATE TABLE lakeport_jobs (
         id TEXT NOT NULL PRIMARY KEY,
         engine TEXT NOT NULL,
         label TEXT NOT NULL,
         username TEXT NOT NULL,
         source TEXT NOT NULL,
         parent TEXT NOT NULL,
         search TEXT NOT NULL,
         priority BIGINT NOT NULL,
         state TEXT NOT NULL,
         cancel_requested BIGINT NOT NULL DEFAULT 0,
         cancelled_by TEXT NOT NULL DEFAULT '',
         attempt BIGINT NOT NULL DEFAULT 0,
         errors BIGINT NOT NULL DEFAULT 0,
         max_errors BIGINT NOT NULL,
         crashes BIGINT NOT NULL DEFAULT 0,
         max_crashes BIGINT NOT NULL,
         created_at BIGINT NOT NULL,
         run_at BIGINT NOT NULL,
         started_at BIGINT,
         finished_at BIGINT,
         worker TEXT NOT NULL DEFAULT '',
         lease_length BIGINT NOT NULL DEFAULT 0,
         lease_expires BIGINT,
         last_seq BIGINT NOT NULL DEFAULT 0,
         progress TEXT NOT NULL DEFAULT '',
         summary TEXT NOT NULL DEFAULT '',
         error TEXT NOT NULL DEFAULT '',
         exit_code BIGINT,
         record BIGINT NOT NULL DEFAULT 0))",
    "CREATE INDEX lakeport_jobs_claim ON lakeport_jobs (priority DESC, run_at, id) WHERE state = 'queued'",
    "CREATE INDEX lakeport_jobs_due ON lakeport_jobs (run_at) WHERE state IN ('scheduled', 'retrying')",
    "CREATE INDEX lakeport_jobs_lease ON lakeport_jobs (lease_expires) WHERE state = 'running'",
    "CREATE INDEX lakeport_jobs_record ON lakeport_jobs (finished_at, id) WHERE record = 0 AND finished_at > 0",
    "CREATE INDEX lakeport_jobs_parent ON lakeport_jobs (parent) WHERE parent <> ''",
    "CREATE INDEX lakeport_jobs_state ON lakeport_jobs (state, id)",
    R"(CREATE TABLE lakeport_job_requests (
         job_id TEXT NOT NULL PRIMARY KEY,
         request TEXT NOT NULL))",
    R"(CREATE TABLE lakeport_job_events (
         job_id TEXT NOT NULL,
         seq BIGINT NOT NULL,
         attempt BIGINT NOT NULL,
         at BIGINT NOT NULL,
         line TEXT NOT NULL,
         PRIMARY KEY (job_id, seq)))",
    R"(CREATE TABLE lakeport_job_tables (
         job_id TEXT NOT NULL,
         name TEXT NOT NULL,
         status TEXT NOT NULL,
         event TEXT NOT NULL,
         PRIMARY KEY (job_id, name)))",
    R"(CREATE TABLE lakeport_job_targets (
         job_id TEXT NOT NULL,
         scope TEXT NOT NULL,
         item TEXT NOT NULL,
         PRIMARY KEY (job_id, scope, item)))",
    // The targets of running jobs.
    R"(CREATE TABLE lakeport_held_targets (
         scope TEXT NOT NULL,
         item TEXT NOT NULL,
         job_id TEXT NOT NULL,
         PRIMARY KEY (scope, item)))",
    "CREATE INDEX lakeport_held_targets_job ON lakeport_held_targets (job_id)",
    // `text` is NULL once it is written elsewhere.
    R"(CREATE TABLE lakeport_job_records (
         sequence BIGINT NOT NULL PRIMARY KEY,
         job_id TEXT NOT NULL,
         hash TEXT NOT NULL,
         text TEXT))",
    "CREATE INDEX lakeport_job_records_unwritten ON lakeport_job_records (sequence) WHERE text <> ''",
};

const std::vector<Step>& Steps() {
  static const std::vector<Step> steps{kFirst};
  return steps;
}

}  // namespace

int64_t SchemaVersion() { return static_cast<int64_t>(Steps().size()); }

Status UpgradeSchema(db::Session& session, db::Dialect dialect) {
  return UpgradeSchemaTo(session, dialect, SchemaVersion());
}

Status UpgradeSchemaTo(db::Session& session, db::Dialect dialect, int64_t version) {
  // SQLite's transaction already keeps others out.
  if (dialect == db::Dialect::kPostgres) LP_TRY(session.Query("SELECT pg_advisory_xact_lock(7160421908432981)"));
  LP_TRY(
      session.Execute("CREATE TABLE IF NOT EXISTS lakeport_schema (module TEXT NOT NULL PRIMARY KEY, "
                      "version BIGINT NOT NULL)"));
  LP_ASSIGN(auto rows, session.Query("SELECT version FROM lakeport_schema WHERE module = 'queue'"));
  int64_t current = rows.empty() ? 0 : rows[0].Int64(0);
  if (current > SchemaVersion()) {
    return Unsupported("the queue's tables are of version {}, this program knows up to {}; install the newer Lakeport",
                       current, SchemaVersion());
  }
  if (current >= version) return Ok();
  for (int64_t step = current; step < version; ++step) {
    for (auto sql : Steps()[static_cast<size_t>(step)]) LP_TRY(session.Execute(sql), "upgrading the queue's tables");
  }
  LP_TRY(
      session.Execute("INSERT INTO lakeport_schema (module, version) VALUES ('queue', $1) "
                      "ON CONFLICT (module) DO UPDATE SET version = excluded.version",
                      {version}));
  return Ok();
}

}  // namespace lakeport::queue
