#include "read_footer.h"
#include "targets.h"

namespace lakeport::fuzz {

void ParquetFooter(std::string_view input) { UseFooter(iceberg::FileFormat::kParquet, input); }

}  // namespace lakeport::fuzz
