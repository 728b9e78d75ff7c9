#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/time.h"
#include "base/uuid.h"
#include "catalogs/rest_catalog.h"
#include "iceberg/testing/catalog_under_test.h"
#include "iceberg/testing/prefixed_catalog.h"
#include "storage/local_file_io.h"
#include "storage/testing/mapped_file_io.h"

namespace lakeport::catalogs {

// An Iceberg REST catalog to test against, and how to get at its files.
struct RestServer {
  std::string name;
  RestOptions options;
  std::string store{};      // "s3://bucket": what stands for `directory`; empty: its files are where they say
  std::string directory{};  // on this machine
  bool is_nessie = false;
};

// Part of a server's catalog.
class RestPlace final : public iceberg::CatalogUnderTest {
 public:
  explicit RestPlace(RestServer server) : server_(std::move(server)) {}
  ~RestPlace() override {
    auto catalog = Open();
    auto namespaces = catalog->ListNamespaces();
    EXPECT_THAT(namespaces, IsOk());
    for (auto ns = namespaces->rbegin(); ns != namespaces->rend(); ++ns) {  // those within others first
      auto tables = catalog->ListTables(*ns);
      EXPECT_THAT(tables, IsOk());
      for (const auto& table : *tables) EXPECT_THAT(catalog->DropTable(table), IsOk());
      EXPECT_THAT(catalog->DropNamespace(*ns), IsOk());
    }
  }

  std::unique_ptr<iceberg::Catalog> Open() override {
    auto session = RestSession::Open(net::Retrying(net::MakeHttpClient()), server_.options, clock_);
    EXPECT_THAT(session, IsOk());
    auto catalog = MakeRestCatalog(std::move(session).value(), OpenFiles());
    return std::make_unique<iceberg::PrefixedCatalog>(std::move(catalog), prefix_);
  }

 private:
  std::unique_ptr<storage::FileIO> OpenFiles() const {
    if (server_.store.empty()) return storage::MakeLocalFileIO();
    return std::make_unique<storage::MappedFileIO>(storage::MakeLocalFileIO(), Location::Parse(server_.store).value(),
                                                   Location::Parse(server_.directory).value());
  }

  const RestServer server_;
  const SystemClock clock_;
  const std::string prefix_ = "lakeport_" + NewUuid7().substr(24) + "_";
};

// The value of a variable, or "".
inline std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Those that test/servers/rest.sh and nessie.sh have started, by what scripts/test says of them. Names are listed two
// at a time, so that listings have several pages.
inline std::vector<RestServer> RestServers() {
  std::vector<RestServer> servers;
  if (auto uri = FromEnvironment("LAKEPORT_TEST_REST"); !uri.empty()) {
    servers.push_back({.name = "Java", .options = {.uri = uri, .page_size = 2}});
  }
  if (auto uri = FromEnvironment("LAKEPORT_TEST_NESSIE"); !uri.empty()) {
    servers.push_back({.name = "Nessie",
                       .options = {.uri = uri,
                                   .credential = FromEnvironment("LAKEPORT_TEST_NESSIE_CREDENTIAL"),
                                   .oauth2_server_uri = FromEnvironment("LAKEPORT_TEST_NESSIE_TOKENS"),
                                   .page_size = 2},
                       .store = FromEnvironment("LAKEPORT_TEST_NESSIE_STORE"),
                       .directory = FromEnvironment("LAKEPORT_TEST_NESSIE_FILES"),
                       .is_nessie = true});
  }
  return servers;
}

inline std::vector<iceberg::CatalogFactory> RestFactories() {
  std::vector<iceberg::CatalogFactory> factories;
  for (const auto& server : RestServers()) {
    factories.push_back({.name = server.name,
                         .make = [server] { return std::make_unique<RestPlace>(server); },
                         .is_server = true,
                         .guards_the_first_snapshot = !server.is_nessie,
                         .shows_history = !server.is_nessie});
  }
  return factories;
}

}  // namespace lakeport::catalogs
