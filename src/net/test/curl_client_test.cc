#include <future>
#include <thread>

#include <gmock/gmock.h>

#include "base/subprocess.h"
#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "net/http_client.h"
#include "net/testing/fake_http_server.h"

namespace lakeport::net {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using Then = Reaction::Then;

constexpr auto kSoon = std::chrono::milliseconds(200);

class CurlClientTest : public testing::Test {
 protected:
  // What comes of one request to a server that does `reaction`.
  Result<HttpResponse> Meet(Reaction reaction, HttpRequest request = {}) {
    FakeHttpServer server([&](const ReceivedRequest&) { return reaction; });
    request.url = server.url("/v1/config?token=s3cret");
    auto outcome = MakeHttpClient(options_)->Send(request);
    received_ = server.requests();
    return outcome;
  }

  HttpOptions options_{.timeout = std::chrono::seconds(20), .most_body_bytes = 1000};
  std::vector<ReceivedRequest> received_;
};

TEST_F(CurlClientTest, SendsWhatItIsGivenAndHandsBackWhatComes) {
  HttpRequest request{.method = "POST", .headers = {{"Content-Type", "text/plain"}, {"Empty", ""}}, .body = "hello"};
  auto response = Meet(Answer(201, "body", {{"X-One", " 1 "}}), request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "body");
  EXPECT_EQ(response->Header("x-one"), "1");
  EXPECT_EQ(response->Header("x-two"), "");
  ASSERT_EQ(received_.size(), 1u);
  EXPECT_EQ(received_[0].method, "POST");
  EXPECT_EQ(received_[0].target, "/v1/config?token=s3cret");
  EXPECT_EQ(received_[0].body, "hello");
  EXPECT_THAT(received_[0].headers, Contains(Pair("content-type", "text/plain")));
  EXPECT_THAT(received_[0].headers, Contains(Pair("empty", testing::_)));
  EXPECT_THAT(received_[0].headers, Not(Contains(Pair("expect", testing::_))));
}

TEST_F(CurlClientTest, EveryMethodIsSentAsItIs) {
  for (const std::string method : {"GET", "DELETE", "PUT", "POST", "PATCH"}) {
    ASSERT_THAT(Meet(Answer(200, "x"), {.method = method}), IsOk());
    EXPECT_EQ(received_.at(0).method, method);
  }
  auto head = Meet({"HTTP/1.1 200 -\r\nContent-Length: 100\r\n\r\n"}, {.method = "HEAD"});
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->body, "");
}

TEST_F(CurlClientTest, AnErrorsStatusIsAnAnswerToo) {
  for (int status : {400, 401, 404, 409, 500, 503}) {
    auto response = Meet(Answer(status, "{}"));
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->status, status);
  }
}

TEST_F(CurlClientTest, ARedirectIsNotFollowed) {
  FakeHttpServer elsewhere([](const ReceivedRequest&) { return Answer(200, "here"); });
  auto response =
      Meet(Answer(302, "", {{"Location", elsewhere.url()}}), {.headers = {{"Authorization", "Bearer s3cret"}}});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(elsewhere.connections(), 0u);
}

TEST_F(CurlClientTest, AServerThatNobodyHasStartedHasNotSeenTheRequest) {
  int port = 0;
  {
    port = FakeHttpServer([](const ReceivedRequest&) { return Answer(200, ""); }).port();
  }
  auto outcome = MakeHttpClient(options_)->Send({.url = fmt::format("http://127.0.0.1:{}/", port)});
  EXPECT_THAT(outcome, FailsWith(ErrorKind::kUnavailable));
  auto unknown = MakeHttpClient(options_)->Send({.url = "http://no-such-host.invalid/"});
  EXPECT_THAT(unknown, FailsWith(ErrorKind::kUnavailable));
}

