#include "protocol/job_request.h"

#include <string>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"

namespace lakeport::protocol {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<JobRequest> Parse(const std::string& text) { return ParseJobRequestText(text, "the request"); }

std::string Ingest(const std::string& more) {
  return R"({"engine":"ingest","from":"hive","database":"sales","to":"lake")" + more + "}";
}

TEST(JobRequestTest, FillsInWhatIsMissing) {
  auto request = Parse(Ingest(""));
  ASSERT_THAT(request, IsOk());
  auto ingest = ParseIngestRequest(request->parameters);
  ASSERT_THAT(ingest, IsOk());
  EXPECT_EQ(ingest->target_namespace, "sales_iceberg");
  EXPECT_EQ(ingest->mode, IngestMode::kCopy);
  EXPECT_EQ(ingest->if_exists, IfExists::kFail);
  EXPECT_EQ(ingest->verify, Verify::kCounts);
  EXPECT_EQ(ingest->nested, NestedDirectories::kRefuse);
  EXPECT_TRUE(ingest->tables.empty());
}

TEST(JobRequestTest, ReadsBackAsItWasWritten) {
  auto text = Ingest(R"(,"tables":["a","b*"],"namespace":"n","mode":"in-place","if_exists":"sync","verify":"checksum",)"
                     R"("nested_directories":"take","then":)" +
                     Ingest(R"(,"mode":"copy")"));
  auto request = Parse(text);
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(FormatJson(ToJson(*request)), text);
  auto ingest = *ParseIngestRequest(request->parameters);
  EXPECT_EQ(FormatJson(ToJson(*ParseIngestRequest(ToJson(ingest)))), FormatJson(ToJson(ingest)));
  ASSERT_NE(request->then, nullptr);
  EXPECT_EQ(request->then->then, nullptr);
}

TEST(JobRequestTest, ErrorsNameTheMemberAndWhatItMayBe) {
  EXPECT_EQ(Parse(Ingest(R"(,"mode":"cpoy")")).error().message(),
            R"("mode" must be "copy", "in-place" or "rewrite", not "cpoy")");
  EXPECT_THAT(Parse(Ingest(R"(,"tabels":["a"])")).error().message(), HasSubstr("\"tabels\" is not a member"));
  EXPECT_THAT(Parse(R"({"engine":"ingest","from":"h","to":"l"})").error().message(), HasSubstr("\"database\""));
  EXPECT_THAT(Parse(Ingest(R"(,"then":{"engine":"fly"})")).error().ToString(), HasSubstr("reading \"then\""));
}

TEST(JobRequestTest, ARewriteSaysHowTheTableIsToBeLaidOut) {
  auto text = Ingest(R"-(,"mode":"rewrite","partition_by":["day(ts)","bucket(16, id)"],"sort_by":["id desc"])-"
                     R"(,"target_file_size":"256MB")");
  auto request = Parse(text);
  ASSERT_THAT(request, IsOk());
  auto ingest = *ParseIngestRequest(request->parameters);
  EXPECT_EQ(ingest.mode, IngestMode::kRewrite);
  EXPECT_THAT(ingest.partition_by, ElementsAre("day(ts)", "bucket(16, id)"));
  EXPECT_THAT(ingest.sort_by, ElementsAre("id desc"));
  EXPECT_EQ(ingest.target_file_size, 256 << 20);
  EXPECT_EQ(FormatJson(ToJson(*ParseIngestRequest(ToJson(ingest)))), FormatJson(ToJson(ingest)));
}

TEST(JobRequestTest, ALayoutIsForRewritingOnly) {
  for (const char* member : {R"("partition_by":["a"])", R"("sort_by":["a"])", R"("target_file_size":"1GB")"}) {
    auto request = Parse(Ingest(std::string(",") + member));
    ASSERT_THAT(request, FailsWith(ErrorKind::kInvalidArgument));
    EXPECT_THAT(request.error().message(), HasSubstr(R"(needs "mode": "rewrite")"));
  }
}

TEST(JobRequestTest, ATableNameMayHoldWhatOnlyTheEngineCanJudge) {
  auto request = Parse(Ingest(R"(,"tables":["../x","o'brien\"; drop","%2e","таблица"])"));
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(ParseIngestRequest(request->parameters)->tables.size(), 4u);
}

TEST(JobRequestTest, AChainHasAnEnd) {
  std::string text = Ingest("");
  for (int i = 1; i < 16; ++i) text = Ingest(",\"then\":" + text);
  EXPECT_THAT(Parse(text), IsOk());
  EXPECT_THAT(Parse(Ingest(",\"then\":" + text)), FailsWith(ErrorKind::kInvalidArgument));
}

class BadRequest : public testing::TestWithParam<std::string> {};

TEST_P(BadRequest, IsRefused) { EXPECT_THAT(Parse(GetParam()), FailsWith(ErrorKind::kInvalidArgument)); }

INSTANTIATE_TEST_SUITE_P(
    Texts, BadRequest,
    testing::Values("", " ", "{", "null", "[]", "7", "{}", std::string("{\0}", 3), "\xff\xfe", R"({"engine":7})",
                    R"({"engine":"fly"})", R"({"engine":"ingest"})", Ingest("") + Ingest(""),
                    Ingest(R"(,"engine":"ingest")"), Ingest(R"(,"tables":"orders")"), Ingest(R"(,"tables":[7])"),
                    Ingest(R"(,"tables":[""])"), Ingest(R"(,"tables":["a\u0000b"])"), Ingest(R"(,"tables":["a\nb"])"),
                    Ingest(",\"tables\":[\"" + std::string(1025, 'x') + "\"]"), Ingest(R"(,"namespace":"a/b")"),
                    Ingest(R"(,"namespace":"..")"), Ingest(R"(,"namespace":"")"), Ingest(R"(,"mode":7)"),
                    Ingest(R"-(,"mode":"rewrite","partition_by":["dy(ts)"])-"),
                    Ingest(R"(,"mode":"rewrite","sort_by":"a")"), Ingest(R"(,"mode":"rewrite","target_file_size":1.5)"),
                    Ingest(R"(,"mode":"rewrite","target_file_size":5)"), Ingest(R"(,"mode":null,"x":1)"),
                    Ingest(R"(,"then":[])"), Ingest(R"(,"then":"ingest")"),
                    Ingest(",\"tables\":" + std::string(100'000, '[')), std::string(1'000'000, '['),
                    std::string(kMaxRequestBytes + 1, ' ')));

TEST(BadRequestTest, AHugeObjectIsRefusedQuickly) {
  std::string text = R"({"engine":"ingest")";
  for (int i = 0; i < 1'000'000; ++i) text += fmt::format(",\"k{}\":1", i);
  EXPECT_THAT(Parse(text + "}"), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(WriteTargetsTest, AreTheTablesNamedOrElseTheNamespace) {
  auto named = ListWriteTargets(*Parse(Ingest(R"(,"tables":["Orders","b","orders"])")));
  ASSERT_THAT(named, IsOk());
  EXPECT_THAT(*named, ElementsAre(WriteTarget{"lake/sales_iceberg", "b"}, WriteTarget{"lake/sales_iceberg", "orders"}));
  EXPECT_THAT(*ListWriteTargets(*Parse(Ingest(""))), ElementsAre(WriteTarget{"lake/sales_iceberg", ""}));
  EXPECT_THAT(*ListWriteTargets(*Parse(Ingest(R"(,"namespace":"n","tables":["a","b*"])"))),
              ElementsAre(WriteTarget{"lake/n", ""}));
}

}  // namespace
}  // namespace lakeport::protocol
