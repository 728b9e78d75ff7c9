#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>

#include "base/result.h"
#include "formats/checksum.h"
#include "iceberg/schema.h"
#include "iceberg/table_metadata.h"
#include "storage/file_io.h"

namespace lakeport::browse {

// The snapshot of that id, or the current one; nullptr when nobody asked for one and the table has none yet.
// NotFound when it has no snapshot of that id.
Result<const iceberg::Snapshot*> ChooseSnapshot(const iceberg::TableMetadata& metadata,
                                                std::optional<int64_t> snapshot_id);

// The columns that a snapshot is read with: its own when it was asked for by its id, as with Spark's time travel;
// otherwise the table's.
const iceberg::Schema& ChooseSchema(const iceberg::TableMetadata& metadata, std::optional<int64_t> snapshot_id);

struct RowsRead {
  formats::TableChecksum checksum;  // its columns are the schema's; none when there are no rows
  int64_t file_count = 0;
};

struct RowReading {
  int threads = 4;  // and as many files are read at once
  std::stop_token stop{};
};

// Reads every row of a snapshot as any reader of the table does: by its columns, its name mapping and its files'
// partition values. Memory does not grow with the number of files.
// Unsupported for a snapshot with delete files, which are not applied here, before any row is read; CorruptData also
// for a data file that has not the size or the rows that its manifest says.
Result<RowsRead> ReadRows(storage::FileIO& io, const iceberg::TableMetadata& metadata,
                          std::optional<int64_t> snapshot_id, const RowReading& reading);

}  // namespace lakeport::browse
