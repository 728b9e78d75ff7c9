#pragma once

#include <optional>
#include <string>

#include "hive/source.h"
#include "protocol/job_request.h"

namespace lakeport::ingest {

enum class RuleOutcome { kSkip, kRefuse };

// Why a table is left alone, and what to do about it.
struct RuleVerdict {
  RuleOutcome outcome = RuleOutcome::kRefuse;
  std::string reason;
};

// What can be said of a table by its metadata alone; nullopt: nothing speaks against it. Views and tables that are
// Iceberg's already are skipped; what can be neither adopted nor, in mode rewrite, read is refused. Pure.
std::optional<RuleVerdict> JudgeTable(const hive::Table& table,
                                      protocol::IngestMode mode = protocol::IngestMode::kCopy);

// Why a name can't be used for a table or a namespace: it would leave its directory, or needs quoting somewhere.
// nullopt for a good one. Pure.
std::optional<std::string> JudgeName(const std::string& name);

}  // namespace lakeport::ingest
