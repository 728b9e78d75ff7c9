#include "base/redact.h"

#include <algorithm>
#include <cctype>

namespace lakeport {
namespace {

constexpr std::string_view kSecretNames[] = {"password", "passwd", "pwd", "token", "sig", "key", "secret"};

bool TellsOfASecret(std::string_view parameter) {
  std::string name(parameter);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::any_of(std::begin(kSecretNames), std::end(kSecretNames),
                     [&](std::string_view secret) { return name.find(secret) != std::string::npos; });
}

// "user:***@host:5432" for "user:password@host:5432".
std::string RedactAuthority(std::string_view authority) {
  auto at = authority.rfind('@');
  auto colon = authority.find(':');
  if (at == std::string_view::npos || colon == std::string_view::npos || colon > at) return std::string(authority);
  return std::string(authority.substr(0, colon + 1)) + kRedacted + std::string(authority.substr(at));
}

std::string RedactQuery(std::string_view query) {
  std::string redacted;
  while (!query.empty()) {
    auto parameter = query.substr(0, query.find('&'));
    auto name = parameter.substr(0, parameter.find('='));
    bool hide = name.size() < parameter.size() && TellsOfASecret(name);
    redacted += hide ? std::string(name) + "=" + kRedacted : std::string(parameter);
    query.remove_prefix(parameter.size());
    if (query.empty()) break;
    redacted += '&';
    query.remove_prefix(1);
  }
  return redacted;
}

}  // namespace

std::string RedactUri(std::string_view uri) {
  auto scheme_end = uri.find("://");
  if (scheme_end == std::string_view::npos) return std::string(uri);
  auto begin = scheme_end + 3;
  auto question = uri.find('?', begin);
  auto before_query = uri.substr(0, question);
  // A password may hold an unescaped '/': whatever stands before the last '@' belongs to the authority.
  auto last_at = before_query.rfind('@');
  auto slash = uri.find('/', last_at == std::string_view::npos || last_at < begin ? begin : last_at);
  auto authority_end = std::min({slash, question, uri.size()});
  std::string redacted(uri.substr(0, begin));
  redacted += RedactAuthority(uri.substr(begin, authority_end - begin));
  redacted += uri.substr(authority_end, std::min(question, uri.size()) - authority_end);
  if (question == std::string_view::npos) return redacted;
  return redacted + "?" + RedactQuery(uri.substr(question + 1));
}

}  // namespace lakeport
