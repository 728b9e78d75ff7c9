#pragma once

#include "base/result.h"
#include "formats/footer.h"

namespace lakeport::formats {

// ReadFooter for ORC.
Result<FileFooter> ReadOrcFooter(const storage::InputFile& file);

}  // namespace lakeport::formats
