#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "formats/footer.h"
#include "iceberg/manifest.h"
#include "iceberg/name_mapping.h"
#include "iceberg/schema.h"
#include "iceberg/value.h"
#include "storage/file_io.h"

namespace lakeport::formats {

// One value of a row, of any type.
struct Cell {
  bool is_null = true;
  iceberg::Value value{};  // of a primitive. Text is as the file has it: not known to be UTF-8
  std::vector<Cell>
      children{};  // a struct's members in the schema's order; a list's elements; a map's keys and values in turn

  friend bool operator==(const Cell&, const Cell&) = default;
};

// Some consecutive rows, held column by column. Immutable, cheap to copy, safe from several threads.
class RowBatch {
 public:
  struct Data;  // defined in rows/batch_data.h, for this module's own use
  explicit RowBatch(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  int64_t row_count() const;
  size_t column_count() const;
  // Columns are those of the schema that was asked for. Both must be in range.
  Cell At(int64_t row, size_t column) const;
  const Data& data() const { return *data_; }

 private:
  std::shared_ptr<const Data> data_;
};

// A part of a file, in bytes. A row belongs to the part that its first byte is in (in Avro: its block's sync marker).
struct FileRange {
  int64_t begin = 0;
  int64_t end = std::numeric_limits<int64_t>::max();
};

struct RowReaderOptions {
  iceberg::Schema schema;          // what the rows are to look like
  iceberg::NameMapping mapping{};  // for files without field ids
  // By id of a top-level field: its value in every row, whatever the file has. Hive's partition columns.
  std::map<int32_t, iceberg::Value> constants{};
  int64_t batch_rows = 8192;  // at most, in a batch
  // Dates and times before 15 October 1582 as Hive reads them, where the file's writer counted by the Julian calendar;
  // Iceberg's readers take them for ten days more or less.
  bool hive_calendar = false;
};

// A data file's rows in the file's order, as an Iceberg schema has them (spec, "Column Projection"): columns by field
// id or name mapping, promoted to the schema's types; what the file lacks is the field's initial default, else null.
// Timestamps finer than the schema's are rounded down. For one thread.
// All implementations pass testing/row_reader_suite.h.
class RowReader {
 public:
  virtual ~RowReader() = default;

  // The next rows, at least one; nullopt at the end. CorruptData for a damaged file; Unsupported for what can't be read
  // here, such as an ORC timestamp outside the years 1678 to 2261.
  virtual Result<std::optional<RowBatch>> Next() = 0;
};

// Ok when a file with such a footer can be read so; else Unsupported, or CorruptData, with the column's name. Pure.
Status CheckReadable(const FileFooter& footer, const RowReaderOptions& options);

// True when parts of such a file can be read each on its own.
bool IsSplittable(iceberg::FileFormat format);

// The rows that begin in `range`: those of the row groups that do. Fails as ReadFooter and CheckReadable do, and with
// InvalidArgument for a part of a file that is not splittable.
Result<std::unique_ptr<RowReader>> OpenRowReader(iceberg::FileFormat format,
                                                 std::shared_ptr<const storage::InputFile> file,
                                                 RowReaderOptions options, FileRange range = {});

}  // namespace lakeport::formats
