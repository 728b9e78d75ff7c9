#pragma once

#include <cstdint>
#include <memory>

#include "storage/azure/blob_client.h"
#include "storage/file_io.h"

namespace lakeport::storage::azure {

struct AzureFileIOOptions {
  // Files larger than this are written in such parts, of which Azure takes 50,000.
  int64_t block_size = int64_t{8} << 20;
  // Parts of one file that are sent at once. So many, and the one that is being filled, are in memory.
  int parallel_blocks = 4;
};

// The blobs of one account as files, in any of their spellings. A directory is there while a blob below it is, or its
// marker: an empty blob with the metadata hdi_isfolder, as Hadoop's clients make it. An open file that is replaced can
// no longer be read: Conflict. A file's hash is kept in the blob's metadata.
//
// A part is known by its place and its MD5. Parts that were sent for a file which was never closed, by a process that
// was killed say, are not sent again when the same bytes are written to the same place; Azure keeps them for a week.
std::unique_ptr<FileIO> MakeAzureFileIO(std::unique_ptr<BlobClient> client, const AzureFileIOOptions& options = {});

}  // namespace lakeport::storage::azure
