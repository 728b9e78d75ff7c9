#pragma once

#include <functional>

#include "base/result.h"
#include "iceberg/avro/decoder.h"
#include "iceberg/avro/schema.h"
#include "iceberg/type.h"
#include "iceberg/value.h"

namespace lakeport::iceberg {

using ReadValue = std::function<Value(avro::Decoder&)>;

// How a value of the Avro type `from` becomes one of the type `to`, promoted where the spec allows it; nullptr: of the
// type that `from` itself says. CorruptData when it can't.
Result<ReadValue> BindPartitionValue(const Type* to, const avro::Schema& from);

}  // namespace lakeport::iceberg
