#pragma once

#include <string>

#include "base/error.h"
#include "base/json.h"
#include "base/result.h"
#include "server/http.h"

namespace lakeport::server {

Response JsonResponse(const Json& json, int status = 200);

// RFC 9457 problem details. `field` names the member or parameter that is wrong; empty: none in particular.
Response Problem(int status, const std::string& detail, const std::string& field = {});
// The status that fits the error's kind. For a failure of the request or of the portal itself.
Response Problem(const Error& error, const std::string& field = {});
// The same for a failure of an outside system that was asked on the request's behalf: its "unauthenticated" is not
// the caller's (502, not 401).
Response OutsideProblem(const Error& error);

// The response, or the problem of what failed. A message that begins with a name in quotes names what is wrong with the
// request: that is the problem's field.
Response OrProblem(Result<Response> response);

// The body of a problem, for one that is kept and shown later.
Json ProblemJson(int status, const Error& error, const std::string& field = {});
int StatusFor(ErrorKind kind);

}  // namespace lakeport::server
