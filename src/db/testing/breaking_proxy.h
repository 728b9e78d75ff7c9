#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lakeport::db {

// Sits between a client and a server on loopback and passes bytes on, until the client sends the word that it was told
// to break at. Then both connections end, before or after the word has reached the server and been answered.
class BreakingProxy {
 public:
  enum class When { kBeforeItIsSent, kAfterItIsAnswered };

  explicit BreakingProxy(int server_port) : server_port_(server_port), listener_(Listen()) {
    thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  }
  ~BreakingProxy() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }

  int port() const {
    struct sockaddr_in address {};
    socklen_t size = sizeof(address);
    ::getsockname(listener_, reinterpret_cast<struct sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }
  // The next time that the client sends `word`, once; not before it has sent `first`, if there is one.
  void BreakAt(std::string word, When when, std::string first = "") {
    word_ = std::move(word);
    when_ = when;
    first_ = std::move(first);
    armed_ = true;
  }

 private:
  struct Pair {
    int client, server;
  };

  static struct sockaddr_in Loopback(int port) {
    struct sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  static int Listen() {
    int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = Loopback(0);
    ::bind(listener, reinterpret_cast<struct sockaddr*>(&address), sizeof(address));
    ::listen(listener, 16);
    return listener;
  }
  int Connect() const {
    int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = Loopback(server_port_);
    ::connect(server, reinterpret_cast<struct sockaddr*>(&address), sizeof(address));
    return server;
  }

  void Run(const std::stop_token& stop) {
    std::vector<Pair> pairs;
    while (!stop.stop_requested()) {
      std::vector<struct pollfd> waits = {{listener_, POLLIN, 0}};
      for (const auto& pair : pairs) {
        waits.push_back({pair.client, POLLIN, 0});
        waits.push_back({pair.server, POLLIN, 0});
      }
      ::poll(waits.data(), waits.size(), 20);
      for (size_t i = pairs.size(); i-- > 0;) {
        bool alive = (waits[1 + 2 * i].revents == 0 || PassRequest(pairs[i])) &&
                     (waits[2 + 2 * i].revents == 0 || PassOn(pairs[i].server, pairs[i].client));
        if (!alive) End(pairs, i);
      }
      if (waits[0].revents != 0) pairs.push_back({::accept(listener_, nullptr, nullptr), Connect()});
    }
    while (!pairs.empty()) End(pairs, pairs.size() - 1);
  }

  static void End(std::vector<Pair>& pairs, size_t i) {
    ::close(pairs[i].client);
    ::close(pairs[i].server);
    pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(i));
  }

  static bool PassOn(int from, int to) {
    char buffer[65536];
    ssize_t got = ::recv(from, buffer, sizeof(buffer), 0);
    return got > 0 && ::send(to, buffer, static_cast<size_t>(got), MSG_NOSIGNAL) == got;
  }

  bool Breaks(std::string_view request) {
    if (!armed_) return false;
    if (request.find(first_) != std::string_view::npos) first_.clear();
    bool breaks = first_.empty() && request.find(word_) != std::string_view::npos;
    armed_ = !breaks;
    return breaks;
  }

  bool PassRequest(const Pair& pair) {
    char buffer[65536];
    ssize_t got = ::recv(pair.client, buffer, sizeof(buffer), 0);
    if (got <= 0) return false;
    std::string_view request(buffer, static_cast<size_t>(got));
    bool breaks = Breaks(request);
    if (breaks && when_ == When::kBeforeItIsSent) return false;
    if (::send(pair.server, buffer, request.size(), MSG_NOSIGNAL) != got) return false;
    if (breaks) ::recv(pair.server, buffer, sizeof(buffer), 0);
    return !breaks;
  }

  const int server_port_;
  const int listener_;
  std::string word_, first_;
  When when_ = When::kBeforeItIsSent;
  std::atomic<bool> armed_ = false;
  std::jthread thread_;
};

}  // namespace lakeport::db
