#pragma once

#include <functional>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lakeport::metastore {

// A port on loopback, and what is done with each connection to it: a server that is none.
class RawServer {
 public:
  explicit RawServer(std::function<void(int socket)> serve) : serve_(std::move(serve)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(listener_, 8) != 0) std::abort();
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Accept(); });
  }
  ~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  std::string uri() const { return fmt::format("thrift://127.0.0.1:{}", port_); }

 private:
  void Accept() {
    for (int connection = 0; (connection = accept(listener_, nullptr, nullptr)) >= 0;) {
      serve_(connection);
      close(connection);
    }
  }

  std::function<void(int)> serve_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace lakeport::metastore
