#pragma once

#include "storage/file_io.h"

struct stat;

namespace lakeport::storage {

// FileIO::List for a local directory.
Result<Listing> ListLocalDirectory(const Location& directory);

FileInfo ToFileInfo(const Location& location, const struct stat& info);

}  // namespace lakeport::storage
