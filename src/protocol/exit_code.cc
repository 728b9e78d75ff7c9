#include "protocol/exit_code.h"

#include <array>

namespace lakeport::protocol {
namespace {

struct Meaning {
  ExitCode code;
  std::string_view text;
};

constexpr std::array kMeanings{
    Meaning{ExitCode::kDone, "done"},
    Meaning{ExitCode::kUsage, "wrong usage"},
    Meaning{ExitCode::kFailed, "failed for good"},
    Meaning{ExitCode::kMayRetry, "may be tried again"},
    Meaning{ExitCode::kConflict, "lost a commit race too often"},
    Meaning{ExitCode::kCommitUnknown, "commit outcome unknown"},
    Meaning{ExitCode::kCancelled, "cancelled"},
};

}  // namespace

ExitCode ExitCodeFor(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::kUnavailable:
    case ErrorKind::kTimeout: return ExitCode::kMayRetry;
    case ErrorKind::kConflict: return ExitCode::kConflict;
    case ErrorKind::kCommitUnknown: return ExitCode::kCommitUnknown;
    case ErrorKind::kCancelled: return ExitCode::kCancelled;
    case ErrorKind::kInvalidArgument:
    case ErrorKind::kNotFound:
    case ErrorKind::kAlreadyExists:
    case ErrorKind::kUnauthenticated:
    case ErrorKind::kPermissionDenied:
    case ErrorKind::kCorruptData:
    case ErrorKind::kUnsupported:
    case ErrorKind::kInternal: return ExitCode::kFailed;
  }
  return ExitCode::kFailed;
}

std::optional<ExitCode> FindExitCode(int number) {
  for (const auto& meaning : kMeanings) {
    if (static_cast<int>(meaning.code) == number) return meaning.code;
  }
  return std::nullopt;
}

std::string_view ToString(ExitCode code) {
  for (const auto& meaning : kMeanings) {
    if (meaning.code == code) return meaning.text;
  }
  return "unknown";
}

}  // namespace lakeport::protocol
