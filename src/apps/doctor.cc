#include "apps/programs.h"
#include "catalogs/open.h"
#include "hive/open.h"

namespace lakeport::apps {
namespace {

Result<std::string> Check(const config::Connection& connection) {
  if (config::IsHiveSource(connection.type)) {
    LP_ASSIGN(auto source, hive::OpenSource(connection));
    LP_ASSIGN(auto databases, source->ListDatabases());
    return fmt::format("{} databases", databases.size());
  }
  LP_ASSIGN(auto catalog, catalogs::OpenCatalog(connection));
  LP_ASSIGN(auto namespaces, catalog->ListNamespaces());
  return fmt::format("{} namespaces", namespaces.size());
}

}  // namespace

std::vector<cli::CheckResult> CheckConnections(const config::Config& config) {
  std::vector<cli::CheckResult> results;
  for (const auto& [name, connection] : config.connections) {
    auto found = Check(connection);
    results.push_back({.connection = name,
                       .type = connection.type,
                       .status = found.ok() ? Ok() : Status(found.error()),
                       .detail = found.ok() ? *found : ""});
  }
  return results;
}

}  // namespace lakeport::apps
