#include "read_footer.h"
#include "targets.h"

namespace lakeport::fuzz {

void OrcFooter(std::string_view input) { UseFooter(iceberg::FileFormat::kOrc, input); }

}  // namespace lakeport::fuzz
