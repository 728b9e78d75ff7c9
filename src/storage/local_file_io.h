#pragma once

#include <memory>

#include "storage/file_io.h"

namespace lakeport::storage {

struct LocalFileOptions {
  // A file is written without a name and gets one when it is closed, so that a killed process leaves nothing behind.
  // False, or a file system that can't: it is written as ".lakeport-<uuid>.tmp" beside its place.
  bool write_unnamed = true;
};

// Files on this machine: locations of scheme "file" without a host. Symbolic links to files are followed. Missing
// directories above a new file are made. Close waits until file and name are on the disk. Delete also removes an empty
// directory, and refuses one that is not.
//
// InvalidArgument for what is neither a file nor a directory; it is never opened. List refuses a directory, as
// CorruptData, that holds a FIFO, socket or device, a symbolic link to nothing or to a directory above itself, or a
// name that is not UTF-8: nothing in a table's directory is passed over in silence.
std::unique_ptr<FileIO> MakeLocalFileIO(const LocalFileOptions& options = {});

}  // namespace lakeport::storage
