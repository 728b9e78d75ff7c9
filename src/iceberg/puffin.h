#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

// Kinds of blobs.
inline constexpr const char* kDeletionVectorBlob = "deletion-vector-v1";

// The property of a deletion vector's blob that names the data file it is of (Puffin spec, "deletion-vector-v1").
inline constexpr const char* kReferencedDataFile = "referenced-data-file";

// The end of a Puffin file (Puffin spec, "Footer"): what is known of its blobs.
struct PuffinFooter {
  Json payload;           // FileMetadata: "blobs", each with type, offset, length, properties, ...; "properties"
  int64_t blobs_end = 0;  // bytes of the file before its footer
};

// CorruptData for what is no Puffin file: a blob outside of it, a length that isn't one. Unsupported for a compressed
// footer.
Result<PuffinFooter> ReadPuffinFooter(const storage::InputFile& file);

// Writes a Puffin file anew: the blobs byte by byte, where they were, and behind them a footer with `edit` done to each
// blob's properties. The new file's length, in bytes.
Result<int64_t> EditPuffin(const storage::InputFile& from, std::unique_ptr<storage::OutputFile> to,
                           const std::function<Status(Json& properties)>& edit);

}  // namespace lakeport::iceberg
