#include "storage/azure/identity.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/utf8.h"
#include "net/url.h"

namespace lakeport::storage::azure {
namespace {

constexpr std::string_view kLoginServer = "https://login.microsoftonline.com";
constexpr std::string_view kMachineEndpoint = "http://169.254.169.254/metadata/identity/oauth2/token";
constexpr std::string_view kResource = "https://storage.azure.com/";
constexpr std::string_view kScope = "https://storage.azure.com/.default";
constexpr std::string_view kAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr size_t kMostAssertion = 64 << 10;

constexpr const char* kVariables[] = {
    "AZURE_TENANT_ID",   "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_AUTHORITY_HOST", "AZURE_FEDERATED_TOKEN_FILE",
    "IDENTITY_ENDPOINT", "IDENTITY_HEADER"};

// What the settings or, named otherwise, the environment say.
class Sayings {
 public:
  Sayings(const std::map<std::string, std::string>& settings, const Environment& environment)
      : settings_(settings), environment_(environment) {}

  std::string Find(const std::string& setting, const std::string& variable) const {
    for (auto [where, name] : {std::pair(&settings_, &setting), std::pair(&environment_, &variable)}) {
      auto found = where->find(*name);
      if (found != where->end() && !found->second.empty()) return found->second;
    }
    return "";
  }
  Result<std::string> Get(const std::string& setting, const std::string& variable) const {
    auto text = Find(setting, variable);
    if (!text.empty()) return text;
    return variable.empty() ? InvalidArgument("{} is missing", setting)
                            : InvalidArgument("{} is missing, and {} is not set", setting, variable);
  }
  Result<std::string> TokenUri() const {
    LP_ASSIGN(auto tenant, Get("tenant_id", "AZURE_TENANT_ID"));
    auto authority = Find("authority", "AZURE_AUTHORITY_HOST");
    if (authority.empty()) authority = kLoginServer;
    while (authority.ends_with('/')) authority.pop_back();
    auto uri = fmt::format("{}/{}/oauth2/v2.0/token", authority, net::PercentEncode(tenant));
    LP_TRY(net::OriginOf(uri), "reading the login server's address");
    return uri;
  }

 private:
  const std::map<std::string, std::string>& settings_;
  const Environment& environment_;
};

Result<std::string> ReadAssertion(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.size() <= kMostAssertion && net::IsBearerToken(text)) return text;
  return Unauthenticated("{} (AZURE_FEDERATED_TOKEN_FILE) holds no token, or can't be read", Printable(path));
}

Result<std::unique_ptr<net::TokenSource>> MakeServicePrincipal(const Sayings& sayings, net::HttpClient& client,
                                                               const Clock& clock) {
  net::ClientCredentials credentials;
  credentials.scope = kScope;
  LP_ASSIGN(credentials.token_uri, sayings.TokenUri());
  LP_ASSIGN(credentials.client_id, sayings.Get("client_id", "AZURE_CLIENT_ID"));
  LP_ASSIGN(credentials.client_secret, sayings.Get("client_secret", "AZURE_CLIENT_SECRET"));
  return net::MakeClientCredentials(client, std::move(credentials), clock);
}

Result<std::unique_ptr<net::TokenSource>> MakeWorkloadIdentity(const Sayings& sayings, net::HttpClient& client,
                                                               const Clock& clock) {
  LP_ASSIGN(auto uri, sayings.TokenUri());
  LP_ASSIGN(auto id, sayings.Get("client_id", "AZURE_CLIENT_ID"));
  LP_ASSIGN(auto path, sayings.Get("token_file", "AZURE_FEDERATED_TOKEN_FILE"));
  auto make = [uri, id, path]() -> Result<net::HttpRequest> {
    LP_ASSIGN(auto assertion, ReadAssertion(path));
    return net::MakeFormPost(uri, {{"grant_type", "client_credentials"},
                                   {"client_id", id},
                                   {"client_assertion_type", std::string(kAssertionType)},
                                   {"client_assertion", assertion},
                                   {"scope", std::string(kScope)}});
  };
  return net::MakeAskedToken(client, {.server = uri, .make = std::move(make)}, clock);
}

Result<std::unique_ptr<net::TokenSource>> MakeManagedIdentity(const Sayings& sayings, net::HttpClient& client,
                                                              const Clock& clock) {
  auto endpoint = sayings.Find("identity_endpoint", "IDENTITY_ENDPOINT");
  auto header = sayings.Find("identity_header", "IDENTITY_HEADER");
  bool by_host = !endpoint.empty() && !header.empty();  // App Service, Functions, Container Apps
  auto uri = by_host ? endpoint : std::string(kMachineEndpoint);
  LP_TRY(net::OriginOf(uri), "reading IDENTITY_ENDPOINT");
  std::vector<std::pair<std::string, std::string>> query{{"api-version", by_host ? "2019-08-01" : "2018-02-01"},
                                                         {"resource", std::string(kResource)}};
  if (auto id = sayings.Find("client_id", ""); !id.empty()) query.emplace_back("client_id", id);
  net::HttpRequest request{.url = uri + "?" + net::FormatParameters(query)};
  request.headers.emplace_back(by_host ? "X-IDENTITY-HEADER" : "Metadata", by_host ? header : "true");
  auto make = [request = std::move(request)]() -> Result<net::HttpRequest> { return request; };
  return net::MakeAskedToken(client, {.server = uri, .make = std::move(make), .secret = header}, clock);
}

struct Kind {
  std::string_view name;
  Result<std::unique_ptr<net::TokenSource>> (*make)(const Sayings&, net::HttpClient&, const Clock&);
};
constexpr Kind kKinds[] = {{"managed-identity", MakeManagedIdentity},
                           {"service-principal", MakeServicePrincipal},
                           {"workload-identity", MakeWorkloadIdentity}};

}  // namespace

Environment ThisEnvironment() {
  Environment environment;
  for (const char* name : kVariables) {
    if (const char* value = std::getenv(name); value != nullptr) environment[name] = value;
  }
  return environment;
}

Result<std::unique_ptr<net::TokenSource>> MakeIdentity(const std::string& kind,
                                                       const std::map<std::string, std::string>& settings,
                                                       const Environment& environment, net::HttpClient& client,
                                                       const Clock& clock) {
  std::string names;
  for (const auto& one : kKinds) {
    if (one.name == kind) return one.make(Sayings(settings, environment), client, clock);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
  }
  return InvalidArgument("auth = \"{}\" is none of {}", Printable(kind), names);
}

}  // namespace lakeport::storage::azure
