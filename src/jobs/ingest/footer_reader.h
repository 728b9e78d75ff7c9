#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "jobs/ingest/kept_footers.h"
#include "jobs/ingest/source_files.h"

namespace lakeport::ingest {

// A data file to be adopted, and the partition that it belongs to.
struct SourceFile {
  storage::FileInfo info;
  std::shared_ptr<const SourcePartition> partition;
};

// Reads one file's footer. Unsupported for a format that has none; Unavailable when the file has another length than it
// was listed with.
Result<FooterPtr> ReadFooterOf(Stores& stores, const SourceFile& file);

// All files of some listed partitions.
std::vector<SourceFile> FilesOf(const std::vector<ListedPartition>& partitions);

}  // namespace lakeport::ingest
