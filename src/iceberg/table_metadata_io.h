#pragma once

#include <string>

#include "base/location.h"
#include "base/result.h"
#include "iceberg/table_metadata.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

// Reads a metadata file, gzip'd or not. NotFound when it is not there; otherwise as TableMetadataFromJson.
Result<TableMetadata> ReadTableMetadata(storage::FileIO& io, const std::string& metadata_location);

// The bytes of a metadata file.
std::string EncodeTableMetadata(const TableMetadata& metadata, bool gzip);

// Writes one; AlreadyExists when the location is taken. Gzip'd when the location's name says so.
Status WriteTableMetadata(storage::FileIO& io, const Location& location, const TableMetadata& metadata);

// True when the property write.metadata.compression-codec asks for gzip.
bool WantsGzip(const TableMetadata& metadata);

// "<location>/metadata", or what the property write.metadata.path says: the folder of metadata files and manifests.
Result<Location> MetadataFolder(const TableMetadata& metadata);

// Where the table's next metadata file goes: "<location>/metadata/00003-<uuid>.metadata.json" when the current one,
// `current_location`, is number 2; number 0 when there is none (empty). The properties write.metadata.path and
// write.metadata.compression-codec (gzip) are heeded. Each call gives another name.
Result<Location> NextMetadataLocation(const TableMetadata& metadata, const std::string& current_location);

}  // namespace lakeport::iceberg
