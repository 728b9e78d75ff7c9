#pragma once

#include <string>

#include "base/json.h"

namespace lakeport::ingest {

// A plan event's plan for people: a line for each table, its warnings and reasons below it, and the totals.
std::string FormatPlan(const Json& plan);

}  // namespace lakeport::ingest
