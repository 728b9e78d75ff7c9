#include "catalogs/rest_catalog.h"

#include <deque>

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "iceberg/append.h"
#include "iceberg/table_metadata_json.h"
#include "net/testing/fake_http_server.h"
#include "storage/testing/forwarding_file_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::catalogs {
namespace {

using iceberg::AddSnapshot;
using iceberg::AssertCreate;
using iceberg::AssertUuid;
using iceberg::LoadedTable;
using iceberg::Namespace;
using iceberg::SetProperties;
using iceberg::TableIdentifier;
using net::Answer;
using net::Reaction;
using net::ReceivedRequest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using Then = Reaction::Then;

constexpr const char* kUuid = "11111111-2222-4333-8444-555555555555";

std::string ErrorBody(const std::string& type, const std::string& message = "because") {
  return FormatJson({{"error", {{"message", message}, {"type", type}, {"code", 0}}}});
}

// A server that answers as it is told, request by request, but for /v1/config.
class RestCatalogTest : public testing::Test {
 protected:
  void Say(Reaction reaction) { script_.push_back(std::move(reaction)); }
  void Say(int status, const std::string& body, const net::ExtraHeaders& headers = {}) {
    Say(Answer(status, body, headers));
  }

  Reaction React(const ReceivedRequest& request) {
    if (request.target.starts_with("/v1/config")) return Answer(config_status_, config_);
    if (script_.empty()) return Answer(418, "nothing more was expected: " + request.target);
    auto next = script_.front();
    script_.pop_front();
    return next;
  }

