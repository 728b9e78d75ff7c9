#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "queue/job.h"

namespace lakeport::queue {

// The jobs of one queue, in one database. Safe to call from several threads and several processes at once.
//
// All time is the store's: the database's clock, or the one it was opened with. Every change of state goes through
// NextState, and what follows a bad attempt through DecideRetry. Errors: NotFound for an unknown job; Conflict when the
// job is not, or is no longer, in a state that allows the call; Unavailable when the database can't be reached.
// After an error nothing was changed, but for CommitUnknown. All stores pass queue/testing/job_store_suite.h.
class JobStore {
 public:
  virtual ~JobStore() = default;

  // --- For who submits and watches.

  // AlreadyExists when there is a job with this id.
  virtual Result<Job> Submit(const NewJob& job) = 0;
  // Ends a job that waits; asks for the end of one that runs (may be called again). Conflict when it has ended.
  virtual Result<Job> Cancel(const std::string& id, const std::string& user) = 0;
  // Queues a failed or cancelled job again, with its counts of errors and crashes at 0.
  virtual Result<Job> Retry(const std::string& id) = 0;

  virtual Result<Job> Get(const std::string& id) = 0;
  virtual Result<std::string> GetRequest(const std::string& id) = 0;
  // At most `limit` jobs, newest first, after the job with id `after` (empty: from the newest). These read from the
  // list's own columns: their cost does not grow with the size of requests, events or results.
  virtual Result<JobPage> List(const JobFilter& filter, const std::string& after, int limit) = 0;
  // How many jobs of the filter are in each state; `filter.states` is not looked at. States without jobs are missing.
  virtual Result<std::map<JobState, int64_t>> CountByState(const JobFilter& filter) = 0;
  // In order, those with seq > after.
  virtual Result<std::vector<Event>> ListEvents(const std::string& id, int64_t after, int limit) = 0;
  // By name, those with a name > after.
  virtual Result<std::vector<TableResult>> ListTables(const std::string& id, const std::string& after, int limit) = 0;

  // --- For workers.

  // Hands at most `limit` jobs to `worker` for the length of the lease: those due, by priority, then the one that
  // waited longest; none whose target another running job writes to.
  virtual Result<std::vector<ClaimedJob>> Claim(const std::string& worker, std::chrono::milliseconds lease,
                                                int limit) = 0;
  // False when Claim would find nothing. Cheap, and holds nobody up: for polling.
  virtual Result<bool> HasClaimable() = 0;

  // The four below fail with Conflict when a later attempt was begun, or this one was ended or rescued.
  // Renew and CheckLease say whether somebody asked for the job's end. Renew also revives a lease that ran out, as long
  // as nobody took it.
  virtual Result<bool> Renew(const Attempt& attempt, std::chrono::milliseconds lease) = 0;
  virtual Result<bool> CheckLease(const Attempt& attempt) = 0;
  // The seq of the last line stored.
  virtual Result<int64_t> Append(const Attempt& attempt, const EventBatch& batch) = 0;
  virtual Result<Job> Finish(const Attempt& attempt, const AttemptEnd& end) = 0;

  // Takes at most `limit` jobs from workers whose lease ran out, each counted as a crash, and returns them.
  virtual Result<std::vector<Job>> RescueExpired(int limit) = 0;
  // The same for all jobs of a worker that is known to be dead, whatever their leases say.
  virtual Result<std::vector<Job>> RescueFrom(const std::string& worker) = 0;

  // --- For the archive. Every time a job reaches a final state, one record is made of it.

  // Makes the record of the job that ended first and has none: its text, given its sequence number and the SHA-256 in
  // hexadecimal of the text of the record before it ("" for the first). It is kept until MarkWritten.
  using MakeRecord =
      std::function<Result<std::string>(const FinishedJob& job, int64_t sequence, const std::string& previous_hash)>;
  virtual Result<std::optional<Record>> RecordNext(const MakeRecord& make) = 0;
  // False when RecordNext would find nothing. Cheap, as HasClaimable.
  virtual Result<bool> HasUnrecorded() = 0;
  // Records not marked as written, in order.
  virtual Result<std::vector<Record>> ListUnwritten(int limit) = 0;
  virtual Status MarkWritten(int64_t sequence) = 0;
};

}  // namespace lakeport::queue
