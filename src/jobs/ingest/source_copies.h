#pragma once

#include <stop_token>

#include "base/result.h"
#include "jobs/ingest/adoption.h"
#include "jobs/ingest/copy_area.h"
#include "jobs/ingest/progress.h"
#include "protocol/job_request.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

// What copying needs. References outlive it.
struct CopyContext {
  Stores& stores;       // of the source
  storage::FileIO& io;  // of the new table
  Progress& progress;
  protocol::Verify verify = protocol::Verify::kCounts;
  int threads = 8;
  std::stop_token stop{};
};

// Copies the files that were adopted, but for those that an earlier attempt has copied. With kChecksum these too: what
// lies there is not trusted then. Unavailable when the source is not what it was.
Status CopySourceFiles(const CopyContext& context, const CopyArea& copies, Adoption& adoption);

}  // namespace lakeport::ingest
