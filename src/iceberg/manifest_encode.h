#pragma once

#include "base/result.h"
#include "iceberg/avro/encoder.h"
#include "iceberg/manifest.h"
#include "iceberg/type.h"

namespace lakeport::iceberg {

// Appends one record in the layout of ManifestEntrySchema(partition). InvalidArgument when the partition values are not
// those of `partition`; the encoder then holds part of the record.
Status EncodeManifestEntry(const Type& partition, const ManifestEntry& entry, avro::Encoder* encoder);

// Appends one record in the layout of ManifestListSchema().
void EncodeManifestFile(const ManifestFile& file, avro::Encoder* encoder);

}  // namespace lakeport::iceberg
