#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/http_client.h"
#include "net/oauth.h"
#include "storage/azure/shared_key.h"

namespace lakeport::storage::azure {

// A request of the blob service before it is known who asks.
struct BlobRequest {
  std::string method = "GET";
  std::string path{};  // of the URL, percent-encoded
  std::vector<std::pair<std::string, std::string>> parameters{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
};

// Makes HTTP requests that an account takes. Safe from several threads.
class Authorizer {
 public:
  virtual ~Authorizer() = default;

  // `origin` is the service's address, "https://acct.blob.core.windows.net". As a TokenSource fails.
  virtual Result<net::HttpRequest> MakeRequest(const std::string& origin, const BlobRequest& request) = 0;
  // To be told that the service did not take who asked (status 401). True: it may take the next request.
  virtual bool Refuse(const net::HttpRequest&) { return false; }
};

std::unique_ptr<Authorizer> MakeKeyAuthorizer(SharedKey key, const Clock& clock);
// `sas` is a shared access signature: a query, with or without its '?'. InvalidArgument, without it, for what is none.
Result<std::unique_ptr<Authorizer>> MakeSasAuthorizer(const std::string& sas);
std::unique_ptr<Authorizer> MakeTokenAuthorizer(std::unique_ptr<net::TokenSource> tokens);

}  // namespace lakeport::storage::azure
