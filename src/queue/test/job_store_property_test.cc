#include <cstdlib>
#include <iostream>
#include <random>

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "base/uuid.h"
#include "db/testing/test_database.h"
#include "queue/sql_job_store.h"
#include "queue/test/job_store_model.h"

namespace lakeport::queue {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLease{45'000};

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// F27: random steps on a store and on the model of it; both must always agree.
class RandomWalk {
 public:
  RandomWalk(JobStore& store, FakeClock& clock, uint64_t seed) : store_(store), clock_(clock), random_(seed) {
    model_.now = ToMillis(clock_.Now());
  }

  void Step() {
    using Move = void (RandomWalk::*)();
    constexpr Move kMoves[] = {&RandomWalk::Submit, &RandomWalk::Submit,  &RandomWalk::Claim,  &RandomWalk::Claim,
                               &RandomWalk::Claim,  &RandomWalk::Finish,  &RandomWalk::Finish, &RandomWalk::Finish,
                               &RandomWalk::Append, &RandomWalk::Append,  &RandomWalk::Renew,  &RandomWalk::Cancel,
                               &RandomWalk::Retry,  &RandomWalk::Advance, &RandomWalk::Rescue, &RandomWalk::Record};
    (this->*kMoves[Pick(std::size(kMoves))])();
  }

