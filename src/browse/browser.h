#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "config/config.h"
#include "hive/source.h"
#include "iceberg/catalog.h"

namespace lakeport::browse {

// An Iceberg table, and the catalog that it was found in, whose io() reads its files.
struct CatalogTable {
  std::shared_ptr<iceberg::Catalog> catalog;
  iceberg::LoadedTable table;
};

// What there is to see of the outside systems: names, a Hive table as its source describes it, an Iceberg table's
// metadata. Read only. A connection is opened when it is first asked for, and opened anew after a failure. Lists of
// names are kept for ten seconds, so that paging and typing a filter does not ask a metastore for ten thousand names
// each time. Errors carry the connection's name. InvalidArgument: the connection is of another type. Safe from several
// threads; one connection is asked by one thread at a time.
class Browser {
 public:
  using OpenSource = std::function<Result<std::unique_ptr<hive::Source>>(const config::Connection&)>;
  using OpenCatalog = std::function<Result<std::unique_ptr<iceberg::Catalog>>(const config::Connection&)>;

  Browser(config::Config config, OpenSource open_source, OpenCatalog open_catalog, const Clock& clock);
  ~Browser();

  const std::map<std::string, config::Connection>& connections() const { return config_.connections; }

  // Sorted.
  Result<std::vector<std::string>> ListDatabases(const std::string& connection);
  Result<std::vector<std::string>> ListTables(const std::string& connection, const std::string& database);
  Result<hive::Table> GetTable(const std::string& connection, const std::string& database, const std::string& table);
  Result<int64_t> CountPartitions(const std::string& connection, const hive::Table& table);
  Result<std::vector<std::string>> ListNamespaces(const std::string& connection);
  Result<std::vector<std::string>> ListNamespaceTables(const std::string& connection, const std::string& ns);
  Result<CatalogTable> LoadTable(const std::string& connection, const std::string& ns, const std::string& table);

 private:
  struct Opened;
  using Names = std::vector<std::string>;

  template <typename T>
  struct Kind;

  template <typename T, typename Ask>
  auto With(const std::string& connection, const Kind<T>& kind, Ask ask) -> decltype(ask(std::declval<Opened&>()));
  template <typename Ask>
  auto WithSource(const std::string& connection, Ask ask);
  template <typename Ask>
  auto WithCatalog(const std::string& connection, Ask ask);
  Result<Names> Listed(Opened& opened, const std::string& key, const std::function<Result<Names>()>& list);

  const config::Config config_;
  const OpenSource open_source_;
  const OpenCatalog open_catalog_;
  const Clock& clock_;
  std::map<std::string, std::unique_ptr<Opened>> opened_;  // one for each connection; the map itself never changes
};

}  // namespace lakeport::browse
