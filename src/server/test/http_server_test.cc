#include "server/http_server.h"

#include <atomic>
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/testing/matchers.h"

namespace lakeport::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class CountingStream final : public BodyStream {
 public:
  std::optional<std::string> Next() override {
    if (count_ == 3) return std::nullopt;
    return "piece " + std::to_string(++count_) + "\n";
  }

 private:
  int count_ = 0;
};

Response Answer(const Request& request) {
  if (request.segments == std::vector<std::string>{"stream"}) return {.stream = std::make_unique<CountingStream>()};
  if (request.segments == std::vector<std::string>{"throw"}) throw std::runtime_error("a fault");
  std::string text = request.method;
  for (const auto& segment : request.segments) text += "|" + segment;
  for (const auto& [name, value] : request.query) text += "?" + name + "=" + value;
  return {.body = text + "#" + request.body};
}

class HttpServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto server = Listen("127.0.0.1:0", Answer);
    ASSERT_THAT(server, IsOk());
    server_ = std::move(server).value();
    thread_ = std::jthread([this](std::stop_token stop) { ASSERT_THAT(server_->Run(stop), IsOk()); });
  }

  // Sends `text` as it is on a connection of its own; all that comes back until the server closes it.
  std::string Send(const std::string& text) const {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(send(fd, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    std::string answer;
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<size_t>(got));
    close(fd);
    return answer;
  }

  std::unique_ptr<HttpServer> server_;
  std::jthread thread_;
};

TEST_F(HttpServerTest, TakesAPathAndAQueryApartAndDecodesThem) {
  auto answer = Send("GET /a%20b/c%2Fd?q=x%26y&limit=5 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(answer, EndsWith("GET|a b|c/d?limit=5?q=x&y#"));
}

TEST_F(HttpServerTest, ServesSeveralRequestsOnOneConnection) {
  std::string one = "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
  auto answer = Send(one + "GET /y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("POST|x#{}"));
  EXPECT_THAT(answer, EndsWith("GET|y#"));
}

TEST_F(HttpServerTest, SendsAStreamPieceByPiece) {
  auto answer = Send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(answer, EndsWith("8\r\npiece 1\n\r\n8\r\npiece 2\n\r\n8\r\npiece 3\n\r\n0\r\n\r\n"));
}

TEST_F(HttpServerTest, AThrowingHandlerEndsItsRequestOnly) {
  EXPECT_THAT(Send("GET /throw HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(Send("GET /y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), EndsWith("GET|y#"));
}

TEST_F(HttpServerTest, RefusesNonsenseAndTooMuch) {
  EXPECT_THAT(Send("this is not HTTP\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(Send("GET http://[bad HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(Send("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(Send("GET / HTTP/1.1\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n"), StartsWith("HTTP/1.1 431"));
}

TEST(ListenTest, RefusesAnAddressThatOthersCanReach) {
  for (const char* address :
       {"0.0.0.0:0", "192.168.1.1:80", "[::]:0", "example.com:80", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", ""}) {
    EXPECT_THAT(Listen(address, Answer), FailsWith(ErrorKind::kInvalidArgument)) << address;
  }
}

TEST(ListenTest, SaysThatAPortIsTaken) {
  auto first = Listen("127.0.0.1:0", Answer);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Listen("127.0.0.1:" + std::to_string((*first)->port()), Answer), FailsWith(ErrorKind::kUnavailable));
}

}  // namespace
}  // namespace lakeport::server
