#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/row_writer.h"
#include "iceberg/manifest.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

// Writes the rows of one partition into as many Parquet files as it takes for each to have about a target size. A file
// begins with its first row. For one thread.
class RollingFiles {
 public:
  struct Options {
    formats::RowWriterOptions writer;
    int64_t target_bytes = 0;
    std::vector<iceberg::Value> partition{};
    int32_t sort_order_id = 0;
    // Where the n-th file goes.
    std::function<Result<Location>(int)> place;
  };
  RollingFiles(storage::FileIO& io, Options options) : io_(io), options_(std::move(options)) {}

  Status Write(const formats::RowBatch& rows);
  // Closes the file under way; all that were written.
  Result<std::vector<iceberg::DataFile>> Finish();

 private:
  Status CloseFile();

  storage::FileIO& io_;
  const Options options_;
  std::unique_ptr<formats::RowWriter> writer_;
  std::vector<iceberg::DataFile> files_;
};

}  // namespace lakeport::ingest
