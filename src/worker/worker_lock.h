#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace lakeport::worker {

// A locked file named after a worker, in a directory that the workers of one state directory share. The kernel lets go
// of the lock when the worker's process ends in whatever way, and not when it is only stopped: so the others know who
// is dead long before a lease runs out.
class WorkerLock {
 public:
  static Result<WorkerLock> Take(const std::string& directory, const std::string& worker);
  WorkerLock(WorkerLock&&) = default;
  ~WorkerLock();  // takes the file away: this worker leaves nothing to be rescued

 private:
  WorkerLock(std::string path, UniqueFd file) : path_(std::move(path)), file_(std::move(file)) {}
  std::string path_;
  UniqueFd file_;
};

// The workers on the same host as `worker` whose files nobody holds. Locks may not reach from one machine to another.
std::vector<std::string> ListDeadWorkers(const std::string& directory, const std::string& worker);
// Once its jobs are rescued.
void ForgetWorker(const std::string& directory, const std::string& worker);

}  // namespace lakeport::worker