  void CompareAll() {
    int64_t records = forgotten_records_;
    for (const auto& [id, expected] : model_.jobs) {
      auto job = store_.Get(id);
      ASSERT_THAT(job, IsOk());
      ASSERT_EQ(ToString(job->state), expected.state) << id;
      ASSERT_EQ(job->attempt, expected.attempt);
      ASSERT_EQ(job->errors, expected.errors);
      ASSERT_EQ(job->crashes, expected.crashes);
      ASSERT_EQ(job->cancel_requested, expected.cancel);
      ASSERT_EQ(job->last_seq, static_cast<int64_t>(expected.lines.size()));
      records += expected.records;
      auto events = store_.ListEvents(id, 0, 10'000);
      ASSERT_THAT(events, IsOk());
      ASSERT_EQ(events->size(), expected.lines.size());
      for (size_t i = 0; i < events->size(); ++i) ASSERT_EQ((*events)[i].line, expected.lines[i]);
    }
    RecordAll();
    ASSERT_EQ(records_, records);
    ForgetFinished();
  }

 private:
  // Keeps a long walk as fast as a short one.
  void ForgetFinished() {
    std::erase_if(model_.jobs, [this](const auto& entry) {
      auto state = ParseJobState(entry.second.state);
      if (!IsFinal(*state)) return false;
      forgotten_records_ += entry.second.records;
      return true;
    });
  }

  size_t Pick(size_t below) { return std::uniform_int_distribution<size_t>(0, below - 1)(random_); }

  std::string AnyJob() {
    if (model_.jobs.empty()) return NewUuid7();
    return std::next(model_.jobs.begin(), static_cast<int64_t>(Pick(model_.jobs.size())))->first;
  }
  // Mostly the owner of the job, sometimes one that was, or never will be.
  Attempt AnyAttempt() {
    if (running_.empty() || Pick(10) == 0) {
      std::string id = AnyJob();
      int latest = model_.jobs.contains(id) ? model_.jobs.at(id).attempt : 0;
      return {id, std::max(0, latest - 1 + static_cast<int>(Pick(3)))};
    }
    return running_[Pick(running_.size())];
  }

  void Submit() {
    NewJob job{.engine = "ingest", .priority = static_cast<int>(Pick(3))};
    job.max_errors = 1 + static_cast<int>(Pick(3));
    job.max_crashes = 1 + static_cast<int>(Pick(3));
    if (Pick(4) == 0) job.run_at = clock_.Now() + milliseconds(Pick(60'000));
    if (Pick(2) == 0)
      job.targets.push_back({"scope" + std::to_string(Pick(2)), Pick(4) == 0 ? "" : std::to_string(Pick(3))});
    auto submitted = store_.Submit(job);
    ASSERT_THAT(submitted, IsOk());
    QueueModel::ModelJob expected{
        .priority = job.priority, .max_errors = job.max_errors, .max_crashes = job.max_crashes};
    expected.run_at = ToMillis(submitted->run_at);
    expected.state = expected.run_at > model_.now ? "scheduled" : "queued";
    expected.targets = job.targets;
    model_.jobs[submitted->id] = expected;
  }

  void Claim() {
    bool claimable = !model_.NextToClaim().empty();
    ASSERT_EQ(*store_.HasClaimable(), claimable);
    int limit = 1 + static_cast<int>(Pick(3));
    auto claimed = store_.Claim("w", kLease, limit);
    ASSERT_THAT(claimed, IsOk());
    for (auto& [id, job] : model_.jobs) {
      bool due = (job.state == "scheduled" || job.state == "retrying") && job.run_at <= model_.now;
      if (due) job.state = "queued";
    }
    for (const auto& job : *claimed) {
      ASSERT_EQ(job.job.id, model_.NextToClaim());
      model_.Claim(job.job.id, kLease.count());
      running_.push_back(job.attempt());
      ASSERT_EQ(job.job.attempt, model_.jobs.at(job.job.id).attempt);
    }
    ASSERT_TRUE(static_cast<int>(claimed->size()) == limit || model_.NextToClaim().empty());
  }

  void Finish() {
    Attempt attempt = AnyAttempt();
    auto outcome = static_cast<Outcome>(Pick(8));
    auto finished = store_.Finish(attempt, {.outcome = outcome});
    ASSERT_EQ(finished.ok(), model_.Owns(attempt.job_id, attempt.number));
    if (!finished.ok()) return;
    auto& job = model_.jobs.at(attempt.job_id);
    model_.End(job, outcome);
    Forget(attempt.job_id, *finished);
  }

  void Forget(const std::string& id, const Job& after) {
    auto& job = model_.jobs.at(id);
    job.run_at = ToMillis(after.run_at);
    ASSERT_TRUE(job.state != "retrying" || job.run_at >= model_.now + 500);
    std::erase_if(running_, [&](const Attempt& attempt) { return attempt.job_id == id; });
  }

  void Append() {
    Attempt attempt = AnyAttempt();
    EventBatch batch;
    for (size_t i = Pick(3); i > 0; --i) batch.lines.push_back(std::to_string(random_()));
    auto seq = store_.Append(attempt, batch);
    ASSERT_EQ(seq.ok(), model_.Owns(attempt.job_id, attempt.number));
    if (!seq.ok()) return;
    auto& lines = model_.jobs.at(attempt.job_id).lines;
    lines.insert(lines.end(), batch.lines.begin(), batch.lines.end());
    ASSERT_EQ(*seq, static_cast<int64_t>(lines.size()));
  }

  void Renew() {
    Attempt attempt = AnyAttempt();
    auto renewed = store_.Renew(attempt, kLease);
    ASSERT_EQ(renewed.ok(), model_.Owns(attempt.job_id, attempt.number));
    ASSERT_EQ(store_.CheckLease(attempt).ok(), renewed.ok());
    if (!renewed.ok()) return;
    ASSERT_EQ(*renewed, model_.jobs.at(attempt.job_id).cancel);
    model_.jobs.at(attempt.job_id).lease_expires = model_.now + kLease.count();
  }

  void Cancel() {
    std::string id = AnyJob();
    auto cancelled = store_.Cancel(id, "ann");
    bool known = model_.jobs.contains(id);
    std::string state = known ? model_.jobs.at(id).state : "";
    ASSERT_EQ(cancelled.ok(), known && state != "done" && state != "failed" && state != "cancelled");
    if (!cancelled.ok()) return;
    auto& job = model_.jobs.at(id);
    job.cancel = true;
    if (state == "running") return;
    job.state = "cancelled";
    ++job.records;
  }

  void Retry() {
    std::string id = AnyJob();
    bool known = model_.jobs.contains(id);
    std::string state = known ? model_.jobs.at(id).state : "";
    RecordAll();
    auto retried = store_.Retry(id);
    ASSERT_EQ(retried.ok(), state == "failed" || state == "cancelled");
    if (!retried.ok()) return;
    auto& job = model_.jobs.at(id);
    job.state = "queued";
    job.errors = job.crashes = 0;
    job.cancel = false;
    job.run_at = model_.now;
  }

  void Advance() {
    milliseconds by(Pick(4) == 0 ? Pick(700'000) : Pick(20'000));
    clock_.Advance(by);
    model_.now += by.count();
  }

  void Rescue() {
    std::set<std::string> expected;
    for (const auto& [id, job] : model_.jobs) {
      if (job.state == "running" && job.lease_expires < model_.now) expected.insert(id);
    }
    auto rescued = store_.RescueExpired(1000);
    ASSERT_THAT(rescued, IsOk());
    ASSERT_EQ(rescued->size(), expected.size());
    for (const auto& job : *rescued) {
      ASSERT_TRUE(expected.contains(job.id));
      model_.End(model_.jobs.at(job.id), Outcome::kCrashed);
      Forget(job.id, job);
    }
  }

  void Record() { ASSERT_THAT(store_.RecordNext(CountRecord()), IsOk()); }
  void RecordAll() {
    while (store_.RecordNext(CountRecord())->has_value()) {
    }
  }
  JobStore::MakeRecord CountRecord() {
    return [this](const FinishedJob&, int64_t sequence, const std::string&) -> Result<std::string> {
      EXPECT_EQ(sequence, records_ + 1);
      ++records_;
      return std::to_string(sequence);
    };
  }

  JobStore& store_;
  FakeClock& clock_;
  std::mt19937_64 random_;
  QueueModel model_;
  std::vector<Attempt> running_;
  int64_t records_ = 0;
  int64_t forgotten_records_ = 0;
};

class JobStorePropertyTest : public testing::TestWithParam<db::TestDatabaseKind> {};

INSTANTIATE_TEST_SUITE_P(Sql, JobStorePropertyTest, testing::ValuesIn(db::TestDatabaseKinds()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(JobStorePropertyTest, AgreesWithTheModelWhateverHappens) {
  uint64_t seed = FromEnvironment("LAKEPORT_SEED", std::random_device{}());
  uint64_t steps = FromEnvironment("LAKEPORT_STEPS", 1500);
  std::cout << "replay with LAKEPORT_SEED=" << seed << " LAKEPORT_STEPS=" << steps << std::endl;
  auto place = GetParam().make();
  FakeClock clock;
  auto store = OpenSqlJobStore(db::OpenDatabase(place->uri()).value(), {.clock = &clock});
  ASSERT_THAT(store, IsOk());
  RandomWalk walk(**store, clock, seed);
  for (uint64_t step = 1; step <= steps && !testing::Test::HasFatalFailure(); ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    walk.Step();
    if (step % 500 == 0) walk.CompareAll();
  }
}

}  // namespace
}  // namespace lakeport::queue
