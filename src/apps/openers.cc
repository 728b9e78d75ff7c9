#include "apps/openers.h"

#include "catalogs/open.h"
#include "hive/open.h"
#include "storage/resolve.h"

namespace lakeport::apps {
namespace {

storage::AzureAccounts AccountsOf(const config::Config& config) {
  storage::AzureAccounts accounts;
  for (const auto& [name, connection] : config.connections) {
    if (connection.type == "azure") accounts[connection.GetOr("account", "")] = connection.settings;
  }
  return accounts;
}

}  // namespace

browse::Openers MakeOpeners(const config::Config& config) {
  auto open_store = storage::MakeOpenStore(AccountsOf(config));
  return {
      .open_source = [open_store](const auto& connection) { return hive::OpenSource(connection, open_store); },
      .open_catalog = [open_store](const auto& connection) { return catalogs::OpenCatalog(connection, open_store); },
      .open_store = open_store};
}

}  // namespace lakeport::apps
