#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "net/http_client.h"
#include "net/oauth.h"

namespace lakeport::catalogs {

struct RestOptions {
  std::string uri;          // without "/v1"
  std::string warehouse{};  // which of the server's; may be empty
  // How it says who it is; both empty: not at all.
  std::string token{};
  std::string credential{};         // "client:secret", or "secret"
  std::string oauth2_server_uri{};  // empty: the catalog's own, <uri>/v1/oauth/tokens
  std::string scope = "catalog";
  int page_size = 0;  // how many names the server is to list at once; 0: as it likes
};

struct RestCall {
  std::string method = "GET";
  std::string path;  // below /v1/<prefix>/, encoded: "namespaces/a/tables"
  std::vector<std::pair<std::string, std::string>> parameters{};
  std::optional<Json> body{};
  std::string token{};  // instead of the connection's own, as long as the server
                        // takes it
};

// An Iceberg REST catalog's server, for one client. Safe from several threads.
//
// Credentials go to the host of `uri` and to oauth2_server_uri, and nowhere
// else, whatever the server says.
class RestSession {
 public:
  // Asks the server for its configuration (GET /v1/config). The client should
  // try again by itself; `clock` outlives the session.
  static Result<std::unique_ptr<RestSession>> Open(std::unique_ptr<net::HttpClient> client, RestOptions options,
                                                   const Clock& clock);

  // The answer, whatever its status, to a request that carries a token; with a
  // new one, when the first was refused.
  Result<net::HttpResponse> Send(const RestCall& call);
  // The JSON of a success, or null when it has none; otherwise RestError.
  Result<Json> Get(const RestCall& call);

  // What the server wants its clients to know, over what they know themselves.
  const std::map<std::string, std::string>& properties() const { return properties_; }
  const RestOptions& options() const { return options_; }
  // What must never be shown.
  const std::string& secret() const { return secret_; }

 private:
  RestSession(std::unique_ptr<net::HttpClient> client, RestOptions options);

  Status TakeConfig(const Json& config);
  Status TakeUri();
  Result<net::HttpResponse> SendTo(const std::string& url, const RestCall& call);

  const std::unique_ptr<net::HttpClient> client_;
  const RestOptions options_;
  std::string secret_;
  std::unique_ptr<net::TokenSource> tokens_;  // nullptr: none
  std::map<std::string, std::string> properties_;
  std::string base_;  // "https://host/path/v1"; with the prefix once the server
                      // has said it
};

}  // namespace lakeport::catalogs
