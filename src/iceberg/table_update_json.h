#pragma once

#include "base/json.h"
#include "base/result.h"
#include "iceberg/table_update.h"

namespace lakeport::iceberg {

// Updates and requirements as the REST catalog's specification has them. Reading fails with CorruptData, and with
// Unsupported for an action or a requirement that there is no struct for.
Json TableUpdateToJson(const TableUpdate& update);
Result<TableUpdate> TableUpdateFromJson(const Json& json);

Json TableRequirementToJson(const TableRequirement& requirement);
Result<TableRequirement> TableRequirementFromJson(const Json& json);

}  // namespace lakeport::iceberg
