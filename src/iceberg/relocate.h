#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/path_map.h"
#include "iceberg/table_metadata.h"
#include "storage/file_io.h"

// A table's metadata, written anew for a table that lies elsewhere. Only paths and what follows from them change; all
// else is kept as its writer left it, what we do not know included.
namespace lakeport::iceberg {

// What became of a delete file that names data files: its bytes are not those of the source.
struct RelocatedDeletes {
  int64_t length = 0;  // bytes
  FileFormat format = FileFormat::kParquet;
  std::optional<std::string> least_path{};  // of the data files that it names; nullopt: not known, or it has no rows
  std::optional<std::string> greatest_path{};
  bool has_its_columns = false;  // the file's column sizes and split offsets are still those of the source
};

// Of the delete file at `path`, in the source; nullopt: it was copied as it is.
using FindDeletes = std::function<Result<std::optional<RelocatedDeletes>>(const std::string& path)>;

// Writes the manifest anew at `to`; its length there, in bytes. Files that live in it must have a place in `map`; those
// that it says were deleted keep their path when they have none (P25). The paths in a position delete file's bounds
// and in "referenced_data_file" are paths too (P26).
Result<int64_t> RelocateManifest(storage::FileIO& from_io, const std::string& from, storage::FileIO& to_io,
                                 const Location& to, const PathMap& map, const FindDeletes& find_deletes);

// Writes the manifest list anew at `to`; its length there. `length_of` has the length of each manifest where it is now
// (P24).
Result<int64_t> RelocateManifestList(storage::FileIO& from_io, const std::string& from, storage::FileIO& to_io,
                                     const Location& to, const PathMap& map,
                                     const std::function<Result<int64_t>(const std::string& path)>& length_of);

// The metadata of the table at its new place: locations of the table, its manifest lists, statistics and
// partition statistics, and the properties that hold one; write.metadata.path is
// gone. The log of former metadata files is empty (P31): they are not
// there. NotFound for a path that has no place.
Result<TableMetadata> RelocateMetadata(const TableMetadata& metadata, const PathMap& map);

}  // namespace lakeport::iceberg
