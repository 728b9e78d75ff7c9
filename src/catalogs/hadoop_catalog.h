#pragma once

#include <memory>

#include "base/location.h"
#include "base/time.h"
#include "iceberg/catalog.h"
#include "storage/file_io.h"

namespace lakeport::catalogs {

// An Iceberg catalog that is a directory, as Iceberg's HadoopCatalog has it, which may use the same one at the same
// time: a namespace is a directory of `warehouse`, a table is a directory with version files in its "metadata" (see
// hadoop_versions.h). A commit makes the file of the next version, if that isn't there: of two who try, one gets
// Conflict.
//
// A namespace has no properties, and a table can't lie elsewhere (Unsupported). A dropped table's last metadata file
// stays as metadata/dropped-v<N>-<uuid>.json, its data and manifests stay where they are; so the directory of its
// namespace is not empty, and the namespace not dropped (Conflict).
// `clock` outlives the catalog.
std::unique_ptr<iceberg::Catalog> MakeHadoopCatalog(std::unique_ptr<storage::FileIO> io, Location warehouse,
                                                    const Clock& clock);

}  // namespace lakeport::catalogs
