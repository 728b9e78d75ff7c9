#pragma once

#include <string>

#include "protocol/engine_event.h"

namespace lakeport::worker {

// An event as one line of a job's log.
struct LogLine {
  std::string level;  // "info", "warning", "error"; empty: not for the log
  std::string text;
};

LogLine MakeLogLine(const protocol::EngineEvent& event);

}  // namespace lakeport::worker
