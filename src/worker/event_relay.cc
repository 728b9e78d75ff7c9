#include "worker/event_relay.h"

#include <fmt/ranges.h>

#include "base/json.h"
#include "base/log.h"
#include "base/redact.h"
#include "base/utf8.h"
#include "worker/event_text.h"

namespace lakeport::worker {
namespace {

constexpr size_t kFullBatchBytes = 1 << 20;
constexpr size_t kMostWaitingBytes = 8 << 20;  // beyond: messages are dropped while the database is out of reach
constexpr size_t kMaxMessageBytes = 64 << 10;
constexpr size_t kLastWords = 8;
constexpr size_t kMaxReasonBytes = 4000;

std::string Cut(std::string_view text, size_t most) {
  return text.size() <= most ? std::string(text) : fmt::format("{}... ({} bytes)", text.substr(0, most), text.size());
}

// As it may be stored and shown: no secret, no control character, nothing that is not UTF-8.
std::string Clean(std::string_view text) { return Printable(RedactText(text)); }

bool Grew(const protocol::ProgressEvent& before, const protocol::ProgressEvent& now) {
  return now.tables_done >= before.tables_done && now.files_done >= before.files_done &&
         now.bytes_done >= before.bytes_done;
}

}  // namespace

EventRelay::EventRelay(queue::JobStore& store, queue::Attempt attempt, const WorkerSettings& settings, LogFile& log,
                       const Clock& clock)
    : store_(store), attempt_(std::move(attempt)), settings_(settings), log_(log), clock_(clock) {}

void EventRelay::OnOutput(std::string_view line) {
  auto json = ParseJson(line, "line");
  auto event = json.ok() ? protocol::ParseEngineEvent(*json) : Result<protocol::EngineEvent>(Internal("no JSON"));
  if (!event.ok()) return OnMessage(line);
  auto log_line = MakeLogLine(*event);
  if (!log_line.level.empty()) log_.Write(log_line.level, log_line.text);
  OnEvent(*event, RedactText(line));
}

void EventRelay::OnErrorOutput(std::string_view line) {
  log_.Write("stderr", line);
  last_words_.push_back(Clean(Cut(line, kMaxReasonBytes / kLastWords)));
  if (last_words_.size() > kLastWords) last_words_.pop_front();
}

void EventRelay::OnEvent(const protocol::EngineEvent& event, std::string line) {
  if (const auto* progress = std::get_if<protocol::ProgressEvent>(&event))
    return OnProgress(*progress, std::move(line));
  if (const auto* log = std::get_if<protocol::LogEvent>(&event)) {
    if (log->level == "error") error_ = Clean(log->message);
    return AddMessageLine(std::move(line));
  }
  if (const auto* started = std::get_if<protocol::StartedEvent>(&event)) version_ = started->version;
  if (const auto* table = std::get_if<protocol::TableEvent>(&event)) {
    batch_.tables.push_back({Printable(table->table), std::string(ToString(table->status)), line});
  }
  if (const auto* summary = std::get_if<protocol::SummaryEvent>(&event)) {
    if (!summary->error.empty()) error_ = Clean(summary->error);
    Json json = protocol::ToJson(event);
    if (!version_.empty()) json["engine_version"] = version_;
    summary_ = RedactText(FormatJson(json));
  }
  AddLine(std::move(line));
}

// One that falls would be an engine's fault; it is not shown.
void EventRelay::OnProgress(const protocol::ProgressEvent& event, std::string line) {
  if (!Grew(progress_, event)) return;
  progress_ = event;
  batch_.progress = line;
  progress_line_ = std::move(line);
}

void EventRelay::OnMessage(std::string_view text) {
  log_.Write("stdout", text);
  protocol::LogEvent event{.level = "info", .message = RedactText(Cut(text, kMaxMessageBytes))};
  AddMessageLine(protocol::FormatEngineEvent(event, clock_.Now()));
}

void EventRelay::AddMessageLine(std::string line) {
  bool too_many = stored_messages_ >= settings_.max_stored_lines || batch_bytes_ > kMostWaitingBytes;
  if (too_many) {
    ++dropped_messages_;
    return;
  }
  ++stored_messages_;
  AddLine(std::move(line));
}

void EventRelay::AddLine(std::string line) {
  AddProgressLine();
  batch_bytes_ += line.size();
  batch_.lines.push_back(std::move(line));
}

// Keeps the order of events: the progress that came before another line is stored before it.
void EventRelay::AddProgressLine() {
  if (progress_line_.empty()) return;
  batch_bytes_ += progress_line_.size();
  batch_.lines.push_back(std::exchange(progress_line_, {}));
}

Status EventRelay::StoreIfDue(SteadyTime now) {
  if (now < next_store_ && batch_bytes_ < kFullBatchBytes) return Ok();
  next_store_ = now + settings_.flush_interval;
  Status stored = Store();
  bool lost = !stored.ok() && stored.error().kind() == ErrorKind::kConflict;
  return lost ? std::move(stored) : Ok();
}

Status EventRelay::StoreLast() {
  if (dropped_messages_ > 0) {
    protocol::LogEvent event{.level = "warning"};
    event.message = fmt::format("{} more lines are only in the log", std::exchange(dropped_messages_, 0));
    AddLine(protocol::FormatEngineEvent(event, clock_.Now()));
  }
  return Store();
}

Status EventRelay::Store() {
  AddProgressLine();
  if (batch_.lines.empty() && batch_.tables.empty()) return Ok();
  auto stored = store_.Append(attempt_, batch_);
  bool may_pass = !stored.ok() && stored.error().kind() != ErrorKind::kInvalidArgument;
  if (may_pass) return std::move(stored).error();
  if (!stored.ok())
    LogError("job {}: {} lines are not stored: {}", attempt_.job_id, batch_.lines.size(), stored.error().ToString());
  batch_ = {};
  batch_bytes_ = 0;
  return Ok();
}

std::string EventRelay::Reason() const {
  if (!error_.empty()) return Cut(error_, kMaxReasonBytes);
  return Cut(fmt::format("{}", fmt::join(last_words_, " / ")), kMaxReasonBytes);
}

}  // namespace lakeport::worker
