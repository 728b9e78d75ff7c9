#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "formats/footer.h"
#include "formats/parquet/file_metadata.h"

namespace lakeport::formats {

// The columns that `elements` describe, all layouts of lists and maps that writers have used resolved to one
// (parquet-format, LogicalTypes.md, "Nested Types"). `fill_leaf` is called for each primitive column, in the file's
// order, which is the order of a row group's chunks. CorruptData for a tree that does not add up.
Result<std::vector<FileColumn>> BuildParquetColumns(const std::vector<ParquetElement>& elements,
                                                    const std::function<void(FileColumn*)>& fill_leaf);

}  // namespace lakeport::formats
