#pragma once

#include "base/result.h"
#include "formats/footer.h"

namespace lakeport::formats {

// ReadFooter for Parquet.
Result<FileFooter> ReadParquetFooter(const storage::InputFile& file);

}  // namespace lakeport::formats
