#pragma once

#include <memory>

#include "storage/file_io.h"

namespace lakeport::storage {

// Begins a file at `path`, which must be absolute. See LocalFileOptions for `write_unnamed`.
Result<std::unique_ptr<OutputFile>> CreateLocalFile(const std::string& path, WriteMode mode, bool write_unnamed);

}  // namespace lakeport::storage
