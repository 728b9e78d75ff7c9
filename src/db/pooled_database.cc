#include "db/pooled_database.h"

#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

namespace lakeport::db {
namespace {

constexpr size_t kKeptConnections = 8;
constexpr int kMaxRuns = 10;

// Lets one thread in at a time; the others wait, with a limit.
class Gate {
 public:
  bool Enter(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    if (!left_.wait_for(lock, limit, [this] { return !taken_; })) return false;
    taken_ = true;
    return true;
  }
  void Leave() {
    std::lock_guard lock(mutex_);
    taken_ = false;
    left_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  bool taken_ = false;
};

// Leaves the gate however its scope ends.
class Leaver {
 public:
  explicit Leaver(Gate& gate) : gate_(gate) {}
  Leaver(const Leaver&) = delete;
  Leaver& operator=(const Leaver&) = delete;
  ~Leaver() { gate_.Leave(); }

 private:
  Gate& gate_;
};

// Waits a little longer each time, at random, so that two that collided do not collide again.
void BackOff(int runs) {
  thread_local std::minstd_rand random(std::random_device{}());
  auto most = std::chrono::milliseconds(2 << std::min(runs, 6)).count();
  std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution<int64_t>(0, most)(random)));
}

class PooledDatabase final : public Database {
 public:
  explicit PooledDatabase(PoolRules rules) : rules_(std::move(rules)) {}

  Dialect dialect() const override { return rules_.dialect; }

  Status Transact(const std::function<Status(Session&)>& work) override {
    if (!rules_.one_writer) return RunUntilSettled(Access::kWrite, work);
    if (!writer_.Enter(rules_.writer_timeout)) {
      return Unavailable("another transaction of this process has held the database for too long");
    }
    Leaver leaver(writer_);
    return RunUntilSettled(Access::kWrite, work);
  }

  Status Read(const std::function<Status(Session&)>& work) override { return RunUntilSettled(Access::kRead, work); }

 private:
  Status RunUntilSettled(Access access, const std::function<Status(Session&)>& work) {
    for (int runs = 1;; ++runs) {
      bool again = false;
      Status done = RunOnce(access, work, again);
      if (!again) return done;
      if (runs >= kMaxRuns) return Conflict("other transactions came first {} times: {}", runs, done.error().message());
      BackOff(runs);
    }
  }

  // A kept connection may have broken since it was last used: then nothing was begun, and a new one is tried.
  Status RunOnce(Access access, const std::function<Status(Session&)>& work, bool& again) {
    if (auto kept = TakeKept()) {
      Status done = Run(*kept, access, work, again);
      if (!kept->failed_to_begin() || kept->is_usable()) return Settle(std::move(kept), std::move(done));
      ForgetKept();
    }
    LP_ASSIGN(auto fresh, rules_.connect());
    Status done = Run(*fresh, access, work, again);
    return Settle(std::move(fresh), std::move(done));
  }

  static Status Run(Connection& connection, Access access, const std::function<Status(Session&)>& work, bool& again) {
    Status done = connection.RunTransaction(access, work);
    again = !done.ok() && connection.may_run_again();
    return done;
  }

  Status Settle(std::unique_ptr<Connection> connection, Status done) {
    std::lock_guard lock(mutex_);
    if (connection->is_usable() && kept_.size() < kKeptConnections) kept_.push_back(std::move(connection));
    return done;
  }

  std::unique_ptr<Connection> TakeKept() {
    std::lock_guard lock(mutex_);
    if (kept_.empty()) return nullptr;
    auto connection = std::move(kept_.back());
    kept_.pop_back();
    return connection;
  }

  void ForgetKept() {
    std::lock_guard lock(mutex_);
    kept_.clear();
  }

  const PoolRules rules_;
  Gate writer_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> kept_;
};

}  // namespace

std::unique_ptr<Database> MakePooledDatabase(PoolRules rules) {
  return std::make_unique<PooledDatabase>(std::move(rules));
}

}  // namespace lakeport::db
