#include "server/job_events.h"

#include <optional>

#include "server/job_json.h"

namespace lakeport::server {
namespace {

constexpr int kBatch = 500;

class JobEvents final : public EventStream {
 public:
  JobEvents(queue::JobStore& store, std::string id, int64_t after) : store_(store), id_(std::move(id)), after_(after) {}

  std::optional<std::string> Next() override {
    if (ended_) return std::nullopt;
    auto job = store_.Get(id_);
    if (!job.ok()) return IsRetryable(job.error().kind()) ? std::optional<std::string>("") : std::nullopt;
    std::string text = StateChange(*job);
    auto events = store_.ListEvents(id_, after_, kBatch);
    if (!events.ok()) return text;
    for (const auto& event : *events) {
      text += Event(EventJson(event), std::to_string(event.seq));
      after_ = event.seq;
    }
    if (queue::IsFinal(job->state) && after_ >= job->last_seq) {
      text += Event(Json{{"event", "end"}});
      ended_ = true;
    }
    return text;
  }

 private:
  std::string StateChange(const queue::Job& job) {
    if (seen_ && seen_->state == job.state && seen_->cancel_requested == job.cancel_requested &&
        seen_->attempt == job.attempt) {
      return {};
    }
    seen_ = job;
    return Event(Json{{"event", "state"}, {"job", JobJson(job)}});
  }

  queue::JobStore& store_;
  const std::string id_;
  int64_t after_;
  std::optional<queue::Job> seen_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<EventStream> FollowJobEvents(queue::JobStore& store, std::string id, int64_t after) {
  return std::make_unique<JobEvents>(store, std::move(id), after);
}

}  // namespace lakeport::server
