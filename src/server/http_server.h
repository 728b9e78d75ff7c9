#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "server/http.h"

namespace lakeport::server {

// HTTP/1.1 on one address. A request's head is limited to 16 KiB and its body to 8 MiB; an idle connection is closed
// after a minute; at most 1,000 are open at once.
class HttpServer {
 public:
  virtual ~HttpServer() = default;

  virtual uint16_t port() const = 0;  // the one chosen, when 0 was asked for
  // Serves until `stop`; then open responses are cut off.
  virtual Status Run(std::stop_token stop) = 0;
};

// `listen` is "127.0.0.1:8080" or "[::1]:8080". InvalidArgument for an address that is not a loopback one: without
// users to sign in, the portal is for the person at this machine. Unavailable when the port is taken.
Result<std::unique_ptr<HttpServer>> Listen(const std::string& listen, Handler handler);

}  // namespace lakeport::server
