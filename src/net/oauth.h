#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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

// A form posted to a token server: safe to send twice.
HttpRequest MakeFormPost(const std::string& url, const std::vector<std::pair<std::string, std::string>>& form);

struct ClientCredentials {
  std::string token_uri;
  std::string client_id;  // may be empty
  std::string client_secret;
  std::string scope = "catalog";
};

// How a server is asked for a token.
struct TokenRequest {
  std::string server;                           // its address, for messages
  std::function<Result<HttpRequest>()> make{};  // called each time, by one thread at a time
  std::string secret{};                         // kept out of messages, should the server's answer show it
};

// Tokens in the form of OAuth 2.0's answer (RFC 6749, section 5.1), asked for when one is needed first, and again
// shortly before it ends or once it is refused. `client` should try again by itself; it and `clock` outlive the
// source.
std::unique_ptr<TokenSource> MakeAskedToken(HttpClient& client, TokenRequest request, const Clock& clock);

// By the client credentials grant (RFC 6749, section 4.4), the credential in the form. InvalidArgument for a token_uri
// that is none.
Result<std::unique_ptr<TokenSource>> MakeClientCredentials(HttpClient& client, ClientCredentials credentials,
                                                           const Clock& clock);

}  // namespace lakeport::net