TEST_F(CurlClientTest, AnAnswerThatDoesNotComeWholeIsATimeout) {
  options_.timeout = kSoon;
  EXPECT_THAT(Meet({"", Then::kHang}), FailsWith(ErrorKind::kTimeout));
  EXPECT_THAT(Meet({"HTTP/1.1 200 OK\r\nContent-Le", Then::kHang}), FailsWith(ErrorKind::kTimeout));
  EXPECT_THAT(Meet({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Then::kHang}), FailsWith(ErrorKind::kTimeout));
  options_.timeout = std::chrono::seconds(20);
  EXPECT_THAT(Meet({"", Then::kHangUp}), FailsWith(ErrorKind::kTimeout));
  EXPECT_THAT(Meet({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Then::kHangUp}),
              FailsWith(ErrorKind::kTimeout));
  EXPECT_THAT(Meet({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", Then::kHangUp}),
              FailsWith(ErrorKind::kTimeout));
}

TEST_F(CurlClientTest, WhatIsNoHttpIsCorrupt) {
  EXPECT_THAT(Meet({"SSH-2.0-OpenSSH_9.2\r\n\r\n", Then::kHangUp}), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Meet({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Then::kHangUp}),
              FailsWith(ErrorKind::kTimeout));
}

TEST_F(CurlClientTest, AnAnswerThatIsTooLargeIsCutOff) {
  EXPECT_THAT(Meet(Answer(200, std::string(1000, 'x'))), IsOk());
  auto large = Meet(Answer(200, std::string(1001, 'x')));
  ASSERT_THAT(large, FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(large.error().message(), HasSubstr("more than 1000 bytes"));
  options_.most_header_bytes = 500;
  EXPECT_THAT(Meet(Answer(200, "", {{"X", std::string(600, 'x')}})), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(CurlClientTest, NoErrorShowsASecret) {
  options_.timeout = kSoon;
  HttpRequest request{.headers = {{"Authorization", "Bearer s3cret"}}, .body = "client_secret=s3cret"};
  for (const Reaction& reaction : {Reaction{"", Then::kHang}, Reaction{"s3cret\r\n\r\n", Then::kHangUp}}) {
    auto outcome = Meet(reaction, request);
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().ToString(), Not(HasSubstr("s3cret")));
    EXPECT_THAT(outcome.error().ToString(), HasSubstr("/v1/config"));
  }
}

TEST_F(CurlClientTest, WhatIsNoRequestIsNotSent) {
  auto client = MakeHttpClient(options_);
  for (const char* url : {"", "catalog", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://", "http://a b/"}) {
    EXPECT_THAT(client->Send({.url = url}), FailsWith(ErrorKind::kInvalidArgument)) << url;
  }
  for (const auto& value : std::vector<std::string>{"a\r\nEvil: 1", "a\nb", std::string("a\0b", 3)}) {
    auto outcome = Meet(Answer(200, ""), {.headers = {{"Authorization", value}}});
    EXPECT_THAT(outcome, FailsWith(ErrorKind::kInvalidArgument));
    EXPECT_TRUE(received_.empty());
  }
}

TEST_F(CurlClientTest, ConnectionsAreKept) {
  FakeHttpServer server([](const ReceivedRequest&) { return Answer(200, "x"); });
  auto client = MakeHttpClient(options_);
  for (int i = 0; i < 5; ++i) ASSERT_THAT(client->Send({.url = server.url("/")}), IsOk());
  EXPECT_EQ(server.connections(), 1u);
}

TEST_F(CurlClientTest, WhatMustNotBeRepeatedIsNeverSentTwiceOverADeadConnection) {
  int seen = 0;
  FakeHttpServer server([&](const ReceivedRequest& request) {
    if (request.method == "GET") return Answer(200, "x");
    ++seen;
    return Reaction{"", Then::kHangUp};
  });
  auto client = MakeHttpClient(options_);
  ASSERT_THAT(client->Send({.url = server.url("/")}), IsOk());
  EXPECT_THAT(client->Send({.method = "POST", .url = server.url("/"), .body = "x"}), FailsWith(ErrorKind::kTimeout));
  EXPECT_EQ(seen, 1);
}

TEST_F(CurlClientTest, ManyThreadsShareOneClient) {
  FakeHttpServer server([](const ReceivedRequest& request) { return Answer(200, request.target); });
  auto client = MakeHttpClient(options_);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        auto path = fmt::format("/{}/{}", t, i);
        auto response = client->Send({.url = server.url(path)});
        ASSERT_THAT(response, IsOk());
        EXPECT_EQ(response->body, path);
      }
    });
  }
  threads.clear();
  EXPECT_LE(server.connections(), 4u);
}

// openssl's server, with a certificate for `name` that it has signed itself.
class TlsServer {
 public:
  explicit TlsServer(const std::string& name) {
    std::string kind = name == "127.0.0.1" ? "IP" : "DNS";
    Run({"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + kind + ":" + name, "-keyout",
         directory_.path("key.pem"), "-out", ca_file()});
    std::promise<int> port;
    auto found = port.get_future();
    thread_ = std::jthread([this, port = std::move(port)]() mutable { Serve(port); });
    port_ = found.get();
  }
  ~TlsServer() { process_->Kill(); }

  std::string ca_file() const { return directory_.path("cert.pem"); }
  std::string url() const { return fmt::format("https://127.0.0.1:{}/", port_); }

 private:
  static void Run(const std::vector<std::string>& argv) {
    auto process = StartProcess({.argv = argv});
    ASSERT_THAT(process, IsOk());
    auto quiet = [](std::string_view) {};
    EXPECT_EQ((*process)->Wait(quiet, quiet, std::chrono::seconds(1), [] {}).value().code, 0);
  }

  void Serve(std::promise<int>& port) {
    auto process = StartProcess({.argv = {"/usr/bin/openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-key",
                                          directory_.path("key.pem"), "-cert", ca_file()}});
    ASSERT_THAT(process, IsOk());
    process_ = std::move(process).value();
    auto look = [&](std::string_view line) {
      constexpr std::string_view kReady = "ACCEPT 127.0.0.1:";
      if (line.starts_with(kReady)) port.set_value(std::stoi(std::string(line.substr(kReady.size()))));
    };
    static_cast<void>(process_->Wait(
        look, [](std::string_view) {}, std::chrono::seconds(1), [] {}));
  }

  TempDir directory_;
  int port_ = 0;
  std::unique_ptr<Subprocess> process_;
  std::jthread thread_;
};

TEST_F(CurlClientTest, AServerProvesItselfWithACertificateThatIsTrusted) {
  TlsServer server("127.0.0.1");
  options_.most_body_bytes = 100'000;
  options_.ca_file = server.ca_file();
  auto response = MakeHttpClient(options_)->Send({.url = server.url()});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->status, 200);
}

TEST_F(CurlClientTest, ACertificateThatNobodyVouchesForIsRefused) {
  TlsServer server("127.0.0.1");
  EXPECT_THAT(MakeHttpClient(options_)->Send({.url = server.url()}), FailsWith(ErrorKind::kUnauthenticated));
}

TEST_F(CurlClientTest, ACertificateForAnotherNameIsRefused) {
  TlsServer server("catalog.example.com");
  options_.ca_file = server.ca_file();
  EXPECT_THAT(MakeHttpClient(options_)->Send({.url = server.url()}), FailsWith(ErrorKind::kUnauthenticated));
}

TEST_F(CurlClientTest, AServerThatSpeaksNoTlsHasNotSeenTheRequest) {
  FakeHttpServer server([](const ReceivedRequest&) { return Answer(200, "x"); });
  auto outcome = MakeHttpClient(options_)->Send({.url = fmt::format("https://127.0.0.1:{}/", server.port())});
  EXPECT_THAT(outcome, FailsWith(ErrorKind::kUnavailable));
}

}  // namespace
}  // namespace lakeport::net
