#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"
#include "formats/row_reader.h"
#include "iceberg/manifest.h"
#include "iceberg/schema.h"
#include "storage/file_io.h"

namespace lakeport::formats {

struct RowWriterOptions {
  iceberg::Schema schema;                 // of the rows; its field ids are written
  int64_t row_group_bytes = 128ll << 20;  // memory that a row group may take before it is written out
  int64_t page_bytes = 1ll << 20;         // of a data page, before compression
  int64_t dictionary_page_bytes = 2ll << 20;
  int compression_level = 3;  // of zstd
};

// Writes rows into one data file. Memory is bounded by a row group and one batch. Destroyed before Finish, it leaves
// nothing behind. For one thread.
class RowWriter {
 public:
  virtual ~RowWriter() = default;

  // Rows of the options' schema: InvalidArgument for others, and for a null in a required column, by name.
  virtual Status Write(const RowBatch& rows) = 0;

  // About what the file would have if it were finished now, in bytes.
  virtual int64_t size() const = 0;
  virtual int64_t row_count() const = 0;

  // Closes the file, reads its footer back and describes it: location, size, metrics as for an adopted file and NaN
  // counts, split offsets. Its partition and sort order are left to the caller. Internal when the footer does not say
  // what was written.
  virtual Result<iceberg::DataFile> Finish() = 0;
};

// A Parquet file as Iceberg's Java library lays it out: zstd; field ids; timestamps as INT64 in microseconds; decimals
// as INT32, INT64 or the fewest bytes; three-level lists; the schema in "iceberg.schema". The location must be free.
// Unsupported for types that Parquet files do not hold here (unknown, variant, geometry, geography).
Result<std::unique_ptr<RowWriter>> CreateParquetFile(storage::FileIO& io, const Location& location,
                                                     RowWriterOptions options);

}  // namespace lakeport::formats
