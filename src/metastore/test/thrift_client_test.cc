#include "metastore/thrift_client.h"

#include <atomic>

#include <dlfcn.h>
#include <thrift/TApplicationException.h>

#include "base/testing/matchers.h"
#include "metastore/test/raw_server.h"
#include "metastore/test/thrift_server.h"

namespace lakeport::metastore {
namespace {

using testing::HasSubstr;

// Nobody listens there.
constexpr const char* kNoServer = "thrift://127.0.0.1:1";

std::unique_ptr<Client> Connect(const std::string& uris, ClientOptions options = {}) {
  options.uris = uris;
  auto client = MakeThriftClient(options);
  EXPECT_THAT(client, IsOk());
  return std::move(client).value();
}

// Answers get_database with what `answer` throws, or else with the database's name.
class Handler : public wire::ThriftHiveMetastoreNull {
 public:
  explicit Handler(std::function<void()> answer = [] {}) : answer_(std::move(answer)) {}

  void set_ugi(std::vector<std::string>&, const std::string& user, const std::vector<std::string>&) override {
    user_ = user;
    ++connections_;
  }
  void get_database(wire::Database& database, const std::string& name) override {
    ++calls_;
    answer_();
    database.__set_name(name);
  }
  void create_database(const wire::Database&) override { answer_(); }
  void get_all_databases(std::vector<std::string>& names) override { names = {std::string(100'000, 'x')}; }

  std::string user_;
  std::atomic<int> connections_ = 0;
  std::atomic<int> calls_ = 0;

 private:
  std::function<void()> answer_;
};

template <typename Exception>
std::function<void()> Throws(const std::string& message) {
  return [message] {
    Exception exception;
    exception.__set_message(message);
    throw exception;
  };
}

struct Translation {
  const char* name;
  std::function<void()> answer;
  ErrorKind kind;
};

class TranslationTest : public testing::TestWithParam<Translation> {};

TEST_P(TranslationTest, AFailureHasTheKindThatTheCallerActsOn) {
  ThriftServer server(std::make_shared<Handler>(GetParam().answer));
  auto client = Connect(server.uri());
  auto failed = client->GetDatabase("sales");
  ASSERT_THAT(failed, FailsWith(GetParam().kind));
  EXPECT_THAT(failed.error().message(), HasSubstr("database sales"));
  EXPECT_THAT(failed.error().message(), HasSubstr(server.uri()));
}

const Translation kTranslations[] = {
    {"NoSuchObject", Throws<wire::NoSuchObjectException>("gone"), ErrorKind::kNotFound},
    {"Meta", Throws<wire::MetaException>("a NullPointerException"), ErrorKind::kInternal},
    {"MetaPermission", Throws<wire::MetaException>("Permission denied: user=ann"), ErrorKind::kPermissionDenied},
    {"MetaDatabaseGone", Throws<wire::MetaException>("JDOFatalDataStoreException: x"), ErrorKind::kUnavailable},
    {"MetaModified",
     Throws<wire::MetaException>("The table has been modified. The parameter value for key 'metadata_location' is 'x'"),
     ErrorKind::kConflict},
    {"Crash", [] { throw std::runtime_error("out of luck"); }, ErrorKind::kInternal},
};

INSTANTIATE_TEST_SUITE_P(All, TranslationTest, testing::ValuesIn(kTranslations),
                         [](const auto& translation) { return std::string(translation.param.name); });

TEST(ThriftClientTest, AServerThatIsDownIsUnavailableAndAllOfThemAreNamed) {
  auto listed = Connect(std::string(kNoServer) + ",thrift://127.0.0.1:2")->ListDatabases();
  ASSERT_THAT(listed, FailsWith(ErrorKind::kUnavailable));
  EXPECT_THAT(listed.error().message(), HasSubstr("thrift://127.0.0.1:1 can't be reached"));
  EXPECT_THAT(listed.error().message(), HasSubstr("thrift://127.0.0.1:2 can't be reached"));
}

TEST(ThriftClientTest, TheNextServerIsTriedWhenTheFirstIsDown) {
  ThriftServer server(std::make_shared<Handler>());
  EXPECT_THAT(Connect(kNoServer + ("," + server.uri()))->GetDatabase("sales"), IsOk());
}

TEST(ThriftClientTest, AChangeThatNoServerHeardOfIsUnavailableNotUnknown) {
  EXPECT_THAT(Connect(kNoServer)->CreateDatabase({.name = "sales"}), FailsWith(ErrorKind::kUnavailable));
}

TEST(ThriftClientTest, TheServerIsToldForWhomItActs) {
  auto handler = std::make_shared<Handler>();
  ThriftServer server(handler);
  ASSERT_THAT(Connect(server.uri(), {.user = "ann"})->GetDatabase("sales"), IsOk());
  EXPECT_EQ(handler->user_, "ann");
}

TEST(ThriftClientTest, OneConnectionServesManyCalls) {
  auto handler = std::make_shared<Handler>();
  ThriftServer server(handler);
  auto client = Connect(server.uri());
  for (int i = 0; i < 5; ++i) ASSERT_THAT(client->GetDatabase("sales"), IsOk());
  EXPECT_EQ(handler->connections_, 1);
}

TEST(ThriftClientTest, AConnectionGoesOnAfterTheServerRefusedACall) {
  auto handler = std::make_shared<Handler>(Throws<wire::NoSuchObjectException>("gone"));
  ThriftServer server(handler);
  auto client = Connect(server.uri());
  for (int i = 0; i < 2; ++i) EXPECT_THAT(client->GetDatabase("sales"), FailsWith(ErrorKind::kNotFound));
  EXPECT_EQ(handler->connections_, 1);
}

TEST(ThriftClientTest, AServerThatWasRestartedIsConnectedToAgain) {
  auto server = std::make_unique<ThriftServer>(std::make_shared<Handler>());
  const int port = server->port();
  auto client = Connect(server->uri());
  ASSERT_THAT(client->CreateDatabase({.name = "a"}), IsOk());
  server.reset();
  ThriftServer restarted(std::make_shared<Handler>(), port);
  EXPECT_THAT(client->CreateDatabase({.name = "b"}), IsOk());
}

TEST(ThriftClientTest, AConnectionMayCarryMoreThanAMessageMayHold) {
  ThriftServer server(std::make_shared<Handler>());
  auto client = Connect(server.uri(), {.max_message_bytes = 200'000});
  for (int i = 0; i < 10; ++i) ASSERT_THAT(client->ListDatabases(), IsOk());
}

TEST(ThriftClientTest, AMessageAboveTheLimitIsNotReadToItsEnd) {
  ThriftServer server(std::make_shared<Handler>());
  EXPECT_THAT(Connect(server.uri(), {.max_message_bytes = 70'000})->ListDatabases(),
              FailsWith(ErrorKind::kUnsupported));
}

TEST(ThriftClientTest, AServerThatHangsUpAtTheFirstCallIsSaidToWantKerberos) {
  RawServer server([](int) {});
  auto listed = Connect(server.uri())->ListDatabases();
  ASSERT_THAT(listed, FailsWith(ErrorKind::kUnauthenticated));
  EXPECT_THAT(listed.error().message(), HasSubstr("wants Kerberos"));
}

TEST(ThriftClientTest, AServerThatIsSilentIsATimeout) {
  RawServer server([](int socket) {
    char byte = 0;
    while (read(socket, &byte, 1) > 0) continue;
  });
  EXPECT_THAT(Connect(server.uri(), {.call_timeout = std::chrono::milliseconds(50)})->ListDatabases(),
              FailsWith(ErrorKind::kTimeout));
}

TEST(ThriftClientTest, AnAnswerThatIsNoThriftIsCorruptData) {
  RawServer server([](int socket) {
    std::string text = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    [[maybe_unused]] auto written = write(socket, text.data(), text.size());
    char byte = 0;
    while (read(socket, &byte, 1) > 0) continue;
  });
  EXPECT_THAT(Connect(server.uri())->ListDatabases(), FailsWith(ErrorKind::kCorruptData));
}

// Answers set_ugi and reads one more call's first byte, then hangs up.
void HangUpOnTheSecondCall(int socket) {
  const std::string answer(
      "\x80\x01\x00\x02\x00\x00\x00\x07set_ugi\x00\x00\x00\x00\x0f\x00\x00\x0b\x00\x00\x00\x00\x00", 28);
  char buffer[4096];
  if (read(socket, buffer, sizeof buffer) <= 0) return;
  [[maybe_unused]] auto written = write(socket, answer.data(), answer.size());
  [[maybe_unused]] auto second = read(socket, buffer, sizeof buffer);
}

TEST(ThriftClientTest, AChangeWhoseAnswerWasLostIsUnknownAndNotRepeated) {
  std::atomic<int> connections = 0;
  RawServer server([&](int socket) {
    ++connections;
    HangUpOnTheSecondCall(socket);
  });
  EXPECT_THAT(Connect(server.uri())->CreateDatabase({.name = "sales"}), FailsWith(ErrorKind::kCommitUnknown));
  EXPECT_EQ(connections, 1);
}

TEST(ThriftClientTest, AReadWhoseAnswerWasLostIsRepeatedOnce) {
  std::atomic<int> connections = 0;
  RawServer server([&](int socket) {
    ++connections;
    HangUpOnTheSecondCall(socket);
  });
  EXPECT_THAT(Connect(server.uri())->ListDatabases(), FailsWith(ErrorKind::kUnavailable));
  EXPECT_EQ(connections, 2);
}

TEST(ThriftClientTest, ThriftIsOurOwnAndNotThatOfAnotherLibrary) {
  apache::thrift::TApplicationException exception("x");
  void* vtable = *reinterpret_cast<void**>(&exception);
  Dl_info ours{};
  Dl_info thrifts{};
  ASSERT_NE(dladdr(reinterpret_cast<void*>(&MakeThriftClient), &ours), 0);
  ASSERT_NE(dladdr(vtable, &thrifts), 0);
  EXPECT_STREQ(ours.dli_fname, thrifts.dli_fname);
}

}  // namespace
}  // namespace lakeport::metastore
