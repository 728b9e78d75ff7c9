#include "browse/browser.h"

#include <algorithm>
#include <optional>

namespace lakeport::browse {
namespace {

constexpr auto kKept = std::chrono::seconds(10);

iceberg::Namespace ParseNamespace(const std::string& text) {
  iceberg::Namespace levels;
  for (size_t begin = 0; begin <= text.size();) {
    auto end = std::min(text.find('.', begin), text.size());
    levels.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return levels;
}

}  // namespace

// One connection: opened when needed, with the lists that were read of late.
struct Browser::Opened {
  struct List {
    Timestamp read_at;
    Names names;
  };
  config::Connection connection;
  std::mutex mutex;
  std::shared_ptr<hive::Source> source;  // guarded by mutex, as is all below
  std::shared_ptr<iceberg::Catalog> catalog;
  std::map<std::string, List> lists;
};

// What a connection must be for a question.
template <typename T>
struct Browser::Kind {
  bool (*fits)(const std::string& type);
  const char* lacks;  // what to say of a connection that does not fit
  std::shared_ptr<T> Opened::*handle;
  const std::function<Result<std::unique_ptr<T>>(const config::Connection&)>& open;
};

Browser::Browser(config::Config config, OpenSource open_source, OpenCatalog open_catalog, const Clock& clock)
    : config_(std::move(config)),
      open_source_(std::move(open_source)),
      open_catalog_(std::move(open_catalog)),
      clock_(clock) {
  for (const auto& [name, connection] : config_.connections) {
    opened_[name] = std::make_unique<Opened>();
    opened_[name]->connection = connection;
  }
}

Browser::~Browser() = default;

// Opens the connection as a T if it is not open yet, and asks it.
template <typename T, typename Ask>
auto Browser::With(const std::string& connection, const Kind<T>& kind, Ask ask)
    -> decltype(ask(std::declval<Opened&>())) {
  LP_TRY(config_.GetConnection(connection));
  Opened& opened = *opened_.at(connection);
  std::lock_guard lock(opened.mutex);
  if (!kind.fits(opened.connection.type)) {
    return InvalidArgument("connection \"{}\" is of type {}, which {}", connection, opened.connection.type, kind.lacks);
  }
  auto& handle = opened.*kind.handle;
  if (!handle) {
    LP_ASSIGN(handle, kind.open(opened.connection), "opening connection {}", connection);
  }
  auto answer = ask(opened);
  if (!answer.ok() && IsRetryable(answer.error().kind())) handle.reset();
  return answer;
}

template <typename Ask>
auto Browser::WithSource(const std::string& connection, Ask ask) {
  return With(connection,
              Kind<hive::Source>{config::IsHiveSource, "holds no Hive tables", &Opened::source, open_source_}, ask);
}

template <typename Ask>
auto Browser::WithCatalog(const std::string& connection, Ask ask) {
  return With(
      connection,
      Kind<iceberg::Catalog>{config::IsIcebergCatalog, "is no Iceberg catalog", &Opened::catalog, open_catalog_}, ask);
}

Result<Browser::Names> Browser::Listed(Opened& opened, const std::string& key,
                                       const std::function<Result<Names>()>& list) {
  auto now = clock_.Now();
  auto found = opened.lists.find(key);
  if (found != opened.lists.end() && now - found->second.read_at < kKept) return found->second.names;
  std::erase_if(opened.lists, [&](const auto& entry) { return now - entry.second.read_at >= kKept; });
  LP_ASSIGN(Names names, list(), "listing what connection {} holds", opened.connection.name);
  opened.lists[key] = {now, names};
  return names;
}

Result<std::vector<std::string>> Browser::ListDatabases(const std::string& connection) {
  return WithSource(connection, [&](Opened& opened) {
    return Listed(opened, "databases", [&] { return opened.source->ListDatabases(); });
  });
}

Result<std::vector<std::string>> Browser::ListTables(const std::string& connection, const std::string& database) {
  return WithSource(connection, [&](Opened& opened) {
    return Listed(opened, "tables/" + database, [&] { return opened.source->ListTables(database); });
  });
}

Result<hive::Table> Browser::GetTable(const std::string& connection, const std::string& database,
                                      const std::string& table) {
  return WithSource(connection, [&](Opened& opened) -> Result<hive::Table> {
    LP_ASSIGN(auto found, opened.source->GetTable(database, table), "asking connection {}", connection);
    return found;
  });
}

Result<int64_t> Browser::CountPartitions(const std::string& connection, const hive::Table& table) {
  return WithSource(connection, [&](Opened& opened) -> Result<int64_t> {
    int64_t count = 0;
    auto add = [&count](const std::vector<hive::Partition>& partitions) {
      count += static_cast<int64_t>(partitions.size());
      return Ok();
    };
    LP_TRY(opened.source->VisitPartitions(table, add), "counting the partitions of {}.{}", table.database, table.name);
    return count;
  });
}

Result<std::vector<std::string>> Browser::ListNamespaces(const std::string& connection) {
  return WithCatalog(connection, [&](Opened& opened) {
    return Listed(opened, "namespaces", [&]() -> Result<Names> {
      LP_ASSIGN(auto namespaces, opened.catalog->ListNamespaces());
      Names names;
      for (const auto& ns : namespaces) names.push_back(iceberg::FormatNamespace(ns));
      std::sort(names.begin(), names.end());  // as text: "a-b" comes before "a.b", but not level by level
      return names;
    });
  });
}

Result<std::vector<std::string>> Browser::ListNamespaceTables(const std::string& connection, const std::string& ns) {
  return WithCatalog(connection, [&](Opened& opened) {
    return Listed(opened, "tables/" + ns, [&]() -> Result<Names> {
      LP_ASSIGN(auto tables, opened.catalog->ListTables(ParseNamespace(ns)));
      Names names;
      for (const auto& table : tables) names.push_back(table.name);
      return names;
    });
  });
}

Result<CatalogTable> Browser::LoadTable(const std::string& connection, const std::string& ns,
                                        const std::string& table) {
  return WithCatalog(connection, [&](Opened& opened) -> Result<CatalogTable> {
    LP_ASSIGN(auto loaded, opened.catalog->LoadTable({ParseNamespace(ns), table}), "asking connection {}", connection);
    return CatalogTable{opened.catalog, std::move(loaded)};
  });
}

}  // namespace lakeport::browse
