#pragma once

#include <memory>

#include "storage/azure/azure_file_io.h"
#include "storage/azure/blob_client.h"
#include "storage/file_io.h"

namespace lakeport::storage::azure {

// The metadata in which a blob says what its content's hash is (content_hash.h).
inline constexpr const char* kHashMetadata = "lakeport_hash";

// A blob being written, as azure_file_io.h says. Its parts are no blob, and no listing shows them, until Close.
std::unique_ptr<OutputFile> MakeAzureOutputFile(BlobClient& client, BlobName blob, Location location, WriteMode mode,
                                                const AzureFileIOOptions& options);

}  // namespace lakeport::storage::azure
