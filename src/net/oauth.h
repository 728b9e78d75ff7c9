#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "net/http_client.h"

namespace lakeport::net {

// Where bearer tokens come from. Safe from several threads.
class TokenSource {
 public:
  virtual ~TokenSource() = default;

  // A token to be used now. As HttpClient fails; Unauthenticated when the credential is refused.
  virtual Result<std::string> Get() = 0;
  // To be told that a server has refused a token. True: Get may have another one now.
  virtual bool Refuse(const std::string& token) = 0;
};

// True for what can stand behind "Bearer ": printable ASCII without spaces.
bool IsBearerToken(const std::string& text);

// The one token there is. InvalidArgument for what can't be one: empty, with spaces or control characters.
Result<std::unique_ptr<TokenSource>> MakeFixedToken(std::string token);

struct ClientCredentials {
  std::string token_uri;
  std::string client_id;  // may be empty
  std::string client_secret;
  std::string scope = "catalog";
};

// OAuth 2.0's client credentials grant (RFC 6749, section 4.4), the credential in the form: a token is asked for when
// it is needed first, and again shortly before it ends or once it is refused. InvalidArgument for a token_uri that is
// none. `client` should try again by itself; it and `clock` outlive the source.
Result<std::unique_ptr<TokenSource>> MakeClientCredentials(HttpClient& client, ClientCredentials credentials,
                                                           const Clock& clock);

}  // namespace lakeport::net
