#include "queue/retry_rule.h"

#include <array>

namespace lakeport::queue {
namespace {

enum class Count { kNothing, kError, kCrash };

struct Rule {
  Outcome outcome;
  Count count;
  Trigger trigger;              // for what counts as nothing
  Backoff RetryRule::*backoff;  // for what counts
};

constexpr std::array kRules{
    Rule{Outcome::kSucceeded, Count::kNothing, Trigger::kSucceeded, nullptr},
    Rule{Outcome::kFailed, Count::kNothing, Trigger::kGaveUp, nullptr},
    Rule{Outcome::kErred, Count::kError, Trigger::kWillRetry, &RetryRule::erred},
    Rule{Outcome::kLostRace, Count::kError, Trigger::kWillRetry, &RetryRule::lost_race},
    Rule{Outcome::kCommitUnknown, Count::kError, Trigger::kWillRetry, &RetryRule::commit_unknown},
    Rule{Outcome::kCrashed, Count::kCrash, Trigger::kWillRetry, &RetryRule::crashed},
    Rule{Outcome::kCancelled, Count::kNothing, Trigger::kCancelled, nullptr},
    Rule{Outcome::kReleased, Count::kNothing, Trigger::kReleased, nullptr},
};

const Rule& RuleFor(Outcome outcome) {
  for (const auto& rule : kRules) {
    if (rule.outcome == outcome) return rule;
  }
  return kRules[1];
}

}  // namespace

Verdict RetryRule::Decide(const Job& job, Outcome outcome, double chance) const {
  const Rule& rule = RuleFor(outcome);
  Verdict verdict{.trigger = rule.trigger, .errors = job.errors, .crashes = job.crashes};
  bool again = rule.count != Count::kNothing || outcome == Outcome::kReleased;
  if (again && job.cancel_requested) verdict.trigger = Trigger::kCancelled;
  if (rule.count == Count::kNothing) return verdict;
  int& count = rule.count == Count::kError ? verdict.errors : verdict.crashes;
  int most = rule.count == Count::kError ? job.max_errors : job.max_crashes;
  ++count;
  if (verdict.trigger == Trigger::kCancelled) return verdict;
  if (count >= most) verdict.trigger = Trigger::kGaveUp;
  verdict.delay = Delay(this->*rule.backoff, count, chance);
  return verdict;
}

}  // namespace lakeport::queue
