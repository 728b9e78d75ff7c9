#pragma once

#include <string>

#include "base/result.h"
#include "net/http_client.h"

namespace lakeport::catalogs {

// The Error that an Iceberg REST server's answer stands for: by the "type" of
// its error model, or else by its status. Unavailable for what may go better
// later; Conflict for a 409 whose type says nothing finer. A 404 that no
// catalog wrote means that the address is wrong (InvalidArgument), not that a
// table is missing. What the server says is shown without `secret`, and cut.
Error RestError(const net::HttpResponse& response, const std::string& secret);

// The same for a commit: CommitUnknown where the server can't tell, or doesn't
// say, that nothing was done.
Error RestCommitError(const net::HttpResponse& response, const std::string& secret);
// For a commit without an answer.
Error RestCommitError(Error failure);

}  // namespace lakeport::catalogs
