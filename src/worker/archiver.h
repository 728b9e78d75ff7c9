#pragma once

#include "audit/archive.h"
#include "queue/job_store.h"

namespace lakeport::worker {

// Brings the records of finished jobs into the archive. What was left undone by a worker that died is made up for by
// the next one, whichever it is. For one thread.
class Archiver {
 public:
  Archiver(queue::JobStore& store, std::string directory) : store_(store), archive_(std::move(directory)) {}

  // Writes what is to be written, at most about `limit` records. May be called again after an error.
  Status Step(int limit);

 private:
  Status WriteRecord(const queue::Record& record);

  queue::JobStore& store_;
  const audit::Archive archive_;
};

}  // namespace lakeport::worker
