#pragma once

#include "base/json.h"
#include "base/result.h"
#include "iceberg/avro/encoder.h"
#include "iceberg/avro/schema.h"

namespace lakeport::formats {

// A field's default (Avro specification 1.11, "Complex Types") in Avro's own encoding. CorruptData when it is no value
// of the type.
Status EncodeAvroDefault(const iceberg::avro::Schema& type, const Json& value, iceberg::avro::Encoder* out);

}  // namespace lakeport::formats
