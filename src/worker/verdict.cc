#include "worker/verdict.h"

#include <array>

#include <fmt/format.h>
#include <string.h>

#include "protocol/exit_code.h"

namespace lakeport::worker {
namespace {

using protocol::ExitCode;
using queue::Outcome;

struct Rule {
  ExitCode code;
  Outcome outcome;
};

// kCancelled without anybody having asked: a signal from outside, which may pass.
constexpr std::array kRules{
    Rule{ExitCode::kDone, Outcome::kSucceeded},    Rule{ExitCode::kUsage, Outcome::kFailed},
    Rule{ExitCode::kFailed, Outcome::kFailed},     Rule{ExitCode::kMayRetry, Outcome::kErred},
    Rule{ExitCode::kConflict, Outcome::kLostRace}, Rule{ExitCode::kCommitUnknown, Outcome::kCommitUnknown},
    Rule{ExitCode::kCancelled, Outcome::kErred},
};

}  // namespace

queue::Outcome OutcomeOf(const ProcessExit& exit, Asked asked) {
  auto code = exit.signal == 0 ? protocol::FindExitCode(exit.code) : std::nullopt;
  bool did_as_asked = !code.has_value() || code == ExitCode::kCancelled;
  if (asked == Asked::kCancel && did_as_asked) return Outcome::kCancelled;
  if (asked == Asked::kRelease && did_as_asked) return Outcome::kReleased;
  for (const auto& rule : kRules) {
    if (code == rule.code) return rule.outcome;
  }
  return Outcome::kCrashed;
}

std::string Describe(const ProcessExit& exit) {
  if (exit.signal != 0) return fmt::format("crashed: ended by signal {} ({})", exit.signal, strsignal(exit.signal));
  auto code = protocol::FindExitCode(exit.code);
  if (!code.has_value()) return fmt::format("crashed with exit code {}", exit.code);
  return fmt::format("{} (exit code {})", protocol::ToString(*code), exit.code);
}

}  // namespace lakeport::worker
