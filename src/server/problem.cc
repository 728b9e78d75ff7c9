#include "server/problem.h"

namespace lakeport::server {
namespace {

Json Body(int status, const std::string& detail, const std::string& field) {
  Json body{{"type", "about:blank"}, {"title", StatusText(status)}, {"status", status}, {"detail", detail}};
  if (!field.empty()) body["field"] = field;
  return body;
}

Response ProblemResponse(const Json& body) {
  Response response = JsonResponse(body, body["status"].get<int>());
  response.headers = {{"Content-Type", "application/problem+json"}};
  return response;
}

// `mode` of `"mode" must be ...`.
std::string QuotedAtStart(const std::string& message) {
  auto end = message.starts_with('"') ? message.find('"', 1) : std::string::npos;
  return end == std::string::npos ? "" : message.substr(1, end - 1);
}

// An outside system that is wrong about itself or refuses us is a bad gateway.
int OutsideStatusFor(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
    case ErrorKind::kNotFound:
    case ErrorKind::kUnavailable:
    case ErrorKind::kTimeout: return StatusFor(kind);
    default: return 502;
  }
}

}  // namespace

int StatusFor(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
    case ErrorKind::kCorruptData:
    case ErrorKind::kUnsupported: return 400;
    case ErrorKind::kNotFound: return 404;
    case ErrorKind::kAlreadyExists:
    case ErrorKind::kConflict: return 409;
    case ErrorKind::kUnauthenticated: return 401;
    case ErrorKind::kPermissionDenied: return 403;
    case ErrorKind::kUnavailable:
    case ErrorKind::kCancelled: return 503;
    case ErrorKind::kTimeout: return 504;
    case ErrorKind::kCommitUnknown:
    case ErrorKind::kInternal: return 500;
  }
  return 500;
}

Response JsonResponse(const Json& json, int status) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = FormatJson(json)};
}

Json ProblemJson(int status, const Error& error, const std::string& field) {
  std::string detail = error.message();
  for (const auto& frame : error.context()) detail += "; while " + frame;
  Json body = Body(status, detail, field);
  body["kind"] = ToString(error.kind());
  return body;
}

Response Problem(int status, const std::string& detail, const std::string& field) {
  return ProblemResponse(Body(status, detail, field));
}

Response Problem(const Error& error, const std::string& field) {
  return ProblemResponse(ProblemJson(StatusFor(error.kind()), error, field));
}

Response OrProblem(Result<Response> response) {
  if (response.ok()) return std::move(response).value();
  const Error& error = response.error();
  return Problem(error, error.kind() == ErrorKind::kInvalidArgument ? QuotedAtStart(error.message()) : "");
}

Response OutsideProblem(const Error& error) {
  return ProblemResponse(ProblemJson(OutsideStatusFor(error.kind()), error));
}

}  // namespace lakeport::server
