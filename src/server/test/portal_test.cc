#include "server/portal.h"

#include <fstream>
#include <set>

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "queue/testing/temporary_job_store.h"
#include "server/openapi_document.h"

namespace lakeport::server {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr uint16_t kPort = 8080;
constexpr auto kLease = milliseconds(60'000);
constexpr const char* kIngest = R"({"engine":"ingest","from":"hive","database":"sales","to":"lake"})";

// A source of three databases, one of them with 10,000 tables.
class ManyTables final : public hive::Source {
 public:
  Result<std::vector<std::string>> ListDatabases() override { return std::vector<std::string>{"big", "sales", "web"}; }
  Result<std::vector<std::string>> ListTables(const std::string& database) override {
    if (database != "big") return NotFound("there is no database {}", database);
    std::vector<std::string> names;
    for (int i = 0; i < 10'000; ++i) names.push_back(fmt::format("t_{:05}", i));
    return names;
  }
  Result<hive::Table> GetTable(const std::string& database, const std::string& table) override {
    return hive::Table{.database = database, .name = table, .columns = {{"a", "array<int>"}}};
  }
  Status VisitPartitions(const hive::Table&,
                         const std::function<Status(const std::vector<hive::Partition>&)>&) override {
    return Ok();
  }
};

config::Config TwoConnections() {
  config::Config config;
  for (auto [name, type] : {std::pair("hive", "hive-directory"), std::pair("lake", "iceberg-sql")}) {
    config.connections[name].name = name;
    config.connections[name].type = type;
  }
  return config;
}

class PortalTest : public testing::Test {
 protected:
  Response Ask(const std::string& method, const std::string& path, std::multimap<std::string, std::string> query = {},
               const std::string& body = {}, std::map<std::string, std::string> headers = {}) {
    headers.emplace("host", "localhost:8080");
    if (!body.empty()) headers.emplace("content-type", "application/json");
    return portal_.Answer({method, SplitPath(path), std::move(query), std::move(headers), body}, kPort);
  }
  Json Body(const Response& response) { return ParseJson(response.body, "the answer").value(); }

  std::string Submit() { return Body(Ask("POST", "/api/v1/jobs", {}, kIngest))["id"]; }
  // Runs the job that waits: one attempt with one event and a log, which succeeds.
  void RunJob(const std::string& id) {
    auto claimed = store_->Claim("w", kLease, 1).value().at(0);
    ASSERT_EQ(claimed.job.id, id);
    std::string line = R"({"event":"table","table":"sales.a","status":"committed","rows":7})";
    ASSERT_THAT(store_->Append(claimed.attempt(), {.lines = {line}, .tables = {{"sales.a", "committed", line}}}),
                IsOk());
    std::ofstream(store_.folder() / (id + ".log")) << "first\nsecond\n";
    ASSERT_THAT(store_->Finish(claimed.attempt(), {.outcome = queue::Outcome::kSucceeded, .exit_code = 0}), IsOk());
  }
  static std::string ReadAll(Response& response) {
    std::string text;
    while (auto piece = response.stream->Next()) text += *piece;
    return text;
  }

  FakeClock clock_;
  queue::TemporaryJobStore store_;
  config::Config config_ = TwoConnections();
  browse::Browser browser_{config_,
                           [](const config::Connection&) -> Result<std::unique_ptr<hive::Source>> {
                             return std::unique_ptr<hive::Source>(new ManyTables);
                           },
                           [](const config::Connection&) -> Result<std::unique_ptr<iceberg::Catalog>> {
                             return Unavailable("no answer from the database");
                           },
                           clock_};
  Portal portal_{{.executable = "/no/such/lakeport",
                  .config_path = "lakeport.toml",
                  .logs_dir = store_.folder().string(),
                  .pages_dir = "/nonexistent",
                  .user = "ana"},
                 *store_,
                 browser_,
                 clock_};
};

TEST_F(PortalTest, AnswersWhatTheDocumentSaysAndNothingElse) {
  Json document = ParseJson(OpenApiDocument(), "the document").value();
  std::set<std::string> documented, routed;
  for (const auto& [path, item] : document["paths"].items()) {
    bool at_root = item.contains("servers");
    for (const char* method : {"get", "post", "put", "patch", "delete"}) {
      std::string verb(method);
      std::transform(verb.begin(), verb.end(), verb.begin(), [](unsigned char c) { return std::toupper(c); });
      if (item.contains(method)) documented.insert(verb + (at_root ? " " : " /api/v1") + path);
    }
  }
  for (const auto& route : portal_.routes()) routed.insert(route.method + " " + route.pattern);
  routed.erase("GET /api/v1/openapi.json");
  EXPECT_EQ(routed, documented);
}

TEST_F(PortalTest, ASubmittedJobIsInTheQueueForItsUser) {
  Response response = Ask("POST", "/api/v1/jobs", {}, kIngest);
  EXPECT_EQ(response.status, 201);
  Json job = Body(response);
  EXPECT_EQ(job["state"], "queued");
  EXPECT_EQ(job["user"], "ana");
  EXPECT_EQ(job["label"], "sales to lake.sales_iceberg");
  EXPECT_EQ(job["request"]["database"], "sales");
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Location", "/api/v1/jobs/" + std::string(job["id"]))));
}

TEST_F(PortalTest, AWrongRequestNamesTheField) {
  Response response = Ask("POST", "/api/v1/jobs", {},
                          R"({"engine":"ingest","from":"hive","database":"sales","to":"lake","mode":"cpoy"})");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(Body(response)["field"], "mode");
  EXPECT_EQ(Ask("POST", "/api/v1/jobs", {}, "{").status, 400);
  EXPECT_EQ(Ask("POST", "/api/v1/jobs", {}, R"({"engine":"explode"})").status, 400);
  EXPECT_EQ(Ask("GET", "/api/v1/jobs", {{"limit", "0"}}).status, 400);
  EXPECT_EQ(Ask("GET", "/api/v1/jobs", {{"state", "sleeping"}}).status, 400);
}

TEST_F(PortalTest, ListsJobsNewestFirstInPages) {
  std::string first = Submit(), second = Submit(), third = Submit();
  Json page = Body(Ask("GET", "/api/v1/jobs", {{"limit", "2"}}));
  EXPECT_EQ(page["items"][0]["id"], third);
  EXPECT_EQ(page["items"][1]["id"], second);
  EXPECT_EQ(page["total"], 3);
  Json rest = Body(Ask("GET", "/api/v1/jobs", {{"limit", "2"}, {"cursor", page["next"]}}));
  EXPECT_EQ(rest["items"][0]["id"], first);
  EXPECT_TRUE(rest["next"].is_null());
}

TEST_F(PortalTest, NoIdIsNoJobAndNoFile) {
  EXPECT_EQ(Ask("GET", "/api/v1/jobs/nope").status, 404);
  EXPECT_EQ(portal_
                .Answer({.method = "GET",
                         .segments = {"api", "v1", "jobs", "../../etc/passwd", "log"},
                         .headers = {{"host", "localhost:8080"}}},
                        kPort)
                .status,
            404);
  EXPECT_EQ(Ask("GET", "/api/v1/jobs/019a3f2e-7c1b-7d30-8a4e-5b6c7d8e9f01").status, 404);
}

TEST_F(PortalTest, AJobThatWaitsIsCancelledAndRunAgain) {
  std::string path = "/api/v1/jobs/" + Submit();
  EXPECT_EQ(Body(Ask("POST", path + "/cancel"))["state"], "cancelled");
  EXPECT_EQ(Ask("POST", path + "/cancel").status, 409);
  EXPECT_EQ(Body(Ask("POST", path + "/retry"))["state"], "queued");
}

TEST_F(PortalTest, TheEventStreamEndsWithTheJob) {
  std::string id = Submit();
  RunJob(id);
  Response response = Ask("GET", "/api/v1/jobs/" + id + "/events", {}, "", {{"accept", "text/event-stream"}});
  std::string text = ReadAll(response);
  EXPECT_THAT(text, HasSubstr(R"(data: {"event":"state","job":{"id":")"));
  EXPECT_THAT(text, HasSubstr("id: 1\ndata: {\"seq\":1"));
  EXPECT_THAT(text, testing::EndsWith("data: {\"event\":\"end\"}\n\n"));
}

TEST_F(PortalTest, AClientThatComesBackGoesOnWhereItWas) {
  std::string id = Submit();
  RunJob(id);
  Response response =
      Ask("GET", "/api/v1/jobs/" + id + "/events", {}, "", {{"accept", "text/event-stream"}, {"last-event-id", "1"}});
  EXPECT_THAT(ReadAll(response), testing::Not(HasSubstr("\"seq\":1")));
}

TEST_F(PortalTest, ALogIsReadWholeInPartOrAsEvents) {
  std::string id = Submit(), path = "/api/v1/jobs/" + id + "/log";
  RunJob(id);
  Response whole = Ask("GET", path), tail = Ask("GET", path, {{"offset", "-7"}}),
           part = Ask("GET", path, {{"limit", "5"}});
  EXPECT_EQ(ReadAll(whole), "first\nsecond\n");
  EXPECT_EQ(ReadAll(tail), "second\n");
  EXPECT_EQ(ReadAll(part), "first");
  Response live = Ask("GET", path, {}, "", {{"accept", "text/event-stream"}});
  EXPECT_EQ(
      ReadAll(live),
      "id: 13\ndata: {\"event\":\"log\",\"offset\":0,\"text\":\"first\\nsecond\\n\"}\n\ndata: {\"event\":\"end\"}\n\n");
}

TEST_F(PortalTest, ShowsWhatCameOfEachTable) {
  std::string id = Submit();
  RunJob(id);
  Json page = Body(Ask("GET", "/api/v1/jobs/" + id + "/tables", {{"status", "committed"}}));
  EXPECT_EQ(page["total"], 1);
  EXPECT_EQ(page["items"][0]["rows"], 7);
  EXPECT_EQ(Body(Ask("GET", "/api/v1/jobs/" + id + "/tables", {{"status", "failed"}}))["total"], 0);
}

TEST_F(PortalTest, FindsNamesAmongTenThousand) {
  std::string path = "/api/v1/connections/hive/databases/big/tables";
  Json page = Body(Ask("GET", path, {{"q", "T_000"}, {"limit", "60"}}));
  EXPECT_EQ(page["total"], 100);
  EXPECT_EQ(page["items"].size(), 60u);
  Json rest = Body(Ask("GET", path, {{"q", "T_000"}, {"limit", "60"}, {"cursor", page["next"]}}));
  EXPECT_EQ(rest["items"].size(), 40u);
  EXPECT_EQ(rest["items"][0]["name"], "t_00060");
  EXPECT_TRUE(rest["next"].is_null());
}

TEST_F(PortalTest, AConnectionThatFailsIsNotThePortalsFault) {
  EXPECT_EQ(Ask("GET", "/api/v1/connections/lake/namespaces").status, 503);
  EXPECT_EQ(Ask("GET", "/api/v1/connections/nope/databases").status, 404);
  EXPECT_EQ(Ask("GET", "/api/v1/connections/lake/databases").status, 400);
  EXPECT_EQ(Ask("GET", "/api/v1/connections/hive/databases/none/tables").status, 404);
}

TEST_F(PortalTest, ListsConnectionsWithoutTheirSettings) {
  EXPECT_EQ(Ask("GET", "/api/v1/connections").body,
            R"({"items":[{"name":"hive","type":"hive-directory","roles":["source"]},)"
            R"({"name":"lake","type":"iceberg-sql","roles":["catalog"]}]})");
}

TEST_F(PortalTest, ForeignHostsAndSitesAreTurnedAwayBeforeAnythingElse) {
  EXPECT_EQ(Ask("GET", "/api/v1/jobs", {}, "", {{"host", "evil.example"}}).status, 421);
  EXPECT_EQ(Ask("POST", "/api/v1/jobs", {}, kIngest, {{"origin", "http://evil.example"}}).status, 403);
  EXPECT_EQ(Body(Ask("GET", "/api/v1/jobs"))["total"], 0);
}

TEST_F(PortalTest, APlanThatCantBeMadeSaysWhy) {
  Response response = Ask("POST", "/api/v1/plans", {}, kIngest);
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(Body(response)["detail"].get<std::string>(), HasSubstr("/no/such/lakeport"));
}

TEST_F(PortalTest, IsReadyWhenTheQueueIs) {
  EXPECT_EQ(Ask("GET", "/healthz").body, "ok\n");
  EXPECT_EQ(Body(Ask("GET", "/readyz"))["ready"], true);
}

}  // namespace
}  // namespace lakeport::server
