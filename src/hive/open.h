#pragma once

#include <memory>

#include "base/result.h"
#include "config/config.h"
#include "hive/source.h"
#include "storage/resolve.h"

namespace lakeport::hive {

// The Hive tables behind a connection of type "hive-directory" (settings: location; partition_types, see
// ParsePartitionTypes) or "hive" (settings: see metastore/settings.h). InvalidArgument for another type, and for a
// setting that says nothing sensible.
Result<std::unique_ptr<Source>> OpenSource(const config::Connection& connection, const storage::OpenStore& open_store);

}  // namespace lakeport::hive
