#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/checksum.h"
#include "iceberg/manifest.h"
#include "iceberg/schema.h"
#include "jobs/ingest/adoption.h"
#include "jobs/ingest/stores.h"
#include "storage/file_io.h"

namespace lakeport::ingest {

struct ChecksumContext {
  const iceberg::Schema& schema;  // of the new table; the rows of both sides are read as it says
  int threads = 8;
  std::stop_token stop{};
};

// Every row of the Hive files, adopted or written anew, with their partition's values.
Result<formats::TableChecksum> ChecksumSource(const ChecksumContext& context, Stores& stores, Adoption& adoption);

// Every row of the files that manifests name, read the way any reader of the new table does: by the values and the name
// mapping (JSON) that the table says.
Result<formats::TableChecksum> ChecksumManifests(const ChecksumContext& context, storage::FileIO& io,
                                                 const std::vector<iceberg::ManifestFile>& manifests,
                                                 const std::string& name_mapping);

// Internal, which names the first column and both sums, when they differ.
Status CompareChecksumsOf(const iceberg::Schema& schema, const formats::TableChecksum& source,
                          const formats::TableChecksum& target);

}  // namespace lakeport::ingest
