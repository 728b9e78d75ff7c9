#pragma once

#include <string>

#include "audit/record.h"
#include "base/result.h"

namespace lakeport::audit {

// A directory of records: <id>.json holds a job's latest, <id>.before-<sequence>.json what was there before the record
// with that sequence number. Safe from several threads and processes.
class Archive {
 public:
  explicit Archive(std::string directory) : directory_(std::move(directory)) {}

  // Writes the record's text, wholly or not at all, and so that it outlasts a loss of power. May be called again for
  // the same record. `text` must be what FormatRecord made of a record for `job_id`.
  Status Write(const std::string& job_id, int64_t sequence, const std::string& text) const;

  std::string PathFor(const std::string& job_id) const;

 private:
  const std::string directory_;
};

}  // namespace lakeport::audit
