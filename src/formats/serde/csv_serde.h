#pragma once

#include <memory>

#include "formats/serde.h"

namespace lakeport::formats {

// org.apache.hadoop.hive.serde2.OpenCSVSerde: every column is a string, and a quoted text ends with its line.
Result<std::shared_ptr<const Serde>> MakeCsvSerde(const SerdeDescription& description);

}  // namespace lakeport::formats
