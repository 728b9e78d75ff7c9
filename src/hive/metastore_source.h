#pragma once

#include <memory>

#include "hive/source.h"
#include "metastore/client.h"

namespace lakeport::hive {

// The tables of a Hive Metastore. Names, types and locations are as the metastore has them; a table's format and each
// partition's are told by their classes.
//
// From VisitPartitions: Unavailable when a partition was listed but could not be read, as it happens when one is
// dropped meanwhile: none is left out silently. CorruptData when a partition's values don't fit the table's keys.
std::unique_ptr<Source> MakeMetastoreSource(std::unique_ptr<metastore::Client> client);

}  // namespace lakeport::hive
