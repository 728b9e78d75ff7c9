#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/manifest.h"
#include "iceberg/table_metadata.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

enum class TableFileKind { kManifestList, kManifest, kData, kPositionDeletes, kEqualityDeletes, kStatistics };
std::string_view ToString(TableFileKind kind);  // "data file"

// A file that a table's metadata names.
struct TableFile {
  TableFileKind kind = TableFileKind::kData;
  std::string path;
  int64_t length = -1;                       // bytes, as the metadata says; -1: it doesn't
  FileFormat format = FileFormat::kParquet;  // of data and delete files
};

// Calls `visit` for every file that a reader of the kept snapshots can come to, whichever snapshot added it (P23):
// manifest lists and manifests before what they name, statistics last. Files that a manifest says were deleted are left
// out, for they may be gone. A manifest comes once, a data file once for each manifest that it lives in: who minds that
// remembers. Memory grows with manifests, not with files. Stops at the first error, which it returns.
Status VisitTableFiles(storage::FileIO& io, const TableMetadata& metadata,
                       const std::function<Status(const TableFile&)>& visit);

}  // namespace lakeport::iceberg
