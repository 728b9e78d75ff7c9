#include "queue/sql_job_store.h"

#include <optional>
#include <utility>

#include "queue/sql_parts.h"
#include "queue/sql_schema.h"

namespace lakeport::queue {
namespace {

using sql::Work;

class SqlJobStore final : public JobStore {
 public:
  SqlJobStore(std::unique_ptr<db::Database> database, SqlJobStoreOptions options)
      : database_(std::move(database)), options_(std::move(options)) {}

  Status Prepare() {
    return database_->Transact([this](db::Session& s) { return UpgradeSchema(s, database_->dialect()); });
  }

  Result<Job> Submit(const NewJob& job) override {
    return Change<Job>([&](Work& w) { return sql::SubmitJob(w, job); });
  }
  Result<Job> Cancel(const std::string& id, const std::string& user) override {
    return Change<Job>([&](Work& w) { return sql::CancelJob(w, id, user); });
  }
  Result<Job> Retry(const std::string& id) override {
    return Change<Job>([&](Work& w) { return sql::RetryJob(w, id); });
  }
  Result<Job> Get(const std::string& id) override {
    return Look<Job>([&](Work& w) { return sql::SelectJob(w, id); });
  }
  Result<std::string> GetRequest(const std::string& id) override {
    return Look<std::string>([&](Work& w) { return sql::SelectRequest(w, id); });
  }
  Result<JobPage> List(const JobFilter& filter, const std::string& after, int limit) override {
    return Look<JobPage>([&](Work& w) { return sql::ListJobs(w, filter, after, limit); });
  }
  Result<std::map<JobState, int64_t>> CountByState(const JobFilter& filter) override {
    return Look<std::map<JobState, int64_t>>([&](Work& w) { return sql::CountJobs(w, filter); });
  }
  Result<std::vector<Event>> ListEvents(const std::string& id, int64_t after, int limit) override {
    return Look<std::vector<Event>>([&](Work& w) { return sql::ListEvents(w, id, after, limit); });
  }
  Result<std::vector<TableResult>> ListTables(const std::string& id, const std::string& after, int limit) override {
    return Look<std::vector<TableResult>>([&](Work& w) { return sql::ListTables(w, id, after, limit); });
  }

  Result<std::vector<ClaimedJob>> Claim(const std::string& worker, std::chrono::milliseconds lease,
                                        int limit) override {
    return Change<std::vector<ClaimedJob>>([&](Work& w) { return sql::ClaimJobs(w, worker, lease, limit); });
  }
  Result<bool> HasClaimable() override {
    return Look<bool>([&](Work& w) { return sql::HasClaimable(w); });
  }
  Result<bool> Renew(const Attempt& attempt, std::chrono::milliseconds lease) override {
    return Change<bool>([&](Work& w) { return sql::RenewLease(w, attempt, lease); });
  }
  Result<bool> CheckLease(const Attempt& attempt) override {
    return Look<bool>([&](Work& w) { return sql::CheckLease(w, attempt); });
  }
  Result<int64_t> Append(const Attempt& attempt, const EventBatch& batch) override {
    return Change<int64_t>([&](Work& w) { return sql::AppendEvents(w, attempt, batch); });
  }
  Result<Job> Finish(const Attempt& attempt, const AttemptEnd& end) override {
    return Change<Job>([&](Work& w) { return sql::FinishAttempt(w, attempt, end, options_.retry); });
  }
  Result<std::vector<Job>> RescueExpired(int limit) override {
    return Change<std::vector<Job>>([&](Work& w) { return sql::RescueExpired(w, limit, options_.retry); });
  }
  Result<std::vector<Job>> RescueFrom(const std::string& worker) override {
    return Change<std::vector<Job>>([&](Work& w) { return sql::RescueFrom(w, worker, options_.retry); });
  }

  Result<std::optional<Record>> RecordNext(const MakeRecord& make) override {
    return Change<std::optional<Record>>([&](Work& w) { return sql::RecordNext(w, make); });
  }
  Result<bool> HasUnrecorded() override { return Look<bool>(sql::HasUnrecorded); }
  Result<std::vector<Record>> ListUnwritten(int limit) override {
    return Look<std::vector<Record>>([&](Work& w) { return sql::ListUnwritten(w, limit); });
  }
  Status MarkWritten(int64_t sequence) override {
    return database_->Transact([&](db::Session& session) -> Status {
      LP_ASSIGN(Work work, MakeWork(session));
      return sql::MarkWritten(work, sequence);
    });
  }

 private:
  Result<Work> MakeWork(db::Session& session) {
    db::Dialect dialect = database_->dialect();
    if (options_.clock != nullptr) return Work{session, dialect, options_.clock->Now()};
    LP_ASSIGN(auto rows,
              session.Query(dialect == db::Dialect::kPostgres
                                ? "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
                                : "SELECT CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"));
    return Work{session, dialect, FromMillis(rows.at(0).Int64(0))};
  }

  template <typename T, typename Part>
  Result<T> Change(Part part) {
    return InTransaction<T>(&db::Database::Transact, part);
  }
  template <typename T, typename Part>
  Result<T> Look(Part part) {
    return InTransaction<T>(&db::Database::Read, part);
  }
  template <typename T, typename Part>
  Result<T> InTransaction(Status (db::Database::*run)(const std::function<Status(db::Session&)>&), Part part) {
    std::optional<T> value;
    LP_TRY((database_.get()->*run)([&](db::Session& session) -> Status {
      LP_ASSIGN(Work work, MakeWork(session));
      LP_ASSIGN(T found, part(work));
      value.emplace(std::move(found));
      return Ok();
    }));
    return *std::move(value);
  }

  const std::unique_ptr<db::Database> database_;
  const SqlJobStoreOptions options_;
};

}  // namespace

Result<std::unique_ptr<JobStore>> OpenSqlJobStore(std::unique_ptr<db::Database> database, SqlJobStoreOptions options) {
  auto store = std::make_unique<SqlJobStore>(std::move(database), std::move(options));
  LP_TRY(store->Prepare());
  return std::unique_ptr<JobStore>(std::move(store));
}

Result<std::unique_ptr<JobStore>> OpenSqlJobStore(const std::string& uri, SqlJobStoreOptions options) {
  LP_ASSIGN(auto database, db::OpenDatabase(uri));
  return OpenSqlJobStore(std::move(database), std::move(options));
}

}  // namespace lakeport::queue
