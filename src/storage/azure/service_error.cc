#include "storage/azure/service_error.h"

#include <string_view>

#include <pugixml.hpp>

#include "base/redact.h"
#include "base/utf8.h"

namespace lakeport::storage::azure {
namespace {

constexpr size_t kMostMessage = 300;

// The first rule that fits counts; 0 and "" fit all.
struct ErrorRule {
  int status;
  std::string_view code;
  ErrorKind kind;
  std::string_view remedy;
};
constexpr ErrorRule kErrorRules[] = {
    {404, "ContainerNotFound", ErrorKind::kNotFound, "create the container, or correct its name"},
    {404, "", ErrorKind::kNotFound, ""},
    {409, "BlobAlreadyExists", ErrorKind::kAlreadyExists, ""},
    {409, "ContainerAlreadyExists", ErrorKind::kAlreadyExists, ""},
    {409, "DirectoryIsNotEmpty", ErrorKind::kInvalidArgument, "remove what is in it first"},
    {409, "ContainerBeingDeleted", ErrorKind::kUnavailable,
     "the container is being deleted; wait, then create it anew"},
    {409, "", ErrorKind::kConflict, "something else works on it; run again"},
    {412, "", ErrorKind::kConflict, "it was changed meanwhile; run again"},
    {400, "Md5Mismatch", ErrorKind::kCorruptData, "the bytes were changed on their way; run again"},
    {400, "InvalidBlockList", ErrorKind::kConflict, "another has written it meanwhile; run again"},
    {400, "InvalidBlobOrBlock", ErrorKind::kConflict, "another has written it meanwhile; run again"},
    {400, "", ErrorKind::kInvalidArgument, ""},
    {401, "", ErrorKind::kUnauthenticated, "check how the storage connection authenticates"},
    {403, "AuthenticationFailed", ErrorKind::kUnauthenticated,
     "check the key, or the signature's times and permissions, of the storage connection, and this machine's clock"},
    {403, "", ErrorKind::kPermissionDenied,
     "give it the role Storage Blob Data Contributor, or a signature that allows it"},
    {416, "", ErrorKind::kCorruptData, "it is shorter than it was"},
    {408, "", ErrorKind::kUnavailable, ""},
    {429, "", ErrorKind::kUnavailable, "the account is busy; run again, with fewer transfers at once"},
    {503, "", ErrorKind::kUnavailable, "the account is busy; run again, with fewer transfers at once"},
};

const ErrorRule* FindRule(int status, std::string_view code) {
  for (const auto& rule : kErrorRules) {
    if (rule.status == status && (rule.code.empty() || rule.code == code)) return &rule;
  }
  return nullptr;
}

// The service's own sentence, without the lines with ids and times that follow it.
std::string MessageOf(const net::HttpResponse& response) {
  pugi::xml_document document;
  if (!document.load_buffer(response.body.data(), response.body.size())) return "";
  std::string text = document.child("Error").child("Message").text().get();
  text = text.substr(0, text.find('\n')).substr(0, kMostMessage);
  return text.empty() ? "" : " (" + Printable(RedactText(text)) + ")";
}

}  // namespace

Error ServiceError(const net::HttpResponse& response, const std::string& method, const std::string& what) {
  auto code = response.Header("x-ms-error-code");
  const ErrorRule* rule = FindRule(response.status, code);
  ErrorKind kind = rule != nullptr          ? rule->kind
                   : response.status >= 500 ? ErrorKind::kUnavailable
                                            : ErrorKind::kCorruptData;
  auto text = fmt::format("Azure answered {} {} to {} {}{}", response.status, Printable(code), method, Printable(what),
                          MessageOf(response));
  if (rule != nullptr && !rule->remedy.empty()) text += fmt::format("; {}", rule->remedy);
  return {kind, text};
}

}  // namespace lakeport::storage::azure
