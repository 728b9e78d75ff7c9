#pragma once

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lakeport::net {

struct ReceivedRequest {
  std::string method;
  std::string target;                          // path and query, as sent
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string Header(const std::string& name) const {
    auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

// What the server does: sends the bytes, then goes on, hangs up, or neither until the test is over.
struct Reaction {
  enum class Then { kGoOn, kHangUp, kHang };
  std::string bytes;
  Then then = Then::kGoOn;
};

using ExtraHeaders = std::vector<std::pair<std::string, std::string>>;

inline Reaction Answer(int status, const std::string& body, const ExtraHeaders& headers = {}) {
  std::string bytes = fmt::format("HTTP/1.1 {} -\r\nContent-Length: {}\r\n", status, body.size());
  for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
  return {bytes + "\r\n" + body};
}

// An HTTP server on loopback that answers, well or badly, as a function says. The function is called by one thread at a
// time.
class FakeHttpServer {
 public:
  using React = std::function<Reaction(const ReceivedRequest&)>;

  explicit FakeHttpServer(React react) : react_(std::move(react)), listener_(Listen()) {
    acceptor_ = std::jthread([this] { Accept(); });
  }
  ~FakeHttpServer() {
    {
      std::lock_guard lock(mutex_);
      over_ = true;
      for (int connection : connections_) ::shutdown(connection, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    workers_.clear();
    ::close(listener_);
  }

  std::string url(const std::string& path = "") const { return fmt::format("http://127.0.0.1:{}{}", port(), path); }
  int port() const {
    struct sockaddr_in address {};
    socklen_t size = sizeof(address);
    ::getsockname(listener_, reinterpret_cast<struct sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }
  std::vector<ReceivedRequest> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }
  size_t connections() const {
    std::lock_guard lock(mutex_);
    return accepted_;
  }

 private:
  static int Listen() {
    int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<struct sockaddr*>(&address), sizeof(address)) != 0) std::abort();
    if (::listen(listener, 64) != 0) std::abort();
    return listener;
  }

  void Accept() {
    for (;;) {
      int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) return;
      std::lock_guard lock(mutex_);
      if (over_) {
        ::close(connection);
        return;
      }
      ++accepted_;
      connections_.insert(connection);
      workers_.emplace_back([this, connection] { Serve(connection); });
    }
  }

  void Serve(int connection) {
    std::string buffer;
    ReceivedRequest request;
    while (Read(connection, buffer, request)) {
      Reaction reaction = Take(request);
      if (!Write(connection, reaction.bytes) || reaction.then == Reaction::Then::kHangUp) break;
      if (reaction.then == Reaction::Then::kHang) WaitForTheEnd(connection);
    }
    std::lock_guard lock(mutex_);
    connections_.erase(connection);
    ::close(connection);
  }

  Reaction Take(const ReceivedRequest& request) {
    std::lock_guard one_at_a_time(react_mutex_);
    {
      std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    return react_(request);
  }

  static bool Fill(int connection, std::string& buffer) {
    char bytes[16384];
    ssize_t got = ::recv(connection, bytes, sizeof(bytes), 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<size_t>(got));
    return true;
  }

  static void WaitForTheEnd(int connection) {
    std::string ignored;
    while (Fill(connection, ignored)) ignored.clear();
  }

  // One whole request; false when the client has gone.
  static bool Read(int connection, std::string& buffer, ReceivedRequest& request) {
    size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!Fill(connection, buffer)) return false;
    }
    request = ParseHead(buffer.substr(0, end + 2));
    buffer.erase(0, end + 4);
    auto length = request.Header("content-length");
    size_t wanted = length.empty() ? 0 : std::stoul(length);
    while (buffer.size() < wanted) {
      if (!Fill(connection, buffer)) return false;
    }
    request.body = buffer.substr(0, wanted);
    buffer.erase(0, wanted);
    return true;
  }

  static ReceivedRequest ParseHead(const std::string& head) {
    ReceivedRequest request;
    size_t line_end = head.find("\r\n");
    std::string line = head.substr(0, line_end);
    request.method = line.substr(0, line.find(' '));
    request.target = line.substr(line.find(' ') + 1, line.rfind(' ') - line.find(' ') - 1);
    for (size_t at = line_end + 2; at < head.size(); at = head.find("\r\n", at) + 2) {
      auto header = head.substr(at, head.find("\r\n", at) - at);
      auto colon = header.find(':');
      auto name = header.substr(0, colon);
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      request.headers[name] = colon + 2 < header.size() ? header.substr(colon + 2) : "";
    }
    return request;
  }

  static bool Write(int connection, std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  const React react_;
  const int listener_;
  std::mutex react_mutex_;
  mutable std::mutex mutex_;
  bool over_ = false;
  size_t accepted_ = 0;
  std::set<int> connections_;
  std::vector<ReceivedRequest> requests_;
  std::vector<std::jthread> workers_;
  std::jthread acceptor_;
};

}  // namespace lakeport::net
