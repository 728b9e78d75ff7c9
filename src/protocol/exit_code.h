#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"

namespace lakeport::protocol {

// What an engine's exit code tells its caller. Anything else: it crashed, and may be tried again.
enum class ExitCode {
  kDone = 0,
  kUsage = 2,
  kFailed = 10,  // for good: the same request will fail again
  kMayRetry = 11,
  kConflict = 12,       // lost a commit race too often
  kCommitUnknown = 13,  // look before anything else
  kCancelled = 130,
};

ExitCode ExitCodeFor(const Error& error);

// The meaning of a number that a process ended with; nullopt: none of ours, so it crashed.
std::optional<ExitCode> FindExitCode(int number);
// "done", "failed for good", ...: for messages.
std::string_view ToString(ExitCode code);

}  // namespace lakeport::protocol
