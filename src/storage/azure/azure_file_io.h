#pragma once

#include <cstdint>
#include <memory>

#include "storage/azure/blob_client.h"
#include "storage/file_io.h"

namespace lakeport::storage::azure {

struct AzureFileIOOptions {
  // What is sent at once and kept in memory of each file being written; larger files are written in such parts, of
  // which Azure takes 50,000.
  int64_t block_size = int64_t{8} << 20;
};

// The blobs of one account as files, in any of their spellings. A directory is there while a blob below it is, or its
// marker: an empty blob with the metadata hdi_isfolder, as Hadoop's clients make it. An open file that is replaced can
// no longer be read: Conflict.
std::unique_ptr<FileIO> MakeAzureFileIO(std::unique_ptr<BlobClient> client, const AzureFileIOOptions& options = {});

}  // namespace lakeport::storage::azure
