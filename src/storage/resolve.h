#pragma once

#include <memory>

#include "storage/file_io.h"

namespace lakeport::storage {

// The store that a location lies on. Unsupported, naming what is supported, for other schemes.
Result<std::unique_ptr<FileIO>> MakeFileIO(const Location& location);

}  // namespace lakeport::storage
