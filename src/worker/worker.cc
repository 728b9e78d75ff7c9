#include "worker/worker.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "base/uuid.h"
#include "worker/attempt_run.h"
#include "worker/state_dir.h"
#include "worker/worker_lock.h"

namespace lakeport::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kRescuedAtOnce = 100;
constexpr int kArchivedAtOnce = 50;
constexpr milliseconds kPauseAfterFailure{1000};

void LogRescued(const std::vector<queue::Job>& jobs) {
  for (const auto& job : jobs) LogWarning("job {}: {}; it is {} now", job.id, job.error, ToString(job.state));
}

}  // namespace

std::string MakeWorkerName() {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host = {'h', 'o', 's', 't'};
  std::string name(host.data());
  std::replace(name.begin(), name.end(), '/', '_');
  return fmt::format("{}-{}-{}", name.substr(0, 64), getpid(), NewUuid4().substr(0, 8));
}

Worker::Worker(WorkerSettings settings, queue::JobStore& store, const Clock& clock)
    : settings_(std::move(settings)),
      store_(store),
      clock_(clock),
      drop_in_(store, StateDir(settings_.state_dir), settings_.settle),
      archiver_(store, StateDir(settings_.state_dir).archive()) {}

Worker::~Worker() = default;

Status Worker::Run(std::stop_token stop) {
  StateDir state(settings_.state_dir);
  LP_TRY(state.Make());
  auto lock = WorkerLock::Take(state.workers(), settings_.name);
  if (!lock.ok()) LogWarning("should this worker die, its jobs wait for their leases: {}", lock.error().ToString());
  stop_ = stop;
  LogInfo("worker {} takes jobs, {} at once", settings_.name, settings_.concurrency);
  std::array chores{Chore{"rescuing jobs", settings_.rescue_interval, &Worker::RescueJobs},
                    Chore{"taking job files", settings_.files_interval, &Worker::SweepFiles},
                    Chore{"claiming jobs", settings_.claim_interval, &Worker::ClaimJobs},
                    Chore{"archiving jobs", settings_.files_interval, &Worker::ArchiveJobs}};
  std::stop_callback wake(stop, [this] { changed_.notify_all(); });
  while (!stop.stop_requested()) {
    for (auto& chore : chores) Do(chore, steady_clock::now());
    WaitForWork(settings_.claim_interval);
  }
  LogInfo("worker {} stops; {} jobs are running", settings_.name, running_.size());
  running_.clear();
  Do(chores.back(), SteadyTime::max());
  return Ok();
}

void Worker::Do(Chore& chore, SteadyTime now) {
  if (now < chore.next) return;
  Status done = (this->*chore.run)();
  chore.next = steady_clock::now() + (done.ok() ? chore.interval : std::max(chore.interval, kPauseAfterFailure));
  if (!done.ok() && !chore.failing) LogError("{}: {}", chore.what, done.error().ToString());
  if (done.ok() && chore.failing) LogInfo("{} works again", chore.what);
  chore.failing = !done.ok();
}

Status Worker::ClaimJobs() {
  ForgetThoseOver();
  int room = settings_.concurrency - static_cast<int>(running_.size());
  if (room <= 0) return Ok();
  LP_ASSIGN(bool any, store_.HasClaimable());
  if (!any) return Ok();
  auto claimed_at = steady_clock::now();
  LP_ASSIGN(auto claimed, store_.Claim(settings_.name, settings_.lease, room));
  for (auto& job : claimed) Start(std::move(job), claimed_at);
  return Ok();
}

Status Worker::SweepFiles() { return drop_in_.Sweep(steady_clock::now()); }

// First those whose worker is known to be dead; of others only their leases tell.
Status Worker::RescueJobs() {
  StateDir state(settings_.state_dir);
  for (const auto& dead : ListDeadWorkers(state.workers(), settings_.name)) {
    LP_ASSIGN(auto rescued, store_.RescueFrom(dead));
    LogRescued(rescued);
    ForgetWorker(state.workers(), dead);
  }
  LP_ASSIGN(auto rescued, store_.RescueExpired(kRescuedAtOnce));
  LogRescued(rescued);
  return Ok();
}

Status Worker::ArchiveJobs() { return archiver_.Step(kArchivedAtOnce); }

// The thread lives until its engine has ended: the kernel kills an engine with the thread that started it.
void Worker::Start(queue::ClaimedJob claimed, SteadyTime claimed_at) {
  Running& running = running_.emplace_back();
  running.thread = std::jthread([this, &running, claimed_at, job = std::move(claimed)]() mutable {
    AttemptRun(store_, settings_, clock_, std::move(job), claimed_at, stop_).Run();
    std::lock_guard lock(mutex_);
    running.over = one_is_over_ = true;
    changed_.notify_all();
  });
}

void Worker::ForgetThoseOver() {
  std::list<Running> over;
  {
    std::lock_guard lock(mutex_);
    one_is_over_ = false;
    for (auto running = running_.begin(); running != running_.end();) {
      auto next = std::next(running);
      if (running->over) over.splice(over.end(), running_, running);
      running = next;
    }
  }
}

void Worker::WaitForWork(milliseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop_, most, [this] { return one_is_over_; });
}

}  // namespace lakeport::worker
