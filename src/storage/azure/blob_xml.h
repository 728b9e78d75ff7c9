#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "storage/azure/blob_client.h"

namespace lakeport::storage::azure {

// The service's answer to List Blobs. CorruptData for what is none: a size that isn't one, a name twice, ...
Result<BlobPage> ParseBlobPage(const std::string& xml);
// The service's answer to Get Block List: uncommitted parts' ids, raw, and sizes. CorruptData for what is none.
Result<std::map<std::string, int64_t>> ParseBlockList(const std::string& xml);
// The body of Put Block List: uncommitted parts, by their Base64 ids.
std::string FormatBlockList(const std::vector<std::string>& base64_ids);

}  // namespace lakeport::storage::azure
