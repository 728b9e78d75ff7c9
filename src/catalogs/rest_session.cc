#include "catalogs/rest_session.h"

#include <algorithm>

#include "base/redact.h"
#include "base/utf8.h"
#include "base/version.h"
#include "catalogs/rest_error.h"
#include "net/url.h"

namespace lakeport::catalogs {
namespace {

constexpr size_t kMostProperties = 10'000;

std::string WithoutSlashes(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

// True for what may be part of a path as it is: nothing that ends it, leaves
// it, or breaks a line.
bool IsPathPart(std::string_view text) {
  bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '?' && c != '#'; });
  return plain && ("/" + std::string(text) + "/").find("/../") == std::string::npos;
}

net::ClientCredentials CredentialsOf(const RestOptions& options) {
  auto colon = options.credential.find(':');
  bool has_id = colon != std::string::npos;
  return {.token_uri = options.oauth2_server_uri.empty() ? WithoutSlashes(options.uri) + "/v1/oauth/tokens"
                                                         : options.oauth2_server_uri,
          .client_id = has_id ? options.credential.substr(0, colon) : "",
          .client_secret = has_id ? options.credential.substr(colon + 1) : options.credential,
          .scope = options.scope};
}

Result<std::unique_ptr<net::TokenSource>> MakeTokens(net::HttpClient& client, const RestOptions& options,
                                                     const Clock& clock) {
  if (!options.token.empty() && !options.credential.empty()) {
    return InvalidArgument("it has both a token and a credential; leave one out");
  }
  if (!options.token.empty()) return net::MakeFixedToken(options.token);
  if (!options.credential.empty()) return net::MakeClientCredentials(client, CredentialsOf(options), clock);
  return std::unique_ptr<net::TokenSource>();
}

Status AddProperties(const Json& config, const std::string& key, std::map<std::string, std::string>& properties) {
  const Json* members = FindMember(config, key);
  if (members == nullptr) return Ok();
  if (!members->is_object()) return CorruptData("\"{}\" must be an object, not {}", key, members->type_name());
  if (members->size() > kMostProperties) return CorruptData("\"{}\" has {} members", key, members->size());
  for (const auto& [name, value] : members->items()) {
    if (value.is_string()) properties[name] = value.get<std::string>();
  }
  return Ok();
}

}  // namespace

RestSession::RestSession(std::unique_ptr<net::HttpClient> client, RestOptions options)
    : client_(std::move(client)),
      options_(std::move(options)),
      secret_(options_.token.empty() ? CredentialsOf(options_).client_secret : options_.token),
      base_(WithoutSlashes(options_.uri) + "/v1") {}

Result<std::unique_ptr<RestSession>> RestSession::Open(std::unique_ptr<net::HttpClient> client, RestOptions options,
                                                       const Clock& clock) {
  LP_TRY(net::OriginOf(options.uri), "reading uri");
  std::unique_ptr<RestSession> session(new RestSession(std::move(client), std::move(options)));
  LP_ASSIGN(session->tokens_, MakeTokens(*session->client_, session->options_, clock));
  RestCall call{.path = "config"};
  if (!session->options_.warehouse.empty()) call.parameters.emplace_back("warehouse", session->options_.warehouse);
  LP_ASSIGN(Json config, session->Get(call), "asking {} for its configuration", RedactUri(session->options_.uri));
  LP_TRY(session->TakeConfig(config), "reading the configuration of {}", RedactUri(session->options_.uri));
  return session;
}

Status RestSession::TakeConfig(const Json& config) {
  if (!config.is_object()) return CorruptData("it must be an object, not {}", config.type_name());
  LP_TRY(AddProperties(config, "defaults", properties_));
  if (!options_.warehouse.empty()) properties_["warehouse"] = options_.warehouse;
  LP_TRY(AddProperties(config, "overrides", properties_));
  LP_TRY(TakeUri());
  auto prefix = properties_.find("prefix");
  if (prefix == properties_.end()) return Ok();
  if (!IsPathPart(prefix->second)) return CorruptData("\"{}\" can't be a prefix", Printable(prefix->second));
  auto trimmed = WithoutSlashes(prefix->second);
  if (!trimmed.empty()) base_ += "/" + trimmed;
  return Ok();
}

// The server may say that its API lies at another path, but not on another
// host.
Status RestSession::TakeUri() {
  auto uri = properties_.find("uri");
  if (uri == properties_.end()) return Ok();
  LP_ASSIGN(auto there, net::OriginOf(uri->second), "reading the uri that the server gives");
  LP_ASSIGN(auto here, net::OriginOf(options_.uri));
  if (there != here) {
    return InvalidArgument(
        "the server says that the catalog is at {}; if that "
        "is right, write it as uri",
        Printable(RedactUri(uri->second)));
  }
  base_ = WithoutSlashes(uri->second) + "/v1";
  return Ok();
}

Result<net::HttpResponse> RestSession::Send(const RestCall& call) {
  auto url = base_ + "/" + call.path;
  if (!call.parameters.empty()) url += "?" + net::FormatParameters(call.parameters);
  return SendTo(url, call);
}

Result<net::HttpResponse> RestSession::SendTo(const std::string& url, const RestCall& call) {
  net::HttpRequest request{.method = call.method, .url = url};
  request.headers = {{"Accept", "application/json"}, {"User-Agent", fmt::format("lakeport/{}", kVersion)}};
  if (call.body) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = FormatJson(*call.body);
  }
  const auto plain = request.headers;
  std::string token = call.token;
  for (bool again = true;;) {
    bool own = token.empty();
    if (own && tokens_ != nullptr) {
      LP_ASSIGN(token, tokens_->Get());
    }
    request.headers = plain;
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    LP_ASSIGN(auto response, client_->Send(request));
    bool refused = response.status == 401 || response.status == 419;
    if (!refused || !again) return response;
    // A token that came with the table gives way to the connection's own, and
    // that one to a new one, once.
    if (own && (tokens_ == nullptr || !tokens_->Refuse(token))) return response;
    again = !own;
    token.clear();
  }
}

Result<Json> RestSession::Get(const RestCall& call) {
  LP_ASSIGN(auto response, Send(call));
  bool success = response.status >= 200 && response.status < 300;
  if (!success) return RestError(response, secret_);
  if (response.body.empty()) return Json();
  return ParseJson(response.body, "the catalog's answer");
}

}  // namespace lakeport::catalogs
