#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace lakeport::protocol {

// Where the files went that a table's directories show, or all tables' of a job: everything listed was added as it is,
// written anew, or skipped for a reason.
struct FileCounts {
  int64_t listed = 0;
  int64_t added = 0;
  int64_t rewritten = 0;                     // files that were read, not files that were written
  std::map<std::string, int64_t> skipped{};  // by reason: "hidden", "zero length", "unchanged"
  int64_t removed = 0;                       // from the Iceberg table, being no longer Hive's; none of those listed

  int64_t skipped_files() const;
  bool balanced() const { return listed == added + rewritten + skipped_files(); }
  void Add(const FileCounts& other);

  // "6 listed = 3 added + 1 rewritten + 2 skipped (1 hidden, 1 zero length); 4 removed"
  std::string ToString() const;
  friend bool operator==(const FileCounts&, const FileCounts&) = default;
};

Json ToJson(const FileCounts& counts);
// CorruptData for a count that is none. A missing count is 0.
Result<FileCounts> ParseFileCounts(const Json& json);

}  // namespace lakeport::protocol
