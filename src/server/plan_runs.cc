#include "server/plan_runs.h"

#include <algorithm>

#include "base/subprocess.h"
#include "base/uuid.h"
#include "protocol/engine_event.h"
#include "server/problem.h"

namespace lakeport::server {
namespace {

using std::chrono::milliseconds;

constexpr auto kTick = milliseconds(100);

Error NoSuchPlan(const std::string& id) {
  return NotFound("there is no plan {}; it may have been cancelled, or be older than half an hour", id);
}

Json ProgressJson(const Json& event) {
  Json progress = event;
  progress.erase("event");
  return progress;
}

}  // namespace

struct PlanRuns::Run {
  Json request;
  std::string id = NewUuid7();
  Timestamp started_at;

  std::mutex mutex;
  std::optional<Timestamp> finished_at;  // guarded by mutex, as is all below
  std::optional<Json> progress;
  std::optional<Json> plan;
  std::string error;       // what the engine's summary says
  std::string last_words;  // the last line it wrote for people

  std::jthread follower;  // the last member: it uses all others until it has ended

  // One line of the engine's standard output.
  void Take(std::string_view line) {
    auto event = ParseJson(line, "the engine's output");
    if (!event.ok()) return;
    std::string name = TextOr(*event, "event");
    std::lock_guard lock(mutex);
    if (name == "progress") progress = ProgressJson(*event);
    if (name == "plan") AddPiece((*event)["plan"]);
    if (name == "summary") error = TextOr(*event, "error");
  }

  // A large plan comes in several events, whose tables belong together.
  void AddPiece(const Json& piece) {
    if (!piece.is_object()) return;
    if (!plan) plan = Json{{"tables", Json::array()}};
    for (const char* list : {"tables", "warnings"}) {
      const Json* items = FindMember(piece, list);
      if (items == nullptr || !items->is_array()) continue;
      for (const auto& item : *items) (*plan)[list].push_back(item);
    }
  }

  Json ToJson() {
    std::lock_guard lock(mutex);
    Json json{{"id", id}, {"state", "running"}, {"request", request}, {"started_at", FormatTimestamp(started_at)}};
    if (!finished_at) {
      if (progress) json["progress"] = *progress;
      return json;
    }
    json["state"] = plan ? "done" : "failed";
    json["finished_at"] = FormatTimestamp(*finished_at);
    if (plan) {
      json["plan"] = *plan;
      return json;
    }
    std::string detail = !error.empty() ? error : !last_words.empty() ? last_words : "the engine ended without a word";
    json["problem"] = ProblemJson(502, Unavailable("{}", detail));
    return json;
  }
};

PlanRuns::PlanRuns(std::string executable, std::string config_path, const Clock& clock)
    : executable_(std::move(executable)), config_path_(std::move(config_path)), clock_(clock) {}

PlanRuns::~PlanRuns() = default;

Result<Json> PlanRuns::Start(const protocol::JobRequest& request) {
  std::lock_guard lock(mutex_);
  ForgetOldRuns();
  auto running = std::count_if(runs_.begin(), runs_.end(), [](const auto& entry) {
    std::lock_guard run_lock(entry.second->mutex);
    return !entry.second->finished_at;
  });
  if (running >= kAtOnce) return Unavailable("{} plans are being made; wait for one, or cancel it", running);

  auto run = std::make_unique<Run>();
  run->request = protocol::ToJson(request);
  run->started_at = clock_.Now();
  std::promise<Status> promise;
  auto started = promise.get_future();
  run->follower = std::jthread(
      [this, &run = *run, started = std::move(promise)](std::stop_token stop) mutable { Follow(run, started, stop); });
  LP_TRY(started.get(), "starting the engine");
  Json json = run->ToJson();
  runs_[run->id] = std::move(run);
  return json;
}

// Starts the process too: the kernel ends a child with the thread that started it.
void PlanRuns::Follow(Run& run, std::promise<Status>& started, const std::stop_token& stop) {
  auto process = StartProcess(
      {.argv = {executable_, run.request["engine"], "--request", "-", "--json", "--plan", "--config", config_path_},
       .standard_input = FormatJson(run.request)});
  if (!process.ok()) return started.set_value(std::move(process).error());
  started.set_value(Ok());
  auto on_message = [&run](std::string_view line) {
    std::lock_guard lock(run.mutex);
    run.last_words = line;
  };
  auto exit = (*process)->Wait([&run](std::string_view line) { run.Take(line); }, on_message, kTick,
                               [&] {
                                 if (stop.stop_requested()) (*process)->Kill();
                               });
  std::lock_guard lock(run.mutex);
  if (!exit.ok()) run.error = exit.error().ToString();
  run.finished_at = clock_.Now();
}

Result<Json> PlanRuns::Get(const std::string& id) {
  std::lock_guard lock(mutex_);
  ForgetOldRuns();
  auto found = runs_.find(id);
  if (found == runs_.end()) return NoSuchPlan(id);
  return found->second->ToJson();
}

Status PlanRuns::Cancel(const std::string& id) {
  std::unique_ptr<Run> run;
  {
    std::lock_guard lock(mutex_);
    auto found = runs_.find(id);
    if (found == runs_.end()) return NoSuchPlan(id);
    run = std::move(found->second);
    runs_.erase(found);
  }
  return Ok();  // the run's destructor stops its thread, which kills the process, and waits for it
}

void PlanRuns::ForgetOldRuns() {
  std::erase_if(runs_, [this](const auto& entry) {
    std::lock_guard lock(entry.second->mutex);
    return entry.second->finished_at && clock_.Now() - *entry.second->finished_at > kKept;
  });
}

}  // namespace lakeport::server
