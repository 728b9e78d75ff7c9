#pragma once

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/path_map.h"
#include "iceberg/relocate.h"
#include "storage/file_io.h"

namespace lakeport::formats {

// Writes a position delete file (spec, "Position Delete Files") anew at `to`, with each data file's path as it is at
// its new place; rows stay sorted by path and position. Avro stays Avro, byte by byte but for the paths; Parquet and
// ORC become Parquet, without the copies of deleted rows that a file may hold, which no reader needs. A Puffin file of
// deletion vectors keeps its blobs as they are. NotFound for a path that has no place in `map`; otherwise as
// OpenRowReader and CreateParquetFile fail.
Result<iceberg::RelocatedDeletes> RelocatePositionDeletes(storage::FileIO& from_io, const Location& from,
                                                          iceberg::FileFormat format, storage::FileIO& to_io,
                                                          const Location& to, const iceberg::PathMap& map);

}  // namespace lakeport::formats
