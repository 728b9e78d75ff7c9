#pragma once

#include <memory>

#include "storage/file_io.h"

namespace lakeport::storage {

// The store that a location lies on. Unsupported, naming what is supported, for other schemes.
Result<std::unique_ptr<FileIO>> MakeFileIO(const Location& location);

// Files on all stores that MakeFileIO knows: each call goes to that of its location, which is made when it is needed
// first.
std::unique_ptr<FileIO> MakeResolvingFileIO();

}  // namespace lakeport::storage
