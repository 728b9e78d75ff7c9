#include "protocol/engine_event.h"

#include <limits>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::protocol {
namespace {

std::vector<EngineEvent> AllEvents() {
  TableEvent failed{.table = "sales.clicks", .status = TableStatus::kFailed};
  failed.message = "the metastore went away";
  failed.may_retry = true;
  failed.counted_partitions = 4;
  failed.accounting = FileCounts{.listed = 3, .added = 1, .rewritten = 0, .skipped = {{"hidden", 2}}};
  return {
      StartedEvent{"ingest", "0.1.0"},
      PlanEvent{Json{{"tables", Json::array({"a", 1, nullptr})}}},
      ProgressEvent{"running", 1, 2, 30, 40, std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::max()},
      LogEvent{"warning", "line one\nline two \x1b[31m \"quoted\" \xc3\xa9"},
      CommittedEvent{"sales.orders", "sales_iceberg.orders", "file:///m.json", 7},
      CommittedEvent{"sales.none", "sales_iceberg.none", "file:///m.json", 0},
      TableEvent{
          "sales.orders", "ice.orders", TableStatus::kCommitted, 10, 2, 99, 1.5, "file:///m.json", "", false, {}},
      failed,
      SummaryEvent{"failed", 5, 1, 1, 1, 1, 1, 10, 2, 99, 1.25, "two tables failed", failed.accounting, 2},
  };
}

Result<EngineEvent> ParseLine(const std::string& line) {
  LP_ASSIGN(auto json, ParseJson(line, "line"));
  return ParseEngineEvent(json);
}

TEST(EngineEventTest, EveryEventReadsBackAsItWasWritten) {
  for (const auto& event : AllEvents()) {
    std::string line = FormatEngineEvent(event, FromMillis(1'700'000'000'123));
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    auto read = ParseLine(line);
    ASSERT_THAT(read, IsOk()) << line;
    EXPECT_EQ(read->index(), event.index());
    EXPECT_EQ(FormatJson(ToJson(*read)), FormatJson(ToJson(event)));
  }
}

TEST(EngineEventTest, ALineSaysWhatAndWhenFirst) {
  EXPECT_EQ(FormatEngineEvent(LogEvent{"info", "hello"}, FromMillis(1'700'000'000'123)),
            R"({"event":"log","at":"2023-11-14T22:13:20.123Z","level":"info","message":"hello"})");
}

TEST(EngineEventTest, BytesThatAreNotUtf8DoNotStopAMessage) {
  auto read = ParseLine(FormatEngineEvent(LogEvent{"info", "bad \xff\xfe bytes"}, FromMillis(0)));
  ASSERT_THAT(read, IsOk());
  EXPECT_NE(std::get<LogEvent>(*read).message.find("bytes"), std::string::npos);
}

TEST(EngineEventTest, MembersOfALaterVersionAreSkippedAndMissingCountsAreZero) {
  auto read = ParseLine(R"({"event":"progress","phase":"running","lanes":3,"files_total":4})");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(std::get<ProgressEvent>(*read).files_total, 4);
  EXPECT_EQ(std::get<ProgressEvent>(*read).files_done, 0);
}

TEST(EngineEventTest, ProgressNeverPassesItsTotal) {
  EXPECT_THAT(ParseLine(R"({"event":"progress","phase":"running","bytes_done":11,"bytes_total":10})"),
              FailsWith(ErrorKind::kCorruptData));
}

class NotAnEvent : public testing::TestWithParam<const char*> {};

TEST_P(NotAnEvent, IsRefused) { EXPECT_THAT(ParseLine(GetParam()), FailsWith(ErrorKind::kCorruptData)) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(
    Lines, NotAnEvent,
    testing::Values(
        "", "null", "7", "[]", "\"started\"", "{}", R"({"event":null})", R"({"event":7})", R"({"event":"exploded"})",
        R"({"event":"started"})", R"({"event":"started","engine":["ingest"]})", R"({"event":"plan"})",
        R"({"event":"plan","plan":"x"})", R"({"event":"progress"})", R"({"event":"progress","phase":"dreaming"})",
        R"({"event":"progress","phase":"running","files_done":-1})",
        R"({"event":"progress","phase":"running","files_total":1.5})",
        R"({"event":"progress","phase":"running","files_total":1e30})",
        R"({"event":"progress","phase":"running","files_total":9223372036854775808})",
        R"({"event":"log","level":"info"})", R"({"event":"log","level":"loud","message":"x"})",
        R"({"event":"committed","table":"a"})", R"({"event":"table","table":"a","status":"lost"})",
        R"({"event":"table","status":"failed"})", R"({"event":"table","table":"a","status":"failed","seconds":"1"})",
        R"({"event":"table","table":"a","status":"failed","seconds":-1})", R"({"event":"summary","status":"fine"})",
        R"({"event":"summary","status":"done","rows":-5})", R"({"event":"summary","status":"done","rows":"5"})"));

}  // namespace
}  // namespace lakeport::protocol
