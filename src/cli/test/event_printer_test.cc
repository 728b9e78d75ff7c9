#include "cli/event_printer.h"

#include <sstream>

#include <gmock/gmock.h>

namespace lakeport::cli {
namespace {

using namespace protocol;  // NOLINT(google-build-using-namespace): these tests are about protocol's events
using testing::HasSubstr;

TEST(JsonPrinterTest, PrintsOneEventALine) {
  std::ostringstream out;
  auto printer = MakeJsonPrinter(out);
  printer->Emit(LogEvent{"info", "two\nlines"});
  printer->Emit(StartedEvent{"ingest", "0.1.0"});
  EXPECT_THAT(out.str(),
              testing::MatchesRegex("\\{\"event\":\"log\".*two\\\\nlines\"\\}\n\\{\"event\":\"started\".*\\}\n"));
}

TEST(TextPrinterTest, EndsWithATableOfResultsSortedByName) {
  std::ostringstream out, messages;
  auto printer = MakeTextPrinter(out, messages, {});
  printer->Emit(TableEvent{.table = "s.b", .status = TableStatus::kRefused, .message = "it is a view"});
  printer->Emit(TableEvent{.table = "s.a", .rows = 1500, .files = 2, .bytes = 7000, .metadata_location = "file:///m"});
  printer->Emit(SummaryEvent{.status = "failed", .tables = 2, .committed = 1, .refused = 1, .rows = 1500, .files = 2});
  EXPECT_THAT(out.str(), HasSubstr("s.a    committed  1,500      2  7.0 kB  0.00 s  file:///m\n"
                                   "s.b    refused"));
  EXPECT_THAT(out.str(), HasSubstr("failed: 2 tables, 1 committed, 1 refused; 1,500 rows, 2 files"));
  EXPECT_THAT(messages.str(), HasSubstr("s.b: refused: it is a view\n"));
}

TEST(TextPrinterTest, DrawsABarOnATerminalOnly) {
  ProgressEvent half{.phase = "running", .files_done = 1, .files_total = 2, .bytes_done = 50, .bytes_total = 100};
  std::ostringstream out, pipe, terminal;
  MakeTextPrinter(out, pipe, {})->Emit(half);
  MakeTextPrinter(out, terminal, {.terminal = true})->Emit(half);
  EXPECT_EQ(pipe.str(), "");
  EXPECT_THAT(terminal.str(), HasSubstr(" 50 %"));
  EXPECT_EQ(out.str(), "");
}

TEST(ProgressTest, NeverPassesAHundredPercent) {
  ProgressEvent over{.phase = "running", .files_done = 3, .files_total = 2, .bytes_done = 200, .bytes_total = 100};
  EXPECT_THAT(FormatProgress(over), HasSubstr("[##############################] 100 %"));
}

TEST(ProgressTest, NothingToDoIsNoDivisionByZero) {
  EXPECT_THAT(FormatProgress({.phase = "running"}), HasSubstr("  0 %"));
}

}  // namespace
}  // namespace lakeport::cli
