#pragma once

#include "base/json.h"
#include "base/result.h"
#include "iceberg/partition_spec.h"

namespace lakeport::iceberg {

// Partition specs and sort orders as JSON (spec, Appendix C, "Partition Specs" and "Sort Orders"). Reading fails with
// CorruptData, and with Unsupported for a transform of several columns (format version 3).
Json PartitionSpecToJson(const PartitionSpec& spec);
Result<PartitionSpec> PartitionSpecFromJson(const Json& json);

// The fields alone, as format version 1 and manifests have them. Fields without ids get 1000 and up, in their order.
Json PartitionFieldsToJson(const std::vector<PartitionField>& fields);
Result<std::vector<PartitionField>> PartitionFieldsFromJson(const Json& json);

Json SortOrderToJson(const SortOrder& order);
Result<SortOrder> SortOrderFromJson(const Json& json);

}  // namespace lakeport::iceberg
