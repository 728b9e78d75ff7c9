#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace lakeport {

// A program that is to be kept running.
struct Supervised {
  std::string name;               // for the log: "portal"
  std::vector<std::string> argv;  // argv[0] is the program's path
};

// Runs the programs until `stop`: one that ends is started again, after a pause that grows while it keeps ending. What
// they write goes to this process's standard error. On `stop` they get SIGTERM, and SIGKILL if they are still there
// after 30 seconds. Unavailable when one ends within its first three seconds: it can't be started as things are, and
// says itself why.
Status Supervise(const std::vector<Supervised>& programs, std::stop_token stop);

}  // namespace lakeport
