#include "worker/attempt_run.h"

#include <thread>

#include "base/log.h"
#include "base/utf8.h"
#include "worker/engine_command.h"
#include "worker/state_dir.h"

namespace lakeport::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kTick{50};
constexpr milliseconds kFinishPause{200};  // between tries to end an attempt while the database is out of reach

// Leaves out what the queue may have refused; false when nothing is left to leave out.
bool LeaveOut(queue::AttemptEnd& end, const Error& why) {
  constexpr const char* kBareError = "the reason could not be stored; the job's log has it";
  if (!end.then.empty()) {
    end.then.clear();
    end.error = "what is chained to the job was not submitted: " + Printable(why.ToString());
    return true;
  }
  bool is_bare = end.error == kBareError && end.summary.empty();
  end.error = kBareError;
  end.summary.clear();
  return !is_bare;
}

}  // namespace

AttemptRun::AttemptRun(queue::JobStore& store, const WorkerSettings& settings, const Clock& clock,
                       queue::ClaimedJob claimed, SteadyTime claimed_at, std::stop_token stop)
    : store_(store),
      settings_(settings),
      claimed_(std::move(claimed)),
      stop_(std::move(stop)),
      log_(StateDir(settings.state_dir).log(claimed_.job.id), settings.max_log_bytes, clock),
      relay_(store, claimed_.attempt(), settings, log_, clock),
      lease_(store, claimed_.attempt(), settings, claimed_at) {}

void AttemptRun::Run() {
  const auto& job = claimed_.job;
  LogInfo("job {}: attempt {} begins: {} {}", job.id, job.attempt, job.engine, job.label);
  log_.Write("info", fmt::format("attempt {} begins on worker {}", job.attempt, settings_.name));
  auto command = MakeEngineCommand(settings_, claimed_);
  if (!command.ok()) return Fail(queue::Outcome::kFailed, command.error());
  RunEngine(*command);
}

void AttemptRun::RunEngine(const ProcessRequest& command) {
  auto engine = StartProcess(command);
  if (!engine.ok()) return Fail(queue::Outcome::kErred, engine.error());
  auto exit =
      (*engine)->Wait([this](std::string_view line) { relay_.OnOutput(line); },
                      [this](std::string_view line) { relay_.OnErrorOutput(line); }, kTick, [&] { Tick(**engine); });
  if (lost_) return;
  if (!exit.ok()) return Fail(queue::Outcome::kErred, exit.error());
  OnEnd(*exit);
}

void AttemptRun::Tick(Subprocess& engine) {
  if (lost_) return engine.Kill();
  auto now = steady_clock::now();
  LeaseState lease = lease_.Tick(now);
  Status stored = relay_.StoreIfDue(now);
  if (lease == LeaseState::kLost || !stored.ok()) {
    LoseLease("another attempt may have begun");
    return engine.Kill();
  }
  if (stop_.stop_requested() && !stop_seen_.has_value()) stop_seen_ = now;
  if (lease == LeaseState::kCancelRequested) Ask(engine, Asked::kCancel, now);
  if (stop_seen_.has_value() && now - *stop_seen_ >= settings_.drain) Ask(engine, Asked::kRelease, now);
  if (now >= kill_at_) engine.Kill();
}

void AttemptRun::Ask(Subprocess& engine, Asked what, SteadyTime now) {
  if (asked_ != Asked::kNothing) return;
  asked_ = what;
  kill_at_ = now + settings_.kill_after;
  log_.Write("info", what == Asked::kCancel ? "the job's end was asked for; the engine is told to stop"
                                            : "the worker stops; the engine is told to stop");
  engine.Terminate();
}

void AttemptRun::OnEnd(const ProcessExit& exit) {
  queue::AttemptEnd end{.outcome = OutcomeOf(exit, asked_), .summary = relay_.summary()};
  if (exit.signal == 0) end.exit_code = exit.code;
  bool good = end.outcome == queue::Outcome::kSucceeded;
  if (good) {
    auto chained = MakeChainedJobs(claimed_);
    if (chained.ok()) end.then = *std::move(chained);
    if (!chained.ok()) end.error = "what is chained to the job was not submitted: " + chained.error().ToString();
  } else {
    std::string reason = relay_.Reason();
    end.error = reason.empty() ? Describe(exit) : fmt::format("{}: {}", Describe(exit), reason);
  }
  log_.Write(good ? "info" : "error", fmt::format("attempt {} ended: {}", claimed_.job.attempt, Describe(exit)));
  Finish(std::move(end));
}

void AttemptRun::Fail(queue::Outcome outcome, const Error& error) {
  log_.Write("error", error.ToString());
  Finish({.outcome = outcome, .error = error.ToString()});
}

void AttemptRun::Finish(queue::AttemptEnd end) {
  end.error = Printable(end.error);
  while (!TryFinish(end)) {
    lease_.Tick(steady_clock::now());
    if (lease_.state() == LeaseState::kLost || steady_clock::now() >= lease_.held_until()) {
      return LoseLease("its end could not be stored in time");
    }
    std::this_thread::sleep_for(kFinishPause);
  }
}

// True when there is nothing more to try.
bool AttemptRun::TryFinish(queue::AttemptEnd& end) {
  const auto& job = claimed_.job;
  Status stored = relay_.StoreLast();
  auto finished = stored.ok() ? store_.Finish(claimed_.attempt(), end) : Result<queue::Job>(stored.error());
  if (finished.ok()) {
    LogInfo("job {}: attempt {} ended, the job is {}{}", job.id, job.attempt, ToString(finished->state),
            end.error.empty() ? "" : ": " + end.error);
    return true;
  }
  auto kind = finished.error().kind();
  if (kind == ErrorKind::kConflict || kind == ErrorKind::kNotFound) {
    LoseLease(finished.error().message());
    return true;
  }
  LogWarning("job {}: its end is not stored yet: {}", job.id, finished.error().ToString());
  if (IsRetryable(kind) || kind == ErrorKind::kCommitUnknown) return false;
  return !LeaveOut(end, finished.error());
}

void AttemptRun::LoseLease(const std::string& why) {
  lost_ = true;
  LogWarning("job {}: attempt {} is left alone: {}", claimed_.job.id, claimed_.job.attempt, why);
  log_.Write("warning", fmt::format("attempt {} is left alone: {}", claimed_.job.attempt, why));
}

}  // namespace lakeport::worker
