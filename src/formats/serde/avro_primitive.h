#pragma once

#include "formats/serde/avro_column.h"

namespace lakeport::formats {

// Reads a writer's primitive as a reader's; nullptr when they do not match. Neither is a union.
AvroDecoderPtr MakeAvroPrimitive(const iceberg::avro::Schema& writer, const iceberg::avro::Schema& reader);

// A map's keys.
AvroDecoderPtr MakeAvroKey();

}  // namespace lakeport::formats
