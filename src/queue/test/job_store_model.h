#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "queue/job_store.h"

namespace lakeport::queue {

// What a queue should be, in the plainest words: no SQL, no leases in a database, no concurrency.
class QueueModel {
 public:
  struct ModelJob {
    std::string state = "queued";
    int priority = 0, attempt = 0, errors = 0, crashes = 0, max_errors = 0, max_crashes = 0;
    int64_t run_at = 0, lease_expires = 0;
    bool cancel = false;
    std::vector<Target> targets{};
    std::vector<std::string> lines{};
    int records = 0;  // that it should have
  };

  int64_t now = 0;
  std::map<std::string, ModelJob> jobs;

  // Whether `attempt` may act on the job.
  bool Owns(const std::string& id, int attempt) const {
    auto found = jobs.find(id);
    return found != jobs.end() && found->second.state == "running" && found->second.attempt == attempt;
  }

  static bool Clash(const Target& a, const Target& b) {
    return a.scope == b.scope && (a.item == b.item || a.item.empty() || b.item.empty());
  }
  bool IsFree(const std::string& id) const {
    for (const auto& [other, job] : jobs) {
      if (job.state != "running" || other == id) continue;
      for (const auto& held : job.targets) {
        for (const auto& wanted : jobs.at(id).targets) {
          if (Clash(held, wanted)) return false;
        }
      }
    }
    return true;
  }

  // The job that must be claimed next; empty: none.
  std::string NextToClaim() const {
    std::string best;
    auto before = [this](const std::string& a, const std::string& b) {
      const auto &x = jobs.at(a), &y = jobs.at(b);
      return std::tuple(-x.priority, x.run_at, a) < std::tuple(-y.priority, y.run_at, b);
    };
    for (const auto& [id, job] : jobs) {
      bool waits = job.state == "queued" || job.state == "scheduled" || job.state == "retrying";
      if (!waits || job.run_at > now || !IsFree(id)) continue;
      if (best.empty() || before(id, best)) best = id;
    }
    return best;
  }

  void Claim(const std::string& id, int64_t lease) {
    auto& job = jobs.at(id);
    job.state = "running";
    ++job.attempt;
    job.lease_expires = now + lease;
  }

  void End(ModelJob& job, Outcome outcome) {
    bool error = outcome == Outcome::kErred || outcome == Outcome::kLostRace || outcome == Outcome::kCommitUnknown;
    bool crash = outcome == Outcome::kCrashed;
    job.errors += error ? 1 : 0;
    job.crashes += crash ? 1 : 0;
    bool too_often = (error && job.errors >= job.max_errors) || (crash && job.crashes >= job.max_crashes);
    if (outcome == Outcome::kSucceeded) job.state = "done";
    if (outcome == Outcome::kFailed || too_often) job.state = "failed";
    if ((error || crash) && !too_often) job.state = "retrying";
    if (outcome == Outcome::kReleased) job.state = "queued";
    bool would_go_on = error || crash || outcome == Outcome::kReleased;
    if (outcome == Outcome::kCancelled || (job.cancel && would_go_on)) job.state = "cancelled";
    job.records += job.state == "done" || job.state == "failed" || job.state == "cancelled" ? 1 : 0;
  }
};

}  // namespace lakeport::queue
