#include "audit/record.h"

#include <algorithm>

#include <gmock/gmock.h>

#include "base/sha256.h"
#include "base/testing/matchers.h"

namespace lakeport::audit {
namespace {

constexpr const char* kJob = "01890000-0000-7000-8000-000000000001";

Record MakeRecord(int64_t sequence, const std::string& previous) {
  Record record{.sequence = sequence, .previous = previous, .job_id = kJob, .engine = "ingest"};
  record.engine_version = "0.1.0";
  record.label = "sales to lake";
  record.user = "ann";
  record.children = {"01890000-0000-7000-8000-000000000002"};
  record.request = Json{{"engine", "ingest"}, {"tables", {"a", "b"}}};
  record.state = "failed";
  record.error = "table b: \"gone\"\nsecond line";
  record.exit_code = 10;
  record.attempts = 2;
  record.created_at = FromMillis(1'700'000'000'000);
  record.started_at = FromMillis(1'700'000'001'000);
  record.finished_at = FromMillis(1'700'000'003'500);
  record.seconds = 2.5;
  record.rows = 10;
  record.tables = {{"sales.a", "ice.a", "committed", 10, 2, 99, 1.5, "file:///m.json", ""},
                   {"sales.b", "", "failed", 0, 0, 0, 0.25, "", "gone"}};
  return record;
}

std::vector<std::string> MakeChain(int length) {
  std::vector<std::string> texts;
  for (int i = 1; i <= length; ++i) {
    texts.push_back(FormatRecord(MakeRecord(i, texts.empty() ? "" : Sha256(texts.back()))));
  }
  return texts;
}

TEST(RecordTest, ReadsBackAsItWasWritten) {
  std::string text = FormatRecord(MakeRecord(7, "abc"));
  auto read = ParseRecord(text);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(FormatRecord(*read), text);
  EXPECT_EQ(read->previous, "abc");
  EXPECT_EQ(read->exit_code, 10);
  ASSERT_EQ(read->tables.size(), 2u);
  EXPECT_EQ(read->tables[0].metadata_location, "file:///m.json");
}

TEST(RecordTest, AJobThatNeverRanHasARecordToo) {
  Record record{.sequence = 1, .job_id = kJob, .state = "cancelled"};
  auto read = ParseRecord(FormatRecord(record));
  ASSERT_THAT(read, IsOk());
  EXPECT_FALSE(read->started_at.has_value());
  EXPECT_FALSE(read->exit_code.has_value());
}

TEST(RecordTest, HoldsNoSecret) {
  Record record = MakeRecord(1, "");
  record.error = "GET https://u:canary1@host/x?sig=canary2&a=1 with Authorization: Bearer canary3, password=canary4";
  record.request["then"] = Json{{"to", "postgresql://me:canary5@db/x"}};
  record.tables[1].message = "AccountKey=canary6;x";
  record.tables[0].metadata_location = "abfss://c@a/m.json?sig=canary7";
  std::string text = FormatRecord(record);
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("canary")));
  EXPECT_THAT(text, testing::HasSubstr("https://u:***@host/x?sig=***&a=1"));
}

TEST(RecordTest, ATextThatIsNoRecordIsRefused) {
  std::string whole = FormatRecord(MakeRecord(1, ""));
  for (size_t length = 0; length + 2 < whole.size(); ++length) {
    EXPECT_THAT(ParseRecord(whole.substr(0, length)), FailsWith(ErrorKind::kCorruptData)) << length;
  }
  for (const char* text : {"null", "[]", "{}", R"({"sequence":"1"})", R"({"sequence":1,"job":7})"}) {
    EXPECT_THAT(ParseRecord(text), FailsWith(ErrorKind::kCorruptData)) << text;
  }
}

TEST(RecordChainTest, HoldsInWhateverOrderItIsRead) {
  auto chain = MakeChain(5);
  std::reverse(chain.begin(), chain.end());
  EXPECT_THAT(VerifyChain(chain), IsOk());
  EXPECT_THAT(VerifyChain({}), IsOk());
}

// S18.
TEST(RecordChainTest, AnyChangeButOfTheLastIsSeen) {
  auto chain = MakeChain(4);
  for (size_t i = 0; i + 1 < chain.size(); ++i) {
    auto changed = chain;
    Record record = *ParseRecord(changed[i]);
    record.rows += 1;
    changed[i] = FormatRecord(record);
    auto status = VerifyChain(changed);
    ASSERT_THAT(status, FailsWith(ErrorKind::kCorruptData));
    EXPECT_THAT(status.error().message(), testing::HasSubstr(fmt::format("record {} was changed", i + 1)));
  }
}

TEST(RecordChainTest, AGapAndADoubleAreSeen) {
  auto chain = MakeChain(4);
  auto gap = chain;
  gap.erase(gap.begin() + 1);
  EXPECT_THAT(VerifyChain(gap).error().message(), "record 2 is missing");
  auto twice = chain;
  twice.push_back(chain[1]);
  EXPECT_THAT(VerifyChain(twice).error().message(), "there are two records 2");
}

}  // namespace
}  // namespace lakeport::audit
