#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "queue/job_store.h"
#include "queue/retry_rule.h"

// The parts that SqlJobStore is made of. Each runs inside one transaction, given as its Work.
namespace lakeport::queue::sql {

struct Work {
  db::Session& session;
  db::Dialect dialect;
  Timestamp now;  // the store's time
};

// --- Rows (sql_rows.cc)

// The jobs that `rest` ("WHERE ... ORDER BY ...") selects. The table's name there is j. What stands before WHERE may
// name the index (ByIndex).
Result<std::vector<Job>> SelectJobs(Work& work, const std::string& rest, const std::vector<db::Value>& parameters);
// NotFound when there is none. ForChange also keeps it from being changed by others until the end of the transaction.
Result<Job> SelectJob(Work& work, const std::string& id);
Result<Job> SelectJobForChange(Work& work, const std::string& id);
// Conflict when `attempt` is not the job's owner, or is so no more.
Status CheckOwner(const Job& job, const Attempt& attempt);
Result<std::string> SelectRequest(Work& work, const std::string& id);
Status InsertJob(Work& work, const NewJob& job, const std::string& id);
// "INDEXED BY ..." on SQLite, which keeps no statistics of our tables and would take another index, and sort; nothing
// on PostgreSQL, which does.
std::string ByIndex(const Work& work, std::string_view index);
// " FOR UPDATE SKIP LOCKED" where several may change jobs at once.
std::string SkipLocked(const Work& work);

// --- For who submits and watches (sql_reading.cc, sql_changing.cc)

Result<Job> SubmitJob(Work& work, const NewJob& job);
Result<Job> CancelJob(Work& work, const std::string& id, const std::string& user);
Result<Job> RetryJob(Work& work, const std::string& id);
Result<JobPage> ListJobs(Work& work, const JobFilter& filter, const std::string& after, int limit);
Result<std::map<JobState, int64_t>> CountJobs(Work& work, const JobFilter& filter);
Result<std::vector<Event>> ListEvents(Work& work, const std::string& id, int64_t after, int limit);
Result<std::vector<TableResult>> ListTables(Work& work, const std::string& id, const std::string& after, int limit);

// --- For workers (sql_claiming.cc, sql_attempt.cc)

Result<std::vector<ClaimedJob>> ClaimJobs(Work& work, const std::string& worker, std::chrono::milliseconds lease,
                                          int limit);
Result<bool> HasClaimable(Work& work);
Result<bool> RenewLease(Work& work, const Attempt& attempt, std::chrono::milliseconds lease);
Result<bool> CheckLease(Work& work, const Attempt& attempt);
Result<int64_t> AppendEvents(Work& work, const Attempt& attempt, const EventBatch& batch);
Result<Job> FinishAttempt(Work& work, const Attempt& attempt, const AttemptEnd& end, const RetryRule& rule);
Result<std::vector<Job>> RescueExpired(Work& work, int limit, const RetryRule& rule);
Result<std::vector<Job>> RescueFrom(Work& work, const std::string& worker, const RetryRule& rule);

// --- For the archive (sql_records.cc)

Result<std::optional<Record>> RecordNext(Work& work, const JobStore::MakeRecord& make);
Result<bool> HasUnrecorded(Work& work);
Result<std::vector<Record>> ListUnwritten(Work& work, int limit);
Status MarkWritten(Work& work, int64_t sequence);

}  // namespace lakeport::queue::sql
