#include "db/uri.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/redact.h"
#include "base/utf8.h"

namespace lakeport::db {
namespace {

// The scheme without a driver's name: "postgresql" of "postgresql+psycopg2".
std::string_view TakeScheme(std::string_view text) { return text.substr(0, text.find('+')); }

Result<DatabaseUri> ParseSqlite(std::string_view rest) {
  auto first = rest.find_first_not_of('/');
  if (!rest.starts_with('/') || first == std::string_view::npos || rest.ends_with('/')) {
    return InvalidArgument("a SQLite URI names a file by its absolute path: sqlite:///var/lib/lakeport/catalog.db");
  }
  if (rest.find('?') != std::string_view::npos || rest.find('\0') != std::string_view::npos) {
    return InvalidArgument("a SQLite URI is a path alone, without '?' and parameters: sqlite:///var/lib/catalog.db");
  }
  auto path = "/" + std::string(rest.substr(first));
  return DatabaseUri{.dialect = Dialect::kSqlite, .path = path, .libpq = {}, .display = "sqlite://" + path};
}

Result<DatabaseUri> ParsePostgres(std::string_view rest) {
  if (rest.find('\0') != std::string_view::npos) return InvalidArgument("a PostgreSQL URI holds a NUL");
  auto uri = "postgresql://" + std::string(rest);
  return DatabaseUri{
      .dialect = Dialect::kPostgres, .path = {}, .libpq = uri, .display = RedactUri(uri.substr(0, uri.find('?')))};
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string PercentDecode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    bool escape = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    decoded += escape ? static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2])) : text[i];
    i += escape ? 2 : 0;
  }
  return decoded;
}

// What RedactUri hides: the text between the pieces that the URI and its redacted form have in common.
std::vector<std::string> FindPasswords(std::string_view uri) {
  std::vector<std::string> passwords;
  std::string redacted = RedactUri(uri);
  std::string_view left = redacted;
  for (auto hidden = left.find(kRedacted); hidden != std::string_view::npos; hidden = left.find(kRedacted)) {
    uri.remove_prefix(hidden);
    left.remove_prefix(hidden + std::string_view(kRedacted).size());
    auto next = left.substr(0, left.find(kRedacted));
    auto end = next.empty() ? uri.size() : uri.find(next);
    if (end == std::string_view::npos) break;
    passwords.emplace_back(uri.substr(0, end));
    uri.remove_prefix(end);
  }
  return passwords;
}

void ReplaceAll(std::string& text, const std::string& what) {
  if (what.empty()) return;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 3)) {
    text.replace(at, what.size(), kRedacted);
  }
}

}  // namespace

Result<DatabaseUri> ParseDatabaseUri(std::string_view uri) {
  auto end = uri.find("://");
  auto scheme = TakeScheme(uri.substr(0, end == std::string_view::npos ? 0 : end));
  auto rest = end == std::string_view::npos ? std::string_view() : uri.substr(end + 3);
  if (scheme == "sqlite") return ParseSqlite(rest);
  if (scheme == "postgresql" || scheme == "postgres") return ParsePostgres(rest);
  return InvalidArgument("a database's URI begins with sqlite:/// or postgresql://, not with \"{}\"",
                         scheme.empty() ? std::string("something else") : Printable(scheme));
}

std::string WithDefaultParameter(std::string uri, std::string_view name, std::string_view value) {
  auto question = uri.find('?');
  if (question == std::string::npos) return fmt::format("{}?{}={}", uri, name, value);
  auto wanted = fmt::format("{}=", name);
  auto query = std::string_view(uri).substr(question + 1);
  bool there = query.starts_with(wanted) || query.find("&" + wanted) != std::string_view::npos;
  return there ? uri : fmt::format("{}&{}={}", uri, name, value);
}

std::string WithoutPasswords(std::string text, std::string_view uri) {
  for (const auto& password : FindPasswords(uri)) {
    ReplaceAll(text, password);
    ReplaceAll(text, PercentDecode(password));
  }
  return text;
}

}  // namespace lakeport::db
