#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lakeport::protocol {

// How a table is to be laid out, as people write it. Whether a table has such a column is for the engine to say.

// "region", "day(ts)", "bucket(16, id)", "truncate(4, name)": `transform` by Iceberg's name ("identity", "day"), with
// its parameter where it has one. The plural of a time ("days") is taken too. InvalidArgument that says what is wrong.
struct LayoutTerm {
  std::string transform = "identity";
  int32_t parameter = 0;  // of bucket and truncate
  std::string column;
};
Result<LayoutTerm> ParsePartitionTerm(std::string_view text);

// "id", "id desc", "day(ts) asc nulls last". Without a word nulls come first in ascending order and last in descending.
struct SortTerm {
  LayoutTerm term;
  bool descending = false;
  bool nulls_first = true;
};
Result<SortTerm> ParseSortTerm(std::string_view text);

// "268435456", "256MB", "256 MiB", "1gb"; units are powers of 1,024. InvalidArgument for anything else, and for less
// than 1 MiB or more than 1 TiB.
Result<int64_t> ParseFileSize(std::string_view text);

}  // namespace lakeport::protocol
