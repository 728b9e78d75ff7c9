#include "metastore/endpoint.h"

#include <charconv>
#include <string_view>

#include "base/utf8.h"

namespace lakeport::metastore {

namespace {

constexpr std::string_view kScheme = "thrift://";
constexpr std::string_view kWhitespace = " \t\r\n";

std::string_view Trim(std::string_view text) {
  auto begin = text.find_first_not_of(kWhitespace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhitespace) - begin + 1);
}

Error Unreadable(std::string_view uri, std::string_view why) {
  return InvalidArgument("metastore address '{}' {}; it should read thrift://HOST:PORT", Printable(uri), why);
}

bool IsHostName(std::string_view host) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  return !host.empty() && host.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool IsIpv6(std::string_view host) {
  constexpr std::string_view kAllowed = "abcdefABCDEF0123456789.:%";
  return !host.empty() && host.find_first_not_of(kAllowed) == std::string_view::npos;
}

Result<int> ParsePort(std::string_view uri, std::string_view text) {
  int port = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535) {
    return Unreadable(uri, "has no valid port");
  }
  return port;
}

Result<Endpoint> ParseEndpoint(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return Unreadable(uri, "does not begin with thrift://");
  auto rest = uri.substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const bool bracketed = rest.starts_with('[');
  const auto host_end = bracketed ? rest.find(']') : rest.find(':');
  if (bracketed && host_end == std::string_view::npos) return Unreadable(uri, "has no closing ']'");

  const auto host = bracketed ? rest.substr(1, host_end - 1) : rest.substr(0, host_end);
  if (bracketed ? !IsIpv6(host) : !IsHostName(host)) return Unreadable(uri, "has no valid host name");
  Endpoint endpoint{.host = std::string(host)};
  auto tail = host_end == std::string_view::npos ? std::string_view() : rest.substr(host_end + (bracketed ? 1 : 0));
  if (tail.empty()) return endpoint;
  if (!tail.starts_with(':')) return Unreadable(uri, "has something after the host name");
  LP_ASSIGN(endpoint.port, ParsePort(uri, tail.substr(1)));
  return endpoint;
}

}  // namespace

std::string Endpoint::ToString() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  return fmt::format("{}{}{}{}:{}", kScheme, ipv6 ? "[" : "", host, ipv6 ? "]" : "", port);
}

Result<std::vector<Endpoint>> ParseEndpoints(const std::string& uris) {
  std::vector<Endpoint> endpoints;
  std::string_view rest = uris;
  while (!rest.empty()) {
    auto comma = rest.find(',');
    auto uri = Trim(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    if (uri.empty()) continue;
    LP_ASSIGN(auto endpoint, ParseEndpoint(uri));
    endpoints.push_back(std::move(endpoint));
  }
  if (endpoints.empty()) return InvalidArgument("no metastore address is given; it should read thrift://HOST:PORT");
  return endpoints;
}

}  // namespace lakeport::metastore
