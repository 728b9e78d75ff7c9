#pragma once

#include <optional>
#include <string>

#include "base/subprocess.h"
#include "queue/job.h"

namespace lakeport::worker {

// What the worker had asked of an engine before it ended.
enum class Asked {
  kNothing,
  kCancel,   // because somebody asked for the job's end
  kRelease,  // because the worker itself is to stop
};

// What an engine's end means for its job.
queue::Outcome OutcomeOf(const ProcessExit& exit, Asked asked);

// "failed for good (exit code 10)", "crashed: ended by signal 9 (Killed)".
std::string Describe(const ProcessExit& exit);

}  // namespace lakeport::worker
