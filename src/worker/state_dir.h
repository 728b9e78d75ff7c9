#pragma once

#include <string>

#include "base/result.h"

namespace lakeport::worker {

// The places in a state directory.
struct StateDir {
  explicit StateDir(std::string path) : root(std::move(path)) {}

  std::string root;
  std::string queue() const { return root + "/queue"; }
  std::string taken() const { return root + "/queue/.taken"; }  // job files on their way into the queue
  std::string rejected() const { return root + "/queue/rejected"; }
  std::string logs() const { return root + "/logs"; }
  std::string log(const std::string& job_id) const { return root + "/logs/" + job_id + ".log"; }
  std::string archive() const { return root + "/archive"; }
  std::string workers() const { return root + "/workers"; }  // a locked file for each worker that lives

  // Makes those that are missing. PermissionDenied that says what is in the way.
  Status Make() const;
};

}  // namespace lakeport::worker
