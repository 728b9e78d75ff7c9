#pragma once

#include <memory>

#include "storage/directory_syncs.h"
#include "storage/file_io.h"

namespace lakeport::storage {

// Begins a file at `path`, which must be absolute. See LocalFileOptions for `write_unnamed`. Files that share `syncs`
// are closed together at less cost.
Result<std::unique_ptr<OutputFile>> CreateLocalFile(const std::string& path, WriteMode mode, bool write_unnamed,
                                                    std::shared_ptr<DirectorySyncs> syncs);

}  // namespace lakeport::storage
