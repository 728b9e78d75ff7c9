#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/backoff.h"
#include "base/result.h"

namespace lakeport::net {

struct HttpRequest {
  std::string method = "GET";
  std::string url{};  // http or https
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  // True when sending it twice does no more than once. GET and HEAD are so in any case.
  bool may_be_repeated = false;
  // False for a body that may say that it is compressed, and is wanted as it is.
  bool unpack_body = true;

  bool is_repeatable() const { return may_be_repeated || method == "GET" || method == "HEAD"; }
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers{};  // names in lower case; of several of a name, the last
  std::string body{};
  int attempts = 1;  // how often the request was sent until this came

  std::string Header(const std::string& lower_case_name) const;  // "" when there is none
};

// One exchange over HTTP. Safe from several threads.
//
// A response of any status is a success here. Errors tell whether the server can have seen the request:
//   Unavailable      it has not: no such host, nobody listens
//   Timeout          it may have: no whole answer came, in time or at all
//   Unauthenticated  it has not: the server could not prove who it is (TLS)
//   CorruptData      it has; the answer is no HTTP, or larger than it may be
//   InvalidArgument  the request is none: the URL, a header with a line break
// Redirects are not followed: what is sent is meant for the host that is named. No error shows a header, a body or
// what a URL has of secrets.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual Result<HttpResponse> Send(const HttpRequest& request) = 0;
};

struct HttpOptions {
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{120'000};  // for the whole exchange
  size_t most_body_bytes = size_t{256} << 20;  // of an answer, unpacked
  size_t most_header_bytes = size_t{256} << 10;
  std::string ca_file{};  // certificates to trust, in PEM; empty: the system's
};

// By libcurl: TLS 1.2 or newer with the server's certificate and name checked, connections kept for the next request,
// proxies as https_proxy and no_proxy in the environment say.
std::unique_ptr<HttpClient> MakeHttpClient(const HttpOptions& options = {});

struct RetryOptions {
  int attempts = 5;
  Backoff backoff{.first = std::chrono::milliseconds(200), .cap = std::chrono::milliseconds(10'000)};
  // The longest wait that a server may ask for by Retry-After; who asks for more gets no further try.
  std::chrono::milliseconds longest_wait{30'000};
  // Waits; empty: really does.
  std::function<void(std::chrono::milliseconds)> wait{};
};

// Sends again what did not get through: after 429 and 503, with which a server refuses before it does anything, and
// when the server has not seen it; a request that may be repeated also after 500, 502, 504 and without an answer. Waits
// in between as Retry-After says, or longer each time. The last response or error is the caller's.
std::unique_ptr<HttpClient> Retrying(std::unique_ptr<HttpClient> client, RetryOptions options = {});

}  // namespace lakeport::net
