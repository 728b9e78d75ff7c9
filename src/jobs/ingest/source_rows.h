#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "formats/row_reader.h"
#include "formats/serde.h"
#include "jobs/ingest/file_check.h"
#include "jobs/ingest/footer_reader.h"
#include "jobs/ingest/stores.h"

namespace lakeport::ingest {

// The rows of one of Hive's files as the new table's, with the partition's values. Unavailable when the file is not of
// the length that it was listed with.
Result<std::unique_ptr<formats::RowReader>> OpenSourceRows(Stores& stores, const SourceFile& file,
                                                           const TargetSchema& target,
                                                           const iceberg::NameMapping& mapping,
                                                           formats::FileRange range = {});

// The same in larger batches, for rows that are parted again: as many as are some megabytes of a table with few
// columns.
Result<std::unique_ptr<formats::RowReader>> OpenSourceRowsInLargeBatches(Stores& stores, const SourceFile& file,
                                                                         const TargetSchema& target,
                                                                         const iceberg::NameMapping& mapping,
                                                                         formats::FileRange range);

// True when OpenSourceRows takes a range of such a file.
bool CanSplit(const SourceFile& file);

}  // namespace lakeport::ingest
