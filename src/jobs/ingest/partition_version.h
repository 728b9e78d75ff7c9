#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hive/file_listing.h"
#include "hive/source.h"

namespace lakeport::ingest {

// 32 hexadecimal digits that name a Hive partition, by its path, and the state that it is in: its files' locations,
// lengths and times, and what the metastore says about how they are read. Another one when rows may have changed; what
// the metastore only counts (numRows) makes no difference.
class PartitionVersions {
 public:
  explicit PartitionVersions(const hive::Table& table);

  std::string Of(const hive::Partition& partition, const std::string& path, const hive::FileListing& files) const;

 private:
  uint64_t table_ = 0;  // how its files are read
};

// The name of a file that was written anew. With the version of the partition whose rows it holds; without one when
// they may be of several: "00001-0-00002~0123...cdef.parquet", "00001-0-00002.parquet".
std::string NewFileName(int64_t number, size_t lane, int n, const std::string& version);
// The version in such a name, by the file's path. The names of copies have none, whatever their sources are called.
std::optional<std::string> FindVersion(std::string_view path);

}  // namespace lakeport::ingest
