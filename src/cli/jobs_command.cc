#include <chrono>
#include <condition_variable>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <mutex>

#include <unistd.h>

#include "cli/command.h"
#include "cli/event_printer.h"
#include "cli/job_text.h"
#include "cli/revert_request.h"
#include "cli/text_table.h"
#include "launch/new_job.h"
#include "queue/job_store.h"

namespace lakeport::cli {
namespace {

using protocol::ExitCode;

constexpr auto kPoll = std::chrono::milliseconds(200);
constexpr int kEventBatch = 500;

struct JobsOptions {
  std::string file;  // submit: a path, or "-" for standard input
  std::string id;
  bool wait = false;    // submit
  bool follow = false;  // logs
  int limit = 50;       // list
  std::vector<std::string> states;
};

// False when a stop was asked for meanwhile.
bool Pause(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, kPoll, [&stop] { return stop.stop_requested(); });
  return !stop.stop_requested();
}

Result<std::string> ReadJobFile(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotFound("can't read {}", path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

int ExitCodeOf(const queue::Job& job) {
  switch (job.state) {
    case queue::JobState::kDone: return 0;
    case queue::JobState::kCancelled: return static_cast<int>(ExitCode::kCancelled);
    default: return job.exit_code.value_or(static_cast<int>(ExitCode::kFailed));
  }
}

// Prints a job's events as they come, until it has ended. The job itself as it was last seen.
Result<queue::Job> Watch(queue::JobStore& store, const std::string& id, protocol::EventSink& printer,
                         const std::stop_token& stop) {
  for (int64_t seen = 0;;) {
    LP_ASSIGN(auto job, store.Get(id));  // before its events: none is missed of a job that has ended
    LP_ASSIGN(auto events, store.ListEvents(id, seen, kEventBatch));
    for (const auto& event : events) {
      seen = event.seq;
      auto line = ParseJson(event.line, "an event");
      if (!line.ok()) continue;
      auto parsed = protocol::ParseEngineEvent(*line);
      if (parsed.ok()) printer.Emit(*parsed);
    }
    if (queue::IsFinal(job.state) && seen >= job.last_seq) return job;
    if (events.empty() && !Pause(stop)) return job;
  }
}

Status WaitFor(queue::JobStore& store, const std::string& id, CommandContext& context) {
  auto printer = context.json ? MakeJsonPrinter(std::cout)
                              : MakeTextPrinter(std::cout, std::cerr, {.terminal = isatty(STDERR_FILENO) == 1});
  LP_ASSIGN(auto job, Watch(store, id, *printer, context.stop), "watching job {}", id);
  if (!queue::IsFinal(job.state)) {
    std::cerr << "the job goes on; `lakeport jobs show " << id << "` shows it, `lakeport jobs cancel " << id
              << "` ends it\n";
    context.exit_code = static_cast<int>(ExitCode::kCancelled);
    return Ok();
  }
  if (!job.error.empty()) std::cerr << "error: " << WithoutControls(job.error) << "\n";
  context.exit_code = ExitCodeOf(job);
  return Ok();
}

Status SubmitRequest(const protocol::JobRequest& request, const JobsOptions& options, queue::JobStore& store,
                     CommandContext& context) {
  LP_ASSIGN(auto new_job, launch::MakeNewJob(request, launch::LocalUser(), "cli"));
  LP_ASSIGN(auto job, store.Submit(new_job));
  if (!options.wait) {
    std::cout << (context.json ? FormatJson(JobToJson(job)) : job.id) << "\n";
    return Ok();
  }
  std::cerr << "job " << job.id << ": " << WithoutControls(job.label) << "\n";
  return WaitFor(store, job.id, context);
}

Status Submit(const JobsOptions& options, queue::JobStore& store, CommandContext& context) {
  LP_ASSIGN(auto text, ReadJobFile(options.file));
  LP_ASSIGN(auto request, protocol::ParseJobRequestText(text, options.file == "-" ? "the job" : options.file));
  return SubmitRequest(request, options, store, context);
}

Status Revert(const JobsOptions& options, queue::JobStore& store, CommandContext& context) {
  LP_ASSIGN(auto request, MakeRevertRequest(store, options.id));
  return SubmitRequest(request, options, store, context);
}

Status List(const JobsOptions& options, queue::JobStore& store, CommandContext& context) {
  queue::JobFilter filter;
  for (const auto& text : options.states) {
    LP_ASSIGN(auto state, queue::ParseJobState(text));
    filter.states.push_back(state);
  }
  LP_ASSIGN(auto page, store.List(filter, "", options.limit));
  if (context.json) {
    for (const auto& job : page.jobs) std::cout << FormatJson(JobToJson(job)) << "\n";
    return Ok();
  }
  std::cout << FormatJobList(page.jobs);
  return Ok();
}

Status Show(const JobsOptions& options, queue::JobStore& store, CommandContext& context) {
  LP_ASSIGN(auto job, store.Get(options.id));
  LP_ASSIGN(auto request, store.GetRequest(options.id));
  LP_ASSIGN(auto tables, store.ListTables(options.id, "", 10'000));
  std::cout << (context.json ? FormatJson(JobToJson(job, request, tables)) + "\n" : FormatJob(job, request, tables));
  return Ok();
}

Status Logs(const JobsOptions& options, queue::JobStore& store, CommandContext& context) {
  LP_ASSIGN(auto job, store.Get(options.id));
  LP_ASSIGN(auto state_dir, context.StateDir());
  std::ifstream log(state_dir + "/logs/" + job.id + ".log", std::ios::binary);
  for (;;) {
    bool over = !options.follow || queue::IsFinal(job.state);
    log.clear();
    std::copy(std::istreambuf_iterator<char>(log), {}, std::ostreambuf_iterator<char>(std::cout));
    std::cout << std::flush;
    if (over || !Pause(context.stop)) return Ok();
    if (!log.is_open()) log.open(state_dir + "/logs/" + job.id + ".log", std::ios::binary);
    LP_ASSIGN(job, store.Get(options.id));
  }
}

Status PrintChanged(const Result<queue::Job>& changed, CommandContext& context) {
  LP_ASSIGN(auto job, changed);
  std::string state(ToString(job.state));
  if (job.cancel_requested && !queue::IsFinal(job.state)) state = "cancelling";
  std::cout << (context.json ? FormatJson(JobToJson(job)) : job.id + " " + state) << "\n";
  return Ok();
}

using Action = Status (*)(const JobsOptions&, queue::JobStore&, CommandContext&);

void OnRun(CLI::App& command, const std::shared_ptr<JobsOptions>& options, CommandContext& context, Action action) {
  command.callback([options, action, &context] {
    auto run = [&]() -> Status {
      LP_ASSIGN(auto state_dir, context.StateDir());
      LP_ASSIGN(auto store, context.programs.open_queue(state_dir));
      return action(*options, *store, context);
    };
    if (auto status = run(); !status.ok()) context.Fail(status.error());
  });
}

}  // namespace

void AddJobsCommand(CLI::App& app, CommandContext& context) {
  auto* jobs = app.add_subcommand("jobs", "Submit, watch and end jobs");
  jobs->require_subcommand(1);
  auto options = std::make_shared<JobsOptions>();

  auto* submit = jobs->add_subcommand("submit", "Put a job file into the queue; prints its id");
  submit->add_option("FILE", options->file, "Job file, or - for standard input")->required()->type_name("");
  submit->add_flag("--wait", options->wait, "Show what it does until it has ended; end with its exit code");
  OnRun(*submit, options, context, Submit);

  auto* list = jobs->add_subcommand("list", "Jobs, newest first");
  list->add_option("--limit", options->limit, "How many")->check(CLI::Range(1, 10'000));
  list->add_option("--status", options->states, "scheduled | queued | running | retrying | done | failed | cancelled");
  OnRun(*list, options, context, List);

  auto add_with_id = [&](const char* name, const char* about, Action action) {
    auto* command = jobs->add_subcommand(name, about);
    command->add_option("ID", options->id, "The job's id")->required()->type_name("");
    OnRun(*command, options, context, action);
    return command;
  };
  add_with_id("show", "A job, its request and its tables", Show);
  add_with_id("logs", "What its engine wrote", Logs)
      ->add_flag("-f,--follow", options->follow, "Until the job has ended");
  add_with_id("cancel", "End a job at its next safe point",
              [](const JobsOptions& o, queue::JobStore& store, CommandContext& c) {
                return PrintChanged(store.Cancel(o.id, launch::LocalUser()), c);
              });
  add_with_id("revert", "Put a job into the queue that takes back what this one made; prints its id", Revert)
      ->add_flag("--wait", options->wait, "Show what it does until it has ended; end with its exit code");
  add_with_id("retry", "Run a job that failed or was cancelled again; it does only what is missing",
              [](const JobsOptions& o, queue::JobStore& store, CommandContext& c) {
                return PrintChanged(store.Retry(o.id), c);
              });
}

}  // namespace lakeport::cli
