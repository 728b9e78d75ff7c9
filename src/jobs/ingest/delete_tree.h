#pragma once

#include <functional>

#include "base/result.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

// Nothing, when there is no such directory.
Result<storage::Listing> ListIfThere(storage::FileIO& io, const Location& directory);

// Calls `visit` for every file below a directory. Ok when there is no such directory.
Status VisitTree(storage::FileIO& io, const Location& directory,
                 const std::function<Status(const storage::FileInfo&)>& visit);

// Deletes the files below a directory for which `doomed` is true, and the directories that are empty then.
Status DeleteTree(storage::FileIO& io, const Location& directory,
                  const std::function<bool(const storage::FileInfo&)>& doomed);

}  // namespace lakeport::ingest
