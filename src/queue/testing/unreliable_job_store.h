#pragma once

#include <atomic>
#include <memory>

#include "queue/job_store.h"

namespace lakeport::queue {

// A store whose database can be taken out of reach and brought back. Safe from several threads.
class UnreliableJobStore final : public JobStore {
 public:
  explicit UnreliableJobStore(JobStore& store) : store_(store) {}

  void SetReachable(bool reachable) { reachable_ = reachable; }
  int refused() const { return refused_; }  // calls while it was out of reach

  Result<Job> Submit(const NewJob& job) override {
    return Try<Job>([&] { return store_.Submit(job); });
  }
  Result<Job> Cancel(const std::string& id, const std::string& user) override {
    return Try<Job>([&] { return store_.Cancel(id, user); });
  }
  Result<Job> Retry(const std::string& id) override {
    return Try<Job>([&] { return store_.Retry(id); });
  }
  Result<Job> Get(const std::string& id) override {
    return Try<Job>([&] { return store_.Get(id); });
  }
  Result<std::string> GetRequest(const std::string& id) override {
    return Try<std::string>([&] { return store_.GetRequest(id); });
  }
  Result<JobPage> List(const JobFilter& filter, const std::string& after, int limit) override {
    return Try<JobPage>([&] { return store_.List(filter, after, limit); });
  }
  Result<std::map<JobState, int64_t>> CountByState(const JobFilter& filter) override {
    return Try<std::map<JobState, int64_t>>([&] { return store_.CountByState(filter); });
  }
  Result<std::vector<Event>> ListEvents(const std::string& id, int64_t after, int limit) override {
    return Try<std::vector<Event>>([&] { return store_.ListEvents(id, after, limit); });
  }
  Result<std::vector<TableResult>> ListTables(const std::string& id, const std::string& after, int limit) override {
    return Try<std::vector<TableResult>>([&] { return store_.ListTables(id, after, limit); });
  }
  Result<std::vector<ClaimedJob>> Claim(const std::string& worker, std::chrono::milliseconds lease,
                                        int limit) override {
    return Try<std::vector<ClaimedJob>>([&] { return store_.Claim(worker, lease, limit); });
  }
  Result<bool> HasClaimable() override {
    return Try<bool>([&] { return store_.HasClaimable(); });
  }
  Result<bool> Renew(const Attempt& attempt, std::chrono::milliseconds lease) override {
    return Try<bool>([&] { return store_.Renew(attempt, lease); });
  }
  Result<bool> CheckLease(const Attempt& attempt) override {
    return Try<bool>([&] { return store_.CheckLease(attempt); });
  }
  Result<int64_t> Append(const Attempt& attempt, const EventBatch& batch) override {
    return Try<int64_t>([&] { return store_.Append(attempt, batch); });
  }
  Result<Job> Finish(const Attempt& attempt, const AttemptEnd& end) override {
    return Try<Job>([&] { return store_.Finish(attempt, end); });
  }
  Result<std::vector<Job>> RescueExpired(int limit) override {
    return Try<std::vector<Job>>([&] { return store_.RescueExpired(limit); });
  }
  Result<std::vector<Job>> RescueFrom(const std::string& worker) override {
    return Try<std::vector<Job>>([&] { return store_.RescueFrom(worker); });
  }
  Result<std::optional<Record>> RecordNext(const MakeRecord& make) override {
    return Try<std::optional<Record>>([&] { return store_.RecordNext(make); });
  }
  Result<bool> HasUnrecorded() override {
    return Try<bool>([&] { return store_.HasUnrecorded(); });
  }
  Result<std::vector<Record>> ListUnwritten(int limit) override {
    return Try<std::vector<Record>>([&] { return store_.ListUnwritten(limit); });
  }
  Status MarkWritten(int64_t sequence) override {
    return Try<void>([&] { return store_.MarkWritten(sequence); });
  }

 private:
  template <typename T, typename Call>
  Result<T> Try(Call call) {
    if (reachable_) return call();
    ++refused_;
    return Unavailable("the database is out of reach");
  }

  JobStore& store_;
  std::atomic<bool> reachable_ = true;
  std::atomic<int> refused_ = 0;
};

}  // namespace lakeport::queue
