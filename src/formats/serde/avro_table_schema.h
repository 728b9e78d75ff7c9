#pragma once

#include <vector>

#include "formats/footer.h"
#include "formats/serde.h"
#include "iceberg/avro/schema.h"

namespace lakeport::formats {

// The schema that the table's files are read as. CorruptData for one that is none, or is no record.
Result<iceberg::avro::SchemaPtr> AvroTableSchema(const SerdeDescription& description);

// A column of values of an Avro type, as Hive sees it: an enum is a string, a fixed is binary, and of the logical types
// decimal, date, timestamp-millis, char and varchar count. A union of several types can't be read.
FileColumn AvroColumn(const std::string& name, const iceberg::avro::Schema& type);

// What of a type is not null: its one branch beside null, or itself; nullptr when there are several or none.
const iceberg::avro::Schema* NotNull(const iceberg::avro::Schema& type);
bool AllowsNull(const iceberg::avro::Schema& type);

}  // namespace lakeport::formats
