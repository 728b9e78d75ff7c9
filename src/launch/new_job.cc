#include "launch/new_job.h"

#include <array>

#include <pwd.h>
#include <unistd.h>

namespace lakeport::launch {
namespace {

// "sales to lake.sales_iceberg", "sales.orders to ...", "sales: 3 tables to ...", "revert of 0192... in ...".
Result<std::string> LabelFor(const protocol::JobRequest& request) {
  LP_ASSIGN(auto ingest, protocol::ParseIngestRequest(request.parameters));
  std::string what = ingest.database;
  if (ingest.tables.size() == 1) what += "." + ingest.tables.front();
  if (ingest.tables.size() > 1) what += fmt::format(": {} tables", ingest.tables.size());
  if (!ingest.revert.empty())
    return fmt::format("revert of {} in {}.{}", ingest.revert, ingest.to, ingest.target_namespace);
  return what + " to " + ingest.to + "." + ingest.target_namespace;
}

}  // namespace

Result<queue::NewJob> MakeNewJob(const protocol::JobRequest& request, std::string user, std::string source) {
  LP_ASSIGN(auto targets, protocol::ListWriteTargets(request));
  LP_ASSIGN(auto label, LabelFor(request));
  queue::NewJob job{.engine = request.engine,
                    .request = FormatJson(protocol::ToJson(request)),
                    .label = std::move(label),
                    .user = std::move(user),
                    .source = std::move(source)};
  for (auto& target : targets) job.targets.push_back({std::move(target.scope), std::move(target.item)});
  return job;
}

std::string LocalUser() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return found->pw_name;
  return std::to_string(geteuid());
}

}  // namespace lakeport::launch
