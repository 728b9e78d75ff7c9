#include "base/supervisor.h"

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>

#include "base/backoff.h"
#include "base/log.h"
#include "base/subprocess.h"

namespace lakeport {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr auto kTick = milliseconds(100);
constexpr auto kSettled = seconds(3);
constexpr auto kLongestStop = seconds(30);

std::mutex output_mutex;

void PassOn(std::string_view line) {
  std::lock_guard lock(output_mutex);
  std::cerr << line << "\n" << std::flush;
}

std::string Describe(const ProcessExit& exit) {
  return exit.signal != 0 ? fmt::format("signal {}", exit.signal) : fmt::format("exit code {}", exit.code);
}

// One life of a program; returns when it has ended.
Result<ProcessExit> RunOnce(const Supervised& program, const std::stop_token& stop) {
  LP_ASSIGN(auto process, StartProcess({.argv = program.argv}), "starting the {}", program.name);
  std::optional<steady_clock::time_point> asked_to_stop;
  return process->Wait(PassOn, PassOn, kTick, [&] {
    if (!stop.stop_requested()) return;
    auto now = steady_clock::now();
    if (!asked_to_stop) {
      asked_to_stop = now;
      process->Terminate();
    } else if (now - *asked_to_stop > kLongestStop) {
      process->Kill();
    }
  });
}

void Pause(milliseconds length, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, length, [&stop] { return stop.stop_requested(); });
}

Status KeepRunning(const Supervised& program, const std::stop_token& stop) {
  constexpr Backoff kBackoff{.first = milliseconds(200), .cap = seconds(30)};
  bool settled = false;
  int failures = 0;
  while (!stop.stop_requested()) {
    auto started = steady_clock::now();
    LP_ASSIGN(auto exit, RunOnce(program, stop));
    if (stop.stop_requested()) break;
    bool lived = steady_clock::now() - started >= kSettled;
    if (!lived && !settled) return Unavailable("the {} ended with {}", program.name, Describe(exit));
    settled = true;
    LogWarning("the {} ended with {}; starting it again", program.name, Describe(exit));
    failures = lived ? 1 : failures + 1;
    Pause(Delay(kBackoff, failures, RandomChance()), stop);
  }
  return Ok();
}

}  // namespace

Status Supervise(const std::vector<Supervised>& programs, std::stop_token stop) {
  std::stop_source all;
  std::stop_callback on_stop(stop, [&all] { all.request_stop(); });
  std::vector<Status> ends(programs.size());
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < programs.size(); ++i) {
      threads.emplace_back([&, i] {
        ends[i] = KeepRunning(programs[i], all.get_token());
        if (!ends[i].ok()) all.request_stop();
      });
    }
  }
  for (auto& end : ends) {
    if (!end.ok()) return end;
  }
  return Ok();
}

}  // namespace lakeport
