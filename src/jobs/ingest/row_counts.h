#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/partition_spec.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

// How many files and rows a table should have, partition by partition: filled from the files' footers, then compared
// with what the manifests say. For one thread.
class RowCounts {
 public:
  // By the new table's partition. Rows that are written anew are counted when they are read, their files when written.
  void Add(const std::vector<iceberg::Value>& partition, int64_t rows, int64_t files = 1);

  int64_t files() const { return files_; }
  int64_t rows() const { return rows_; }

  // Reads the manifests. Internal, which names the partition, when they hold other files or rows: then nothing may be
  // committed.
  Status CompareWith(storage::FileIO& io, const std::vector<iceberg::ManifestFile>& manifests) const;

 private:
  struct Counts {
    int64_t files = 0;
    int64_t rows = 0;
    friend bool operator==(const Counts&, const Counts&) = default;
  };

  std::unordered_map<size_t, Counts> by_partition_;  // by a hash of the values
  int64_t files_ = 0;
  int64_t rows_ = 0;
};

}  // namespace lakeport::ingest
