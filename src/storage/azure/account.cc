#include "storage/azure/account.h"

#include <utility>

#include "net/url.h"
#include "storage/azure/shared_key.h"

namespace lakeport::storage::azure {
namespace {

using Settings = std::map<std::string, std::string>;

std::string Find(const Settings& settings, const std::string& name) {
  auto found = settings.find(name);
  return found == settings.end() ? "" : found->second;
}

Result<std::unique_ptr<Authorizer>> MakeAuthorizer(const std::string& account, const Settings& settings,
                                                   const Environment& environment, net::HttpClient& http,
                                                   const Clock& clock) {
  auto key = Find(settings, "key"), sas = Find(settings, "sas"), auth = Find(settings, "auth");
  int ways = (key.empty() ? 0 : 1) + (sas.empty() ? 0 : 1) + (auth.empty() ? 0 : 1);
  if (ways != 1) return InvalidArgument("{} of key, sas and auth are set; set one", ways);
  if (!sas.empty()) return MakeSasAuthorizer(sas);
  if (!key.empty()) {
    LP_ASSIGN(auto parsed, SharedKey::Parse(account, key));
    return MakeKeyAuthorizer(std::move(parsed), clock);
  }
  LP_ASSIGN(auto tokens, MakeIdentity(auth, settings, environment, http, clock));
  return MakeTokenAuthorizer(std::move(tokens));
}

struct Address {
  std::string origin;  // "https://acct.blob.core.windows.net"
  std::string path;    // "", or an emulator's "/acct"
};

Result<Address> ParseEndpoint(std::string endpoint) {
  while (endpoint.ends_with('/')) endpoint.pop_back();
  LP_TRY(net::OriginOf(endpoint), "reading endpoint");
  auto host = endpoint.find("://") + 3;
  auto path = std::min(endpoint.find('/', host), endpoint.size());
  if (endpoint.find_first_of("?#%", path) != std::string::npos) {
    return InvalidArgument("an endpoint has no query: write it like http://127.0.0.1:10000/acct");
  }
  return Address{endpoint.substr(0, path), endpoint.substr(path)};
}

}  // namespace

Result<std::unique_ptr<BlobClient>> OpenAccount(const Settings& settings, const std::string& domain,
                                                const Environment& environment, std::shared_ptr<net::HttpClient> http,
                                                const Clock& clock) {
  auto account = Find(settings, "account"), endpoint = Find(settings, "endpoint");
  if (account.empty()) return InvalidArgument("account is missing");
  if (endpoint.empty()) endpoint = fmt::format("https://{}.blob.{}", account, domain);
  LP_ASSIGN(auto address, ParseEndpoint(std::move(endpoint)));
  LP_ASSIGN(auto authorizer, MakeAuthorizer(account, settings, environment, *http, clock));
  return std::make_unique<BlobClient>(std::move(address.origin), std::move(address.path), std::move(http),
                                      std::move(authorizer));
}

}  // namespace lakeport::storage::azure
