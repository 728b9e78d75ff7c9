#include "cli/event_printer.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "cli/text_table.h"
#include "cli/units.h"

namespace lakeport::cli {
namespace {

using namespace protocol;  // NOLINT(google-build-using-namespace): this file is about protocol's events

class JsonPrinter final : public EventSink {
 public:
  explicit JsonPrinter(std::ostream& out) : out_(out) {}

  void Emit(const EngineEvent& event) override {
    std::string line = FormatEngineEvent(event, SystemClock().Now()) + "\n";
    std::lock_guard lock(mutex_);
    out_ << line << std::flush;
  }

 private:
  std::mutex mutex_;
  std::ostream& out_;  // guarded by mutex_
};

class TextPrinter final : public EventSink {
 public:
  TextPrinter(std::ostream& out, std::ostream& messages, TextPrinterOptions options)
      : out_(out), messages_(messages), options_(std::move(options)) {}

  void Emit(const EngineEvent& event) override {
    std::lock_guard lock(mutex_);
    std::visit([this](const auto& e) { Print(e); }, event);
  }

 private:
  void Print(const StartedEvent&) {}
  void Print(const CommittedEvent&) {}

  void Print(const PlanEvent& event) {
    if (options_.format_plan) out_ << options_.format_plan(event.plan) << std::flush;
  }

  void Print(const ProgressEvent& event) {
    if (!options_.terminal) return;
    messages_ << "\r\033[K" << FormatProgress(event) << std::flush;
    bar_shown_ = true;
  }

  void Print(const LogEvent& event) { Say(event.level == "info" ? event.message : event.level + ": " + event.message); }

  void Print(const TableEvent& event) {
    Say(event.table + ": " + std::string(ToString(event.status)) + (event.message.empty() ? "" : ": " + event.message));
    tables_.push_back(event);
  }

  void Print(const SummaryEvent& event) {
    ClearBar();
    if (!tables_.empty()) out_ << Results();
    out_ << event.status << ": " << FormatCount(event.tables) << " tables" << Count(event.committed, "committed")
         << Count(event.unchanged, "unchanged") << Count(event.skipped, "skipped") << Count(event.refused, "refused")
         << Count(event.failed, "failed") << Count(event.reverted, "reverted") << "; " << FormatCount(event.rows)
         << " rows, " << FormatCount(event.files) << " files, " << FormatBytes(event.bytes) << " in "
         << FormatSeconds(event.seconds) << "\n"
         << std::flush;
    if (event.accounting) out_ << "files: " << event.accounting->ToString() << "\n" << std::flush;
    if (!event.error.empty()) Say("error: " + event.error);
  }

  static std::string Count(int64_t count, const char* word) {
    return count == 0 ? "" : ", " + FormatCount(count) + " " + word;
  }

  std::string Results() {
    std::sort(tables_.begin(), tables_.end(), [](const auto& a, const auto& b) { return a.table < b.table; });
    TextTable table({{"TABLE"},
                     {"STATUS"},
                     {"ROWS", Align::kRight},
                     {"FILES", Align::kRight},
                     {"SIZE", Align::kRight},
                     {"TIME", Align::kRight},
                     {"METADATA"}});
    for (const auto& t : tables_) {
      table.AddRow({t.table, std::string(ToString(t.status)), FormatCount(t.rows), FormatCount(t.files),
                    FormatBytes(t.bytes), FormatSeconds(t.seconds), t.metadata_location});
    }
    return table.ToString();
  }

  void Say(const std::string& message) {
    ClearBar();
    messages_ << WithoutControls(message) << "\n" << std::flush;
  }

  void ClearBar() {
    if (bar_shown_) messages_ << "\r\033[K";
    bar_shown_ = false;
  }

  std::mutex mutex_;
  std::ostream& out_;  // guarded by mutex_, as is all below
  std::ostream& messages_;
  TextPrinterOptions options_;
  std::vector<TableEvent> tables_;
  bool bar_shown_ = false;
};

}  // namespace

std::string FormatProgress(const ProgressEvent& progress) {
  if (progress.phase == "planning") return "planning: " + FormatCount(progress.files_total) + " files found";
  bool by_bytes = progress.bytes_total > 0;
  double done = static_cast<double>(by_bytes ? progress.bytes_done : progress.files_done);
  double total = static_cast<double>(by_bytes ? progress.bytes_total : progress.files_total);
  double share = total > 0 ? std::min(1.0, done / total) : 0;
  constexpr size_t kWidth = 30;
  auto filled = static_cast<size_t>(share * kWidth);
  return fmt::format("[{}{}] {:3.0f} %  {}/{} tables  {}/{} files  {} of {}", std::string(filled, '#'),
                     std::string(kWidth - filled, '-'), share * 100, FormatCount(progress.tables_done),
                     FormatCount(progress.tables_total), FormatCount(progress.files_done),
                     FormatCount(progress.files_total), FormatBytes(progress.bytes_done),
                     FormatBytes(progress.bytes_total));
}

std::unique_ptr<EventSink> MakeJsonPrinter(std::ostream& out) { return std::make_unique<JsonPrinter>(out); }

std::unique_ptr<EventSink> MakeTextPrinter(std::ostream& out, std::ostream& messages, TextPrinterOptions options) {
  return std::make_unique<TextPrinter>(out, messages, std::move(options));
}

}  // namespace lakeport::cli
