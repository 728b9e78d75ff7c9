#pragma once

#include <memory>

#include "base/result.h"
#include "config/config.h"
#include "iceberg/catalog.h"
#include "storage/resolve.h"

namespace lakeport::catalogs {

// The Iceberg catalog behind a connection, its files read from the stores that `open_store` knows. InvalidArgument for
// a type that is no catalog, a setting that the type does not have, and a value that is no good; Unsupported for a type
// or a store that can't be reached yet.
Result<std::unique_ptr<iceberg::Catalog>> OpenCatalog(const config::Connection& connection,
                                                      const storage::OpenStore& open_store);

}  // namespace lakeport::catalogs
