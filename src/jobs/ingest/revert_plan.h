#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/catalog.h"

namespace lakeport::ingest {

enum class RevertAction { kDrop, kRestore, kRefuse };
std::string_view ToString(RevertAction action);  // "drop"

// What is to become of one table that bears a job's mark.
struct RevertPlan {
  RevertAction action = RevertAction::kRefuse;
  std::string reason{};                            // why it is refused, and what to do
  std::optional<iceberg::TableMetadata> before{};  // to restore: the table as it was before the job
};

// `read` reads an earlier metadata file of the table; it is called for few of them. Unavailable and the like are
// returned, so that they can be tried again; a file that is gone is a reason to refuse.
Result<RevertPlan> PlanRevert(const iceberg::TableMetadata& table, const std::string& job_id,
                              const std::function<Result<iceberg::TableMetadata>(const std::string&)>& read);

// What makes `now` the table that `before` was, without the job's snapshots. Pure.
std::vector<iceberg::TableUpdate> Restoration(const iceberg::TableMetadata& now, const iceberg::TableMetadata& before,
                                              const std::string& job_id);

}  // namespace lakeport::ingest
