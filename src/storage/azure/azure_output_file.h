#pragma once

#include <memory>

#include "storage/azure/azure_file_io.h"
#include "storage/azure/blob_client.h"
#include "storage/file_io.h"

namespace lakeport::storage::azure {

// A blob being written. Its parts are no blob, and no listing shows them, until Close; Azure drops them after a week.
std::unique_ptr<OutputFile> MakeAzureOutputFile(BlobClient& client, BlobName blob, Location location, WriteMode mode,
                                                const AzureFileIOOptions& options);

}  // namespace lakeport::storage::azure
