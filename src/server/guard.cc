#include "server/guard.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "server/problem.h"

namespace lakeport::server {
namespace {

constexpr std::array<std::string_view, 3> kOwnNames{"localhost", "127.0.0.1", "[::1]"};

bool IsOwnHost(std::string_view host, uint16_t port) {
  std::string suffix = ":" + std::to_string(port);
  if (host.ends_with(suffix)) host.remove_suffix(suffix.size());
  return std::find(kOwnNames.begin(), kOwnNames.end(), host) != kOwnNames.end();
}

bool IsOwnOrigin(std::string_view origin, uint16_t port) {
  constexpr std::string_view kScheme = "http://";
  return origin.starts_with(kScheme) && IsOwnHost(origin.substr(kScheme.size()), port);
}

bool IsFromElsewhere(const Request& request, uint16_t port) {
  auto site = request.Header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  auto origin = request.Header("origin");
  return !origin.empty() && !IsOwnOrigin(origin, port);
}

bool IsJson(std::string_view content_type) {
  return content_type == "application/json" || content_type.starts_with("application/json;");
}

}  // namespace

std::optional<Response> Refuse(const Request& request, uint16_t port) {
  auto host = request.Header("host");
  if (!IsOwnHost(host, port)) {
    return Problem(421, "this portal does not answer for host \"" + std::string(host) + "\"; open it as localhost");
  }
  bool writes = request.method != "GET" && request.method != "HEAD";
  if (!writes) return std::nullopt;
  if (IsFromElsewhere(request, port)) return Problem(403, "a change must come from the portal's own pages");
  if (!request.body.empty() && !IsJson(request.Header("content-type"))) {
    return Problem(415, "the body must be JSON; send Content-Type: application/json");
  }
  return std::nullopt;
}

void AddSecurityHeaders(Response& response) {
  constexpr std::string_view kPolicy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
  response.headers.emplace_back("Content-Security-Policy", kPolicy);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace lakeport::server
