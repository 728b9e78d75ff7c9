#pragma once

#include <memory>

#include "formats/serde.h"

namespace lakeport::formats {

// org.apache.hadoop.hive.serde2.avro.AvroSerDe: each file's own schema is resolved to the table's, which is
// avro.schema.literal, what lies at avro.schema.url, or made of the columns (Avro specification 1.11, "Schema
// Resolution").
Result<std::shared_ptr<const Serde>> MakeAvroSerde(const SerdeDescription& description);

}  // namespace lakeport::formats
