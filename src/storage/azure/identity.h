#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "net/http_client.h"
#include "net/oauth.h"

namespace lakeport::storage::azure {

// The process's environment, in which Azure's hosts say how an identity is proved.
using Environment = std::map<std::string, std::string>;

// What of it MakeIdentity reads.
Environment ThisEnvironment();

// Tokens for Azure storage, by the settings of a connection (see account.h):
//   service-principal  tenant_id, client_id, client_secret: OAuth 2.0's client credentials, at Microsoft's login server
//   workload-identity  the assertion in AZURE_FEDERATED_TOKEN_FILE, read each time; AZURE_TENANT_ID, AZURE_CLIENT_ID,
//                      where the settings have none (RFC 7523, section 2.2)
//   managed-identity   asked of the machine (169.254.169.254), or of IDENTITY_ENDPOINT where that is set; client_id for
//                      one of several
// "authority" is another login server, and AZURE_AUTHORITY_HOST where the settings have none. InvalidArgument names
// what is missing. `client` and `clock` outlive the source.
Result<std::unique_ptr<net::TokenSource>> MakeIdentity(const std::string& kind,
                                                       const std::map<std::string, std::string>& settings,
                                                       const Environment& environment, net::HttpClient& client,
                                                       const Clock& clock);

}  // namespace lakeport::storage::azure
