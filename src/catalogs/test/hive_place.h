#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "base/uuid.h"
#include "catalogs/hive_catalog.h"
#include "iceberg/testing/catalog_under_test.h"
#include "metastore/testing/fake_client.h"
#include "metastore/testing/prefixed_client.h"
#include "metastore/testing/real_servers.h"
#include "metastore/thrift_client.h"
#include "storage/local_file_io.h"

namespace lakeport::catalogs {

// Catalogs over clients of one metastore.
class HivePlace final : public iceberg::CatalogUnderTest {
 public:
  using MakeClient = std::function<std::shared_ptr<metastore::Client>()>;

  explicit HivePlace(MakeClient make_client) : make_client_(std::move(make_client)) {}
  ~HivePlace() override {
    auto client = make_client_();
    auto databases = client->ListDatabases();
    EXPECT_THAT(databases, IsOk());
    for (const auto& database : *databases) {
      EXPECT_TRUE(database == "default" || Empty(*client, database));
    }
  }

  std::shared_ptr<metastore::Client> OpenClient() const { return make_client_(); }

  std::unique_ptr<iceberg::Catalog> Open() override { return OpenWith(make_client_()); }
  std::unique_ptr<iceberg::Catalog> OpenWith(std::shared_ptr<metastore::Client> client) {
    HiveCatalogOptions options{.warehouse = directory_.location()};
    options.commit.lock.poll = {.first = std::chrono::milliseconds(5), .cap = std::chrono::milliseconds(100)};
    options.commit.lock.orphan_patience = std::chrono::milliseconds(50);
    return MakeHiveCatalog(std::move(client), storage::MakeLocalFileIO(), clock_, std::move(options));
  }

 private:
  static bool Empty(metastore::Client& client, const std::string& database) {
    auto tables = client.ListTables(database);
    if (!tables.ok()) return false;
    for (const auto& table : *tables) {
      auto locks = client.ListLocks(database, table);
      EXPECT_THAT(locks, IsOk());
      EXPECT_THAT(*locks, testing::IsEmpty()) << "a lock was left on " << table;
      if (!client.DropTable(database, table).ok()) return false;
    }
    return client.DropDatabase(database).ok();
  }

  const TempDir directory_;
  const SystemClock clock_;
  const MakeClient make_client_;
};

inline iceberg::CatalogFactory HiveFactory(const std::string& name, bool has_default_database,
                                           std::function<HivePlace::MakeClient()> on_server) {
  return {.name = name,
          .make = [on_server] { return std::make_unique<HivePlace>(on_server()); },
          .takes_any_name = false,
          .nests_namespaces = false,
          .lists_namespaces_made_by_others = has_default_database};
}

inline std::string NewPrefix() { return "lakeport_" + NewUuid7().substr(24) + "_"; }

// Of one server: clients that see only the databases whose names begin with the prefix.
inline HivePlace::MakeClient ClientsOf(const std::string& uri, const std::string& prefix) {
  return [uri, prefix] {
    auto client = metastore::MakeThriftClient({.uris = uri});
    EXPECT_THAT(client, IsOk());
    return std::make_shared<metastore::PrefixedClient>(std::move(client).value(), prefix);
  };
}

// In memory, and on each real server there is.
inline std::vector<iceberg::CatalogFactory> HiveFactories() {
  std::vector<iceberg::CatalogFactory> factories;
  for (int major : {3, 4}) {
    factories.push_back(HiveFactory("Fake" + std::to_string(major), true, [major] {
      auto server = std::make_shared<metastore::FakeClient>(major);
      return [server] { return server; };
    }));
  }
  for (const auto& [version, uri] : metastore::RealServers()) {
    factories.push_back(HiveFactory("Hive" + version, false, [uri] { return ClientsOf(uri, NewPrefix()); }));
  }
  return factories;
}

}  // namespace lakeport::catalogs
