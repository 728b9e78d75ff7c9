#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "queue/job.h"

namespace lakeport::cli {

// Jobs as the command line shows them: for people, and with --json for machines.
std::string FormatJobList(const std::vector<queue::Job>& jobs);
std::string FormatJob(const queue::Job& job, const std::string& request, const std::vector<queue::TableResult>& tables);

Json JobToJson(const queue::Job& job);
Json JobToJson(const queue::Job& job, const std::string& request, const std::vector<queue::TableResult>& tables);

}  // namespace lakeport::cli