  Result<std::unique_ptr<iceberg::Catalog>> TryToOpen() {
    options_.uri = server_.url("/");
    net::HttpOptions http{.timeout = std::chrono::milliseconds(2'000), .most_body_bytes = 100'000};
    net::RetryOptions retry{.attempts = 3, .wait = [this](std::chrono::milliseconds) { ++waits_; }};
    LP_ASSIGN(auto session,
              RestSession::Open(net::Retrying(net::MakeHttpClient(http), std::move(retry)), options_, clock_));
    return MakeRestCatalog(std::move(session), std::make_unique<storage::ForwardingFileIO>(files_));
  }
  iceberg::Catalog& catalog() {
    if (catalog_ == nullptr) {
      auto opened = TryToOpen();
      EXPECT_THAT(opened, IsOk());
      catalog_ = std::move(opened).value();
    }
    return *catalog_;
  }

  // The answer to loading a table, whose snapshots have these ids.
  static Json TableBody(const std::vector<int64_t>& snapshots = {}) {
    iceberg::Schema schema(0, {{.id = 1, .name = "id", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)}});
    std::vector<iceberg::TableUpdate> updates{iceberg::AssignUuid{kUuid}, iceberg::SetLocation{"mem://w/sales/orders"},
                                              iceberg::AddSchema{schema}, iceberg::SetCurrentSchema{}};
    int64_t sequence_number = 0;
    for (int64_t id : snapshots) updates.emplace_back(AddSnapshot{SnapshotOf(id, ++sequence_number)});
    auto metadata = iceberg::ApplyUpdates(nullptr, updates, FromMillis(1'000));
    EXPECT_THAT(metadata, IsOk());
    return {{"metadata-location", "mem://w/sales/orders/metadata/00000-x.metadata.json"},
            {"metadata", iceberg::TableMetadataToJson(*metadata)}};
  }
  static iceberg::Snapshot SnapshotOf(int64_t id, int64_t sequence_number = 1) {
    return {.snapshot_id = id,
            .sequence_number = sequence_number,
            .timestamp_ms = 1'000,
            .manifest_list = "mem://w/sales/orders/metadata/snap.avro",
            .operation = "append"};
  }
  std::string Table(const std::vector<int64_t>& snapshots = {}) { return FormatJson(TableBody(snapshots)); }

  Result<LoadedTable> CommitSnapshot(int64_t id) {
    return catalog().CommitTable(orders_, {AssertUuid{kUuid}}, {AddSnapshot{SnapshotOf(id)}});
  }
  // The requests but for those for the configuration, as "GET /v1/namespaces".
  std::vector<std::string> Asked() const {
    std::vector<std::string> lines;
    for (const auto& request : server_.requests()) {
      if (!request.target.starts_with("/v1/config")) lines.push_back(request.method + " " + request.target);
    }
    return lines;
  }

  const TableIdentifier orders_{{"sales"}, "orders"};
  int config_status_ = 200;
  std::string config_ = "{\"defaults\": {}, \"overrides\": {}}";
  int waits_ = 0;
  RestOptions options_;
  std::deque<Reaction> script_;
  FakeClock clock_;
  storage::MemoryFileIO files_;
  net::FakeHttpServer server_{[this](const ReceivedRequest& request) { return React(request); }};
  std::unique_ptr<iceberg::Catalog> catalog_;
};

TEST_F(RestCatalogTest, TheConfigurationSaysUnderWhichPrefixTheCatalogIs) {
  options_.warehouse = "my lake";
  config_ = R"({"defaults": {"prefix": "x"}, "overrides": {"prefix": "main%7Clake/"}})";
  Say(200, R"({"namespaces": []})");
  EXPECT_THAT(*catalog().ListNamespaces(), IsEmpty());
  EXPECT_EQ(server_.requests()[0].target, "/v1/config?warehouse=my%20lake");
  EXPECT_THAT(Asked(), ElementsAre("GET /v1/main%7Clake/namespaces?pageToken="));
}

TEST_F(RestCatalogTest, AConfigurationThatIsNoneIsRefused) {
  for (const char* config : {"", "null", "[]", "{", "<html>", R"({"overrides": []})", R"({"defaults": 7})",
                             R"({"overrides": {"prefix": "../admin"}})", R"({"overrides": {"prefix": "a?b"}})",
                             R"({"overrides": {"prefix": "a\r\nEvil: 1"}})"}) {
    config_ = config;
    EXPECT_THAT(TryToOpen(), FailsWith(ErrorKind::kCorruptData)) << config;
  }
  config_status_ = 404;
  config_ = "<html>not here</html>";
  EXPECT_THAT(TryToOpen(), FailsWith(ErrorKind::kInvalidArgument)) << "the address is wrong; nothing is missing";
}

TEST_F(RestCatalogTest, AServerCannotSendItsClientsToAnotherHost) {
  options_.token = "s3cret-token";
  net::FakeHttpServer elsewhere([](const ReceivedRequest&) { return Answer(200, "{}"); });
  config_ = FormatJson({{"overrides", {{"uri", elsewhere.url()}}}});
  auto refused = TryToOpen();
  ASSERT_THAT(refused, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(refused.error().message(), HasSubstr(elsewhere.url()));
  EXPECT_EQ(elsewhere.connections(), 0u);
}

TEST_F(RestCatalogTest, AServerMaySayThatItsPathIsAnother) {
  config_ = FormatJson({{"overrides", {{"uri", server_.url("/iceberg/")}}}});
  Say(200, R"({"namespaces": []})");
  EXPECT_THAT(catalog().ListNamespaces(), IsOk());
  EXPECT_THAT(Asked(), ElementsAre("GET /iceberg/v1/namespaces?pageToken="));
}

TEST_F(RestCatalogTest, ATokenIsSentWithEveryRequest) {
  options_.token = "t0ken";
  Say(200, R"({"namespaces": []})");
  EXPECT_THAT(catalog().ListNamespaces(), IsOk());
  for (const auto& request : server_.requests()) EXPECT_EQ(request.Header("authorization"), "Bearer t0ken");
}

TEST_F(RestCatalogTest, ATokenThatEndedIsUnauthenticatedAndNotShown) {
  options_.token = "s3cret-token";
  catalog();
  for (int status : {401, 419}) {
    Say(status, ErrorBody("NotAuthorizedException", "no such token: s3cret-token"));
    auto refused = catalog().ListTables({"sales"});
    ASSERT_THAT(refused, FailsWith(ErrorKind::kUnauthenticated));
    EXPECT_THAT(refused.error().ToString(), Not(HasSubstr("s3cret")));
  }
}

TEST_F(RestCatalogTest, ACredentialGetsANewTokenOnceTheOldOneIsRefused) {
  int tokens = 0;
  net::FakeHttpServer issuer([&](const ReceivedRequest&) {
    return Answer(200,
                  fmt::format(R"({{"access_token": "t{}", "token_type": "bearer", "expires_in": 300}})", ++tokens));
  });
  options_.credential = "lake:s3cret";
  options_.oauth2_server_uri = issuer.url("/token");
  catalog();
  for (int status : {401, 419}) {
    Say(status, ErrorBody("TokenExpiredException"));
    Say(200, R"({"namespaces": []})");
    EXPECT_THAT(catalog().ListNamespaces(), IsOk());
  }
  EXPECT_EQ(server_.requests().back().Header("authorization"), "Bearer t3");
  EXPECT_THAT(issuer.requests()[0].body, HasSubstr("client_id=lake&client_secret=s3cret&scope=catalog"));
  Say(401, "{}");
  Say(401, "{}");
  EXPECT_THAT(catalog().ListTables({"sales"}), FailsWith(ErrorKind::kUnauthenticated)) << "it does not go on for ever";
}

TEST_F(RestCatalogTest, WithoutATokenServersAddressTheCatalogIsAsked) {
  options_.credential = "s3cret";
  auto refused = TryToOpen();
  ASSERT_THAT(refused, FailsWith(ErrorKind::kInvalidArgument));
  ASSERT_THAT(server_.requests(), SizeIs(1));
  EXPECT_EQ(server_.requests()[0].target, "/v1/oauth/tokens");
  EXPECT_EQ(server_.requests()[0].body, "grant_type=client_credentials&client_secret=s3cret&scope=catalog");
}

TEST_F(RestCatalogTest, ATableMayComeWithATokenOfItsOwn) {
  options_.token = "own";
  auto body = TableBody();
  body["config"] = {{"token", "of-the-table"}};
  Say(200, FormatJson(body));
  ASSERT_THAT(catalog().LoadTable(orders_), IsOk());
  Say(200, Table());
  ASSERT_THAT(catalog().CommitTable(orders_, {}, {SetProperties{{{"a", "1"}}}}), IsOk());
  EXPECT_EQ(server_.requests().back().Header("authorization"), "Bearer of-the-table");
  Say(401, "{}");
  Say(200, Table());
  ASSERT_THAT(catalog().LoadTable(orders_), IsOk());
  EXPECT_EQ(server_.requests().back().Header("authorization"), "Bearer own");
}

TEST_F(RestCatalogTest, NamesAreEncoded) {
  Say(200, Table());
  ASSERT_THAT(catalog().LoadTable({{"a b", "c%d"}, "o'rders?#\u00e9"}), IsOk());
  EXPECT_THAT(Asked(), ElementsAre("GET /v1/namespaces/a%20b%1Fc%25d/tables/o%27rders%3F%23%C3%A9"));
}

TEST_F(RestCatalogTest, ListingsAreReadPageByPageAndLevelByLevel) {
  options_.page_size = 2;
  Say(200, R"({"namespaces": [["b"], ["c"]], "next-page-token": "x y"})");
  Say(200, R"({"namespaces": [["a"]], "next-page-token": null})");
  Say(200, R"({"namespaces": [["a", "a1"]]})");
  for (int i = 0; i < 3; ++i) Say(200, R"({"namespaces": []})");
  EXPECT_THAT(*catalog().ListNamespaces(),
              ElementsAre(Namespace{"a"}, Namespace{"a", "a1"}, Namespace{"b"}, Namespace{"c"}));
  EXPECT_THAT(
      Asked(),
      ElementsAre(
          "GET /v1/namespaces?pageSize=2&pageToken=", "GET /v1/namespaces?pageSize=2&pageToken=x%20y",
          "GET /v1/namespaces?parent=a&pageSize=2&pageToken=", "GET /v1/namespaces?parent=a%1Fa1&pageSize=2&pageToken=",
          "GET /v1/namespaces?parent=b&pageSize=2&pageToken=", "GET /v1/namespaces?parent=c&pageSize=2&pageToken="));
}

TEST_F(RestCatalogTest, AListingWithoutAnEndIsGivenUp) {
  for (int i = 0; i < 2; ++i) Say(200, R"({"identifiers": [], "next-page-token": "again"})");
  EXPECT_THAT(catalog().ListTables({"sales"}), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(RestCatalogTest, AListingOfWhatWasNotAskedForIsRefused) {
  for (const char* body :
       {"", "null", "[]", "{}", R"({"identifiers": {}})", R"({"identifiers": [7]})",
        R"({"identifiers": [{"name": "orders"}]})", R"({"identifiers": [{"namespace": ["other"], "name": "orders"}]})",
        R"({"identifiers": [{"namespace": [1], "name": "orders"}]})",
        R"({"identifiers": [{"namespace": ["sales"], "name": 1}]})"}) {
    Say(200, body);
    EXPECT_THAT(catalog().ListTables({"sales"}), FailsWith(ErrorKind::kCorruptData)) << body;
  }
  for (const char* body : {R"({"namespaces": [[]]})", R"({"namespaces": [["a", "b"]]})", R"({"namespaces": ["a"]})"}) {
    Say(200, body);
    EXPECT_THAT(catalog().ListNamespaces(), FailsWith(ErrorKind::kCorruptData)) << body;
  }
}

TEST_F(RestCatalogTest, NamesThatWouldLeaveTheirFolderAreLeftOut) {
  Say(200, R"({"identifiers": [{"namespace": ["sales"], "name": "../x"}, {"namespace": ["sales"], "name": "t"}]})");
  EXPECT_THAT(*catalog().ListTables({"sales"}), ElementsAre(TableIdentifier{{"sales"}, "t"}));
}

TEST_F(RestCatalogTest, ATableThatIsNoneIsCorrupt) {
  for (const std::string& body : {std::string("{}"), std::string("{\"metadata-location\": \"x\"}"),
                                  std::string("{\"metadata\": {}, \"metadata-location\": \"x\"}"),
                                  std::string("{\"metadata\": "), std::string(10'000, '[')}) {
    Say(200, body);
    EXPECT_THAT(catalog().LoadTable(orders_), FailsWith(ErrorKind::kCorruptData)) << body.substr(0, 50);
  }
  auto unplaced = TableBody();
  unplaced["metadata-location"] = nullptr;
  Say(200, FormatJson(unplaced));
  EXPECT_THAT(catalog().LoadTable(orders_), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(RestCatalogTest, AnAnswerThatIsTooLargeIsNotRead) {
  Say(200, std::string(200'000, ' '));
  EXPECT_THAT(catalog().LoadTable(orders_), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(RestCatalogTest, WhatIsMissingIsToldFromAWrongAddress) {
  Say(404, ErrorBody("NoSuchTableException"));
  EXPECT_THAT(catalog().LoadTable(orders_), FailsWith(ErrorKind::kNotFound));
  Say(404, "<html>nginx</html>");
  EXPECT_THAT(catalog().LoadTable(orders_), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_F(RestCatalogTest, AnswersBecomeErrorsByTheirTypeOrTheirStatus) {
  struct Case {
    int status;
    std::string body;
    ErrorKind kind;
  };
  for (const Case& one : std::vector<Case>{{400, ErrorBody("BadRequestException"), ErrorKind::kInvalidArgument},
                                           {400, ErrorBody("NamespaceNotEmptyException"), ErrorKind::kConflict},
                                           {403, ErrorBody("ForbiddenException"), ErrorKind::kPermissionDenied},
                                           {406, "", ErrorKind::kUnsupported},
                                           {409, "{}", ErrorKind::kConflict},
                                           {501, "", ErrorKind::kUnsupported},
                                           {302, "", ErrorKind::kInvalidArgument}}) {
    Say(one.status, one.body);
    EXPECT_THAT(catalog().DropNamespace({"sales"}), FailsWith(one.kind)) << one.status << one.body;
  }
}

TEST_F(RestCatalogTest, ReadingOutlastsPassingFaults) {
  Say(503, "", {{"Retry-After", "1"}});
  Say({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"meta", Then::kHangUp});
  Say(200, Table());
  EXPECT_THAT(catalog().LoadTable(orders_), IsOk());
  EXPECT_EQ(waits_, 2);
}

TEST_F(RestCatalogTest, ACommitSendsItsRequirementsAndUpdates) {
  Say(200, Table());
  ASSERT_THAT(catalog().CommitTable(orders_, {AssertUuid{kUuid}}, {SetProperties{{{"a", "1"}}}}), IsOk());
  EXPECT_THAT(Asked(), ElementsAre("POST /v1/namespaces/sales/tables/orders"));
  EXPECT_EQ(server_.requests().back().body,
            R"({"identifier":{"namespace":["sales"],"name":"orders"},"requirements":[{"type":"assert-table-uuid",)"
            R"("uuid":"11111111-2222-4333-8444-555555555555"}],"updates":[{"action":"set-properties",)"
            R"("updates":{"a":"1"}}]})");
}

TEST_F(RestCatalogTest, ANewTableIsMadeWithAllThatItNeeds) {
  for (int i = 0; i < 2; ++i) Say(200, R"({"namespace": ["sales"], "properties": {"location": "mem://w/elsewhere/"}})");
  Say(200, Table());
  ASSERT_THAT(catalog().CommitTable(orders_, {AssertCreate{}}, {iceberg::AddSchema{}, iceberg::SetCurrentSchema{}}),
              IsOk());
  auto sent = ParseJson(server_.requests().back().body, "the commit");
  ASSERT_THAT(sent, IsOk());
  std::vector<std::string> actions;
  for (const Json& update : (*sent)["updates"]) actions.push_back(update["action"]);
  EXPECT_THAT(actions,
              ElementsAre("set-location", "assign-uuid", "upgrade-format-version", "add-schema", "set-current-schema",
                          "add-spec", "set-default-spec", "add-sort-order", "set-default-sort-order"));
  EXPECT_EQ((*sent)["updates"][0]["location"], "mem://w/elsewhere/orders");
}

TEST_F(RestCatalogTest, ATableLiesInTheWarehouseWhenThatIsALocation) {
  config_ = R"({"overrides": {"warehouse": "mem://w/lake"}})";
  Say(404, ErrorBody("NoSuchNamespaceException"));
  EXPECT_EQ(catalog().DefaultTableLocation({{"a", "b"}, "t"})->ToString(), "mem://w/lake/a/b/t");
}

TEST_F(RestCatalogTest, OtherwiseTheServerIsAskedWhereATableWouldLie) {
  options_.warehouse = "lake";
  Say(200, R"({"namespace": ["sales"], "properties": {}})");
  Say(200, R"({"metadata": {"location": "mem://w/staged/orders_1"}})");
  EXPECT_EQ(catalog().DefaultTableLocation(orders_)->ToString(), "mem://w/staged/orders_1");
  EXPECT_THAT(server_.requests().back().body, HasSubstr("\"stage-create\":true"));
  Say(200, R"({"namespace": ["sales"]})");
  Say(409, ErrorBody("AlreadyExistsException"));
  Say(200, Table());
  EXPECT_EQ(catalog().DefaultTableLocation(orders_)->ToString(), "mem://w/sales/orders");
  Say(200, R"({"namespace": ["sales"]})");
  Say(200, R"({"metadata": {"location": "../../etc"}})");
  EXPECT_THAT(catalog().DefaultTableLocation(orders_), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_F(RestCatalogTest, ALostRaceIsAConflictAndATakenNameIsAlreadyExists) {
  Say(409, ErrorBody("CommitFailedException"));
  EXPECT_THAT(CommitSnapshot(7), FailsWith(ErrorKind::kConflict));
  for (int i = 0; i < 2; ++i) Say(200, R"({"properties": {"location": "mem://w/sales"}})");
  Say(409, ErrorBody("CommitFailedException"));
  EXPECT_THAT(catalog().CommitTable(orders_, {AssertCreate{}}, {}), FailsWith(ErrorKind::kAlreadyExists));
}

TEST_F(RestCatalogTest, ACommitWhoseOutcomeNobodyKnowsIsSentOnce) {
  std::deque<Reaction> unknown{Answer(500, ErrorBody("RuntimeException")),
                               Answer(502, "<html>"),
                               Answer(504, ""),
                               Answer(500, ErrorBody("CommitStateUnknownException")),
                               Answer(408, ""),
                               {"", Then::kHangUp},
                               {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"meta", Then::kHangUp},
                               {"", Then::kHang},
                               Answer(200, "{}"),
                               Answer(200, "<html>"),
                               Answer(204, ""),
                               Answer(200, std::string(200'000, ' '))};
  catalog();
  for (const Reaction& reaction : unknown) {
    auto before = Asked().size();
    Say(reaction);
    EXPECT_THAT(CommitSnapshot(7), FailsWith(ErrorKind::kCommitUnknown)) << reaction.bytes.substr(0, 60);
    EXPECT_EQ(Asked().size(), before + 1);
  }
}

TEST_F(RestCatalogTest, ACommitThatTheServerDidNotTakeIsTriedAgain) {
  Say(503, ErrorBody("ServiceUnavailableException"));
  Say(429, "");
  Say(200, Table({7}));
  EXPECT_THAT(CommitSnapshot(7), IsOk());
  for (int i = 0; i < 3; ++i) Say(503, "");
  EXPECT_THAT(CommitSnapshot(8), FailsWith(ErrorKind::kUnavailable));
}

TEST_F(RestCatalogTest, ACommitThatIsRefusedTheSecondTimeMayHaveBeenDoneTheFirst) {
  Say(503, "");
  Say(409, ErrorBody("CommitFailedException"));
  Say(200, Table({7}));
  auto done = CommitSnapshot(7);
  ASSERT_THAT(done, IsOk());
  EXPECT_NE(done->metadata.FindSnapshot(7), nullptr);
  Say(503, "");
  Say(409, ErrorBody("CommitFailedException"));
  Say(200, Table({6}));
  EXPECT_THAT(CommitSnapshot(7), FailsWith(ErrorKind::kConflict));
  Say(503, "");
  Say(409, ErrorBody("CommitFailedException"));
  Say(403, "");
  EXPECT_THAT(CommitSnapshot(7), FailsWith(ErrorKind::kCommitUnknown));
}

TEST_F(RestCatalogTest, ACommitThatCannotReachTheServerIsUnavailable) {
  catalog();
  {
    net::FakeHttpServer gone([](const ReceivedRequest&) { return Answer(200, "{}"); });
    options_.uri = gone.url();
    auto session = RestSession::Open(net::MakeHttpClient(), options_, clock_);
    ASSERT_THAT(session, IsOk());
    catalog_ = MakeRestCatalog(std::move(session).value(), std::make_unique<storage::ForwardingFileIO>(files_));
  }
  EXPECT_THAT(CommitSnapshot(7), FailsWith(ErrorKind::kUnavailable));
}

TEST_F(RestCatalogTest, AnAppendFindsItsSnapshotAfterAServersErrorAndDeletesNothing) {
  Say(200, Table());
  auto base = catalog().LoadTable(orders_);
  ASSERT_THAT(base, IsOk());
  auto append = iceberg::AppendToTable(catalog(), orders_, *base, {.wait = [](std::chrono::milliseconds) {}});
  ASSERT_THAT(append->Add({.file_path = "mem://w/sales/orders/data/a.parquet", .file_size_in_bytes = 1}), IsOk());
  ASSERT_THAT(append->Finish(), IsOk());
  Say(200, Table());
  Say(500, ErrorBody("RuntimeException"));
  for (int look = 0; look < 3; ++look) Say(200, Table());
  EXPECT_THAT(append->Commit({}, 3), FailsWith(ErrorKind::kCommitUnknown));
  append.reset();
  EXPECT_THAT(files_.files(), SizeIs(2)) << "the manifest and its list stay: the table may name them";
}

TEST_F(RestCatalogTest, WhatTheTableHasAlreadyIsMadeCurrentByItsId) {
  Say(200, Table());
  Say(200, Table());
  iceberg::Schema same(5, {{.id = 1, .name = "id", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)}});
  ASSERT_THAT(catalog().CommitTable(orders_, {}, {iceberg::AddSchema{same}, iceberg::SetCurrentSchema{}}), IsOk());
  EXPECT_THAT(server_.requests().back().body,
              HasSubstr(R"("updates":[{"action":"set-current-schema","schema-id":0}])"));
  iceberg::Schema other(0, {{.id = 2, .name = "name", .type = iceberg::Type::Primitive(iceberg::TypeId::kString)}});
  Say(200, Table());
  Say(200, Table());
  ASSERT_THAT(catalog().CommitTable(orders_, {}, {iceberg::AddSchema{other}, iceberg::SetCurrentSchema{}}), IsOk());
  EXPECT_THAT(server_.requests().back().body, HasSubstr(R"("action":"add-schema")"));
  EXPECT_THAT(server_.requests().back().body, HasSubstr(R"({"action":"set-current-schema","schema-id":-1})"));
}

TEST_F(RestCatalogTest, ABranchThatMustNotBeThereIsLookedForFirst) {
  Say(200, Table());
  Say(200, Table());
  const std::vector<iceberg::TableRequirement> no_branch{iceberg::AssertRefSnapshotId{"main", std::nullopt}};
  EXPECT_THAT(catalog().CommitTable(orders_, no_branch, {AddSnapshot{SnapshotOf(7)}}), IsOk());
  EXPECT_THAT(Asked(), ElementsAre(StartsWith("GET "), StartsWith("POST ")));
}

TEST_F(RestCatalogTest, ANamespaceWithoutTablesIsToldFromNone) {
  Say(200, R"({"identifiers": []})");
  Say(404, ErrorBody("NoSuchNamespaceException"));
  EXPECT_THAT(catalog().ListTables({"sales"}), FailsWith(ErrorKind::kNotFound));
}

TEST_F(RestCatalogTest, ACommitOfNothingOnlyChecks) {
  Say(200, Table());
  EXPECT_THAT(catalog().CommitTable(orders_, {AssertUuid{kUuid}}, {}), IsOk());
  Say(200, Table());
  EXPECT_THAT(catalog().CommitTable(orders_, {AssertUuid{"other"}}, {}), FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(Asked(), testing::Each(StartsWith("GET ")));
}

}  // namespace
}  // namespace lakeport::catalogs
