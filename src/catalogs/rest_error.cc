#include "catalogs/rest_error.h"

#include <algorithm>
#include <optional>

#include "base/json.h"
#include "base/redact.h"
#include "base/utf8.h"

namespace lakeport::catalogs {
namespace {

constexpr size_t kMostText = 500;

// By the names of the exceptions of Iceberg's Java library, which the
// specification has for "type".
struct TypeRule {
  std::string_view type;
  ErrorKind kind;
};
constexpr TypeRule kTypeRules[] = {
    {"NoSuchTableException", ErrorKind::kNotFound},
    {"NoSuchNamespaceException", ErrorKind::kNotFound},
    {"NoSuchViewException", ErrorKind::kNotFound},
    {"AlreadyExistsException", ErrorKind::kAlreadyExists},
    {"NamespaceNotEmptyException", ErrorKind::kConflict},
    {"CommitFailedException", ErrorKind::kConflict},
    {"CommitStateUnknownException", ErrorKind::kCommitUnknown},
};

struct StatusRule {
  int status;
  ErrorKind kind;
  std::string_view remedy;
};
constexpr StatusRule kStatusRules[] = {
    {401, ErrorKind::kUnauthenticated, "check the connection's token or credential"},
    {419, ErrorKind::kUnauthenticated, "get a new token, or use a credential, which gets new ones by itself"},
    {403, ErrorKind::kPermissionDenied, "give the connection's user the right to do so"},
    {404, ErrorKind::kNotFound, ""},
    {406, ErrorKind::kUnsupported, "the server cannot do this"},
    {408, ErrorKind::kTimeout, ""},
    {409, ErrorKind::kConflict, ""},
    {413, ErrorKind::kInvalidArgument, "raise the limit of the server, or of the proxy before it"},
    {429, ErrorKind::kUnavailable, ""},
    {501, ErrorKind::kUnsupported, "the server cannot do this"},
};

struct ErrorModel {
  std::string type;
  std::string message;
};

std::optional<ErrorModel> ParseErrorModel(const std::string& body) {
  auto json = ParseJson(body, "an error");
  if (!json.ok()) return std::nullopt;
  const Json* error = FindMember(*json, "error");
  if (error == nullptr || !error->is_object()) return std::nullopt;
  return ErrorModel{TextOr(*error, "type"), TextOr(*error, "message")};
}

StatusRule RuleOf(int status) {
  for (const StatusRule& rule : kStatusRules) {
    if (rule.status == status) return rule;
  }
  if (status >= 300 && status < 400) {
    return {status, ErrorKind::kInvalidArgument,
            "it redirects, which is not followed; put the address it means in uri"};
  }
  return {status, status >= 500 ? ErrorKind::kUnavailable : ErrorKind::kInvalidArgument, ""};
}

std::string Shown(const std::string& text, const std::string& secret) {
  auto shown = Printable(RedactText(RedactValue(text, secret)));
  return shown.size() > kMostText ? shown.substr(0, kMostText) + "..." : shown;
}

}  // namespace

Error RestError(const net::HttpResponse& response, const std::string& secret) {
  StatusRule rule = RuleOf(response.status);
  auto model = ParseErrorModel(response.body);
  if (!model && response.status == 404) {
    return InvalidArgument(
        "the server knows no such path (404): does uri name "
        "an Iceberg REST catalog?");
  }
  auto text = fmt::format("the catalog answered {}", response.status);
  if (model) text += ": " + Shown(model->message.empty() ? model->type : model->message, secret);
  if (!model && response.status >= 300 && response.status < 400)
    text += ": " + Shown(response.Header("location"), secret);
  if (!rule.remedy.empty()) text += fmt::format("; {}", rule.remedy);
  for (const TypeRule& type : kTypeRules) {
    if (model && model->type == type.type) return {type.kind, text};
  }
  return {rule.kind, text};
}

Error RestCommitError(const net::HttpResponse& response, const std::string& secret) {
  Error error = RestError(response, secret);
  bool unknown = response.status == 408 || (response.status >= 500 && response.status != 501 && response.status != 503);
  return unknown ? CommitUnknown("{}", error.message()) : error;
}

Error RestCommitError(Error failure) {
  ErrorKind kind = failure.kind();
  bool not_sent = kind == ErrorKind::kUnavailable || kind == ErrorKind::kUnauthenticated ||
                  kind == ErrorKind::kInvalidArgument || kind == ErrorKind::kPermissionDenied;
  if (not_sent) return failure;
  return CommitUnknown("{}", failure.message());
}

}  // namespace lakeport::catalogs
