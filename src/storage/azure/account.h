#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "net/http_client.h"
#include "storage/azure/blob_client.h"
#include "storage/azure/identity.h"

namespace lakeport::storage::azure {

// The client for an account, from a connection's settings: "account", and one of "key", "sas" and "auth" (identity.h);
// "endpoint" for an emulator, or an address that isn't the usual one, with or without a path. `domain` stands in the
// account's host name: "core.windows.net". InvalidArgument, without secrets, for none or two ways to authenticate, and
// for what is missing. Nobody is asked anything yet. `http` should try again by itself; `clock` outlives the client.
Result<std::unique_ptr<BlobClient>> OpenAccount(const std::map<std::string, std::string>& settings,
                                                const std::string& domain, const Environment& environment,
                                                std::shared_ptr<net::HttpClient> http, const Clock& clock);

}  // namespace lakeport::storage::azure
