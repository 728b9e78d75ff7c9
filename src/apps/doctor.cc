#include "apps/openers.h"
#include "apps/programs.h"
#include "storage/azure/account.h"

namespace lakeport::apps {
namespace {

Result<std::string> CheckAccount(const config::Connection& connection) {
  const SystemClock clock;
  LP_ASSIGN(auto client,
            storage::azure::OpenAccount(connection.settings, "core.windows.net", storage::azure::ThisEnvironment(),
                                        net::Retrying(net::MakeHttpClient()), clock));
  LP_ASSIGN(auto information, client->GetAccountInformation());
  return fmt::format("{} {}{}", information.sku, information.kind,
                     information.has_directories ? ", hierarchical namespace" : "");
}

Result<std::string> Check(const config::Connection& connection, const browse::Openers& openers) {
  if (config::IsHiveSource(connection.type)) {
    LP_ASSIGN(auto source, openers.open_source(connection));
    LP_ASSIGN(auto databases, source->ListDatabases());
    return fmt::format("{} databases", databases.size());
  }
  if (config::IsIcebergCatalog(connection.type)) {
    LP_ASSIGN(auto catalog, openers.open_catalog(connection));
    LP_ASSIGN(auto namespaces, catalog->ListNamespaces());
    return fmt::format("{} namespaces", namespaces.size());
  }
  if (connection.type == "azure") return CheckAccount(connection);
  return Unsupported("connections of type {} can't be checked yet", connection.type);
}

}  // namespace

std::vector<cli::CheckResult> CheckConnections(const config::Config& config) {
  auto openers = MakeOpeners(config);
  std::vector<cli::CheckResult> results;
  for (const auto& [name, connection] : config.connections) {
    auto found = Check(connection, openers);
    results.push_back({.connection = name,
                       .type = connection.type,
                       .status = found.ok() ? Ok() : Status(found.error()),
                       .detail = found.ok() ? *found : ""});
  }
  return results;
}

}  // namespace lakeport::apps
