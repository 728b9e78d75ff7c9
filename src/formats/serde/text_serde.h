#pragma once

#include <memory>

#include "formats/serde.h"

namespace lakeport::formats {

// org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe.
Result<std::shared_ptr<const Serde>> MakeTextSerde(const SerdeDescription& description);

}  // namespace lakeport::formats
