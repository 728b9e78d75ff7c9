#include <algorithm>

#include "base/sha256.h"
#include "queue/sql_parts.h"

namespace lakeport::queue::sql {
namespace {

constexpr int kTablesPage = 10'000;

Result<FinishedJob> SelectFinished(Work& work, Job job) {
  FinishedJob finished;
  LP_ASSIGN(finished.request, SelectRequest(work, job.id));
  for (std::string after;;) {
    LP_ASSIGN(auto page, ListTables(work, job.id, after, kTablesPage));
    if (page.empty()) break;
    after = page.back().table;
    std::move(page.begin(), page.end(), std::back_inserter(finished.tables));
  }
  LP_ASSIGN(auto rows, work.session.Query("SELECT j.id FROM lakeport_jobs j WHERE j.parent <> '' AND j.parent = $1 "
                                          "ORDER BY j.id",
                                          {job.id}));
  for (const auto& row : rows) finished.children.push_back(row.Text(0));
  finished.job = std::move(job);
  return finished;
}

}  // namespace

Result<std::optional<Record>> RecordNext(Work& work, const JobStore::MakeRecord& make) {
  if (work.dialect == db::Dialect::kPostgres) {
    LP_TRY(work.session.Execute("LOCK TABLE lakeport_job_records IN SHARE ROW EXCLUSIVE MODE"));
  }
  LP_ASSIGN(auto ended, SelectJobs(work,
                                   "WHERE j.record = 0 AND j.finished_at > 0 ORDER BY j.finished_at, j.id LIMIT 1" +
                                       std::string(work.dialect == db::Dialect::kPostgres ? " FOR UPDATE" : ""),
                                   {}));
  if (ended.empty()) return std::optional<Record>();
  LP_ASSIGN(auto last,
            work.session.Query("SELECT sequence, hash FROM lakeport_job_records ORDER BY sequence DESC LIMIT 1"));
  Record record{.sequence = last.empty() ? 1 : last[0].Int64(0) + 1, .job_id = ended.front().id};
  LP_ASSIGN(auto finished, SelectFinished(work, std::move(ended.front())));
  LP_ASSIGN(record.text, make(finished, record.sequence, last.empty() ? "" : last[0].Text(1)),
            "making the record of job {}", record.job_id);
  LP_TRY(work.session.Execute("INSERT INTO lakeport_job_records (sequence, job_id, hash, text) VALUES ($1, $2, $3, $4)",
                              {record.sequence, record.job_id, Sha256(record.text), record.text}));
  LP_TRY(work.session.Execute("UPDATE lakeport_jobs SET record = $2 WHERE id = $1", {record.job_id, record.sequence}));
  return std::optional<Record>(std::move(record));
}

Result<bool> HasUnrecorded(Work& work) {
  LP_ASSIGN(auto rows,
            work.session.Query("SELECT 1 FROM lakeport_jobs j WHERE j.record = 0 AND j.finished_at > 0 LIMIT 1"));
  return !rows.empty();
}

Result<std::vector<Record>> ListUnwritten(Work& work, int limit) {
  LP_ASSIGN(auto rows, work.session.Query("SELECT sequence, job_id, text FROM lakeport_job_records WHERE text <> '' "
                                          "ORDER BY sequence LIMIT $1",
                                          {int64_t{std::max(limit, 1)}}));
  std::vector<Record> records;
  for (const auto& row : rows) records.push_back({row.Int64(0), row.Text(1), row.Text(2)});
  return records;
}

Status MarkWritten(Work& work, int64_t sequence) {
  LP_TRY(work.session.Execute("UPDATE lakeport_job_records SET text = NULL WHERE sequence = $1", {sequence}));
  return Ok();
}

}  // namespace lakeport::queue::sql
