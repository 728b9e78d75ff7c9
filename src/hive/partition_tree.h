#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "hive/source.h"
#include "storage/file_io.h"

namespace lakeport::hive {

// One partition's directory: where it lies, and its values in the order of the keys.
struct PartitionDirectory {
  Location location;
  std::vector<std::optional<std::string>> values;
};

// The partition keys of the table at `table`, read off the first directories at each level; empty when it holds none.
Result<std::vector<std::string>> FindPartitionKeys(storage::FileIO& io, const Location& table);

// Every directory as deep as there are keys, in order of location. Stops at the first error, which it returns.
// CorruptData for a data file on the way there, and for a directory that is no `key=value` of the key expected.
Status VisitPartitionDirectories(storage::FileIO& io, const Location& table, const std::vector<std::string>& keys,
                                 const std::function<Status(const PartitionDirectory&)>& visit);

// The first data file at `directory` or below it; hidden and empty ones are passed over. Looks at no more than 10,000
// directories.
Result<std::optional<storage::FileInfo>> FindFirstDataFile(storage::FileIO& io, const Location& directory);

}  // namespace lakeport::hive
