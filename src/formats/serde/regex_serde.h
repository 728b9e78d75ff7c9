#pragma once

#include <memory>

#include "formats/serde.h"

namespace lakeport::formats {

// org.apache.hadoop.hive.serde2.RegexSerDe: a column is a group of input.regex; a line that does not match has nulls.
Result<std::shared_ptr<const Serde>> MakeRegexSerde(const SerdeDescription& description);

}  // namespace lakeport::formats
