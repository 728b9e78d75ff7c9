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

namespace {

// What a value or a URI within a text ends at.
constexpr std::string_view kEnds = " \t\r\n\"'<>()[]{}|\\^`,;";

// Narrower than for a URI's query: "custkey=7" is a partition, and the reader needs it.
constexpr std::string_view kSecretEndings[] = {"password",  "passwd",    "pwd",    "token",      "secret", "accountkey",
                                               "accesskey", "secretkey", "apikey", "privatekey", "sig",    "signature"};

bool NamesASecret(std::string_view name) {
  std::string plain;
  for (char c : name) {
    if (c != '_' && c != '-') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return std::any_of(std::begin(kSecretEndings), std::end(kSecretEndings),
                     [&](std::string_view ending) { return plain.ends_with(ending); });
}

bool IsNameCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }

// One word, which may be a URI, or "name=value" where the name tells of a secret.
std::string RedactWord(std::string_view word) {
  if (word.find("://") != std::string_view::npos) return RedactUri(word);
  auto equals = word.find_first_of("=:");
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == word.size()) return std::string(word);
  auto begin = equals;
  while (begin > 0 && IsNameCharacter(word[begin - 1])) --begin;
  if (!NamesASecret(word.substr(begin, equals - begin))) return std::string(word);
  return std::string(word.substr(0, equals + 1)) + kRedacted;
}

bool IsBearer(std::string_view word) {
  return word.size() == 6 &&
         std::equal(word.begin(), word.end(), "bearer", [](unsigned char a, char b) { return std::tolower(a) == b; });
}

}  // namespace

std::string RedactValue(std::string_view text, std::string_view secret) {
  constexpr size_t kLeast = 4;
  if (secret.size() < kLeast) return std::string(text);
  std::string redacted;
  for (auto at = text.find(secret); at != std::string_view::npos; at = text.find(secret)) {
    redacted += std::string(text.substr(0, at)) + kRedacted;
    text.remove_prefix(at + secret.size());
  }
  return redacted.append(text);
}

std::string RedactText(std::string_view text) {
  std::string redacted;
  bool after_bearer = false;
  while (!text.empty()) {
    auto word = text.substr(0, text.find_first_of(kEnds));
    if (!word.empty()) {
      redacted += after_bearer ? std::string(kRedacted) : RedactWord(word);
      after_bearer = IsBearer(word);
      text.remove_prefix(word.size());
      continue;
    }
    redacted += text.front();
    text.remove_prefix(1);
  }
  return redacted;
}

}  // namespace lakeport
