#pragma once

#include <string>

#include "base/result.h"
#include "net/http_client.h"

namespace lakeport::storage::azure {

// What an answer that is no success means for the caller, by its status and the service's code for it, with what to do.
// `what` names the blob.
Error ServiceError(const net::HttpResponse& response, const std::string& method, const std::string& what);

}  // namespace lakeport::storage::azure
