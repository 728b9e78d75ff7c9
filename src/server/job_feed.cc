#include "server/job_feed.h"

#include <chrono>
#include <condition_variable>

#include "base/uuid.h"
#include "server/job_json.h"
#include "server/parameters.h"

namespace lakeport::server {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(500);
constexpr size_t kKept = 5000;
constexpr int kWatchedActive = 1000;
constexpr int kWatchedNewest = 100;
constexpr int kBatch = 200;  // changes in one piece

// Equal as long as nothing that a list shows has changed.
std::string Signature(const queue::Job& job) {
  return fmt::format("{}|{}|{}|{}", ToString(job.state), job.cancel_requested, job.attempt, job.progress);
}

}  // namespace

class JobFeedStream final : public EventStream {
 public:
  JobFeedStream(JobFeed& feed, int64_t after, bool missed) : feed_(feed), after_(after), missed_(missed) {}

  std::optional<std::string> Next() override {
    std::lock_guard lock(feed_.mutex_);
    if (!feed_.changes_.empty() && feed_.changes_.front().number > after_ + 1) missed_ = true;
    if (missed_) {
      missed_ = false;
      after_ = feed_.last_number_;
      return Event(Json{{"event", "reset"}}, Id());
    }
    return Changes();
  }

 private:
  std::string Changes() {
    std::string text;
    int count = 0;
    for (const auto& change : feed_.changes_) {
      if (change.number <= after_) continue;
      if (++count > kBatch) break;
      after_ = change.number;
      text += Event(Json{{"event", "job"}, {"job", change.job}}, Id());
    }
    return text;
  }

  std::string Id() const { return feed_.epoch_ + "." + std::to_string(after_); }

  JobFeed& feed_;
  int64_t after_;
  bool missed_;
};

JobFeed::JobFeed(queue::JobStore& store) : store_(store), epoch_(NewUuid4().substr(0, 8)) {
  for (const auto& job : ListWatched()) signatures_[job.id] = Signature(job);
  thread_ = std::jthread([this](std::stop_token stop) { Run(std::move(stop)); });
}

JobFeed::~JobFeed() = default;

std::unique_ptr<EventStream> JobFeed::Follow(const std::string& last_event_id) {
  std::lock_guard lock(mutex_);
  if (last_event_id.empty()) return std::make_unique<JobFeedStream>(*this, last_number_, false);
  auto dot = last_event_id.find('.');
  auto number = dot == std::string::npos ? std::nullopt : ParseNumber(last_event_id.substr(dot + 1));
  bool ours = number && last_event_id.substr(0, dot) == epoch_ && *number >= 0 && *number <= last_number_;
  return std::make_unique<JobFeedStream>(*this, ours ? *number : last_number_, !ours);
}

void JobFeed::Run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, stop, kInterval, [&stop] { return stop.stop_requested(); })) Look();
}

std::vector<queue::Job> JobFeed::ListWatched() {
  using queue::JobState;
  std::vector<queue::Job> jobs;
  auto active = store_.List({.states = {JobState::kRunning, JobState::kRetrying}}, "", kWatchedActive);
  auto newest = store_.List({}, "", kWatchedNewest);
  if (active.ok()) jobs = std::move(active->jobs);
  if (newest.ok()) jobs.insert(jobs.end(), newest->jobs.begin(), newest->jobs.end());
  return jobs;
}

void JobFeed::Look() {
  std::map<std::string, std::string> before = std::move(signatures_);
  signatures_.clear();
  for (const auto& job : ListWatched()) {
    if (!signatures_.emplace(job.id, Signature(job)).second) continue;
    auto known = before.extract(job.id);
    if (known.empty() || known.mapped() != signatures_[job.id]) Record(job);
  }
  // No longer among those listed: ended, or pushed out of the newest by newer ones.
  for (const auto& [id, signature] : before) {
    auto job = store_.Get(id);
    if (job.ok() && Signature(*job) != signature) Record(*job);
  }
}

void JobFeed::Record(const queue::Job& job) {
  std::lock_guard lock(mutex_);
  changes_.push_back({++last_number_, JobJson(job)});
  if (changes_.size() > kKept) changes_.pop_front();
}

}  // namespace lakeport::server
