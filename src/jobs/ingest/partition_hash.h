#pragma once

#include <cstddef>
#include <vector>

#include "iceberg/value.h"

namespace lakeport::ingest {

// Of partition values; within one process.
size_t HashPartition(const std::vector<iceberg::Value>& partition);

}  // namespace lakeport::ingest
