#include "browse/explore.h"

#include <utility>

#include "base/time.h"
#include "browse/explore_json.h"
#include "browse/table_rows.h"
#include "iceberg/scan.h"
#include "iceberg/table_metadata_io.h"

namespace lakeport::browse {
namespace {

using Names = std::vector<std::string>;

struct TableName {
  std::string ns;  // levels of a namespace with dots between them, or a database
  std::string table;
};

Result<TableName> ParseTableName(const std::string& text) {
  auto dot = text.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == text.size()) {
    return InvalidArgument("\"{}\" names no table: give it as NAMESPACE.TABLE", text);
  }
  return TableName{text.substr(0, dot), text.substr(dot + 1)};
}

// An Iceberg table with the store that its files are on.
struct FoundTable {
  std::string name;
  iceberg::LoadedTable loaded;
  std::shared_ptr<storage::FileIO> io;
};

class Exploration {
 public:
  Exploration(const ExploreRequest& request, const config::Config& config, const Openers& openers,
              const OnFound& on_found, std::stop_token stop)
      : request_(request),
        openers_(openers),
        on_found_(on_found),
        stop_(std::move(stop)),
        browser_(config, openers.open_source, openers.open_catalog, clock_) {}

  Status Run() {
    switch (request_.view) {
      case View::kDatabases: return TellNames("database", browser_.ListDatabases(request_.connection));
      case View::kNamespaces: return TellNames("namespace", browser_.ListNamespaces(request_.connection));
      case View::kTables: return ListTables();
      case View::kTable: return ShowTable();
      case View::kSnapshots: return ListSnapshots();
      case View::kFiles: return ListFiles();
      case View::kChecksum: return Sum();
    }
    return Internal("there is no such view");
  }

 private:
  Status TellNames(const char* what, const Result<Names>& listed) {
    LP_ASSIGN(const Names names, listed);
    for (const auto& name : names) LP_TRY(on_found_(Json{{what, name}}));
    return Ok();
  }

  bool IsHive() const {
    auto found = browser_.connections().find(request_.connection);
    return found != browser_.connections().end() && config::IsHiveSource(found->second.type);
  }

  // Their full names, to be given to the other views.
  Status ListTables() {
    auto listed = IsHive() ? browser_.ListTables(request_.connection, request_.name)
                           : browser_.ListNamespaceTables(request_.connection, request_.name);
    LP_ASSIGN(Names names, std::move(listed));
    for (auto& name : names) name = request_.name + "." + name;
    return TellNames("table", std::move(names));
  }

  Status ShowTable() {
    if (request_.metadata_location.empty() && IsHive()) return ShowHiveTable();
    LP_ASSIGN(auto found, FindTable());
    return on_found_(IcebergTableToJson(found.name, found.loaded));
  }

  Status ShowHiveTable() {
    LP_ASSIGN(auto name, ParseTableName(request_.name));
    LP_ASSIGN(auto table, browser_.GetTable(request_.connection, name.ns, name.table));
    LP_ASSIGN(auto partitions, browser_.CountPartitions(request_.connection, table));
    return on_found_(HiveTableToJson(table, partitions));
  }

  Status ListSnapshots() {
    LP_ASSIGN(auto found, FindTable());
    for (const auto& snapshot : found.loaded.metadata.snapshots) {
      LP_TRY(on_found_(SnapshotToJson(found.loaded.metadata, snapshot)));
    }
    return Ok();
  }

  Status ListFiles() {
    LP_ASSIGN(auto found, FindTable());
    const auto& metadata = found.loaded.metadata;
    LP_ASSIGN(const iceberg::Snapshot* snapshot, ChooseSnapshot(metadata, request_.snapshot_id), "{}", Subject());
    if (snapshot == nullptr) return Ok();
    auto tell = [&](const iceberg::ManifestEntry& entry, const iceberg::PartitionSpec& spec) -> Status {
      if (stop_.stop_requested()) return Cancelled("stopped before all the files were listed");
      return on_found_(DataFileToJson(metadata, entry.data_file, spec));
    };
    LP_TRY(iceberg::VisitDataFiles(*found.io, *snapshot, tell), "{}", Subject());
    return Ok();
  }

  Status Sum() {
    LP_ASSIGN(auto found, FindTable());
    LP_ASSIGN(auto read, ReadRows(*found.io, found.loaded.metadata, request_.snapshot_id, {.stop = stop_}), "{}",
              Subject());
    return on_found_(ChecksumToJson(found.name, found.loaded, request_.snapshot_id, read));
  }

  // What is being looked at, for the trail of an error.
  std::string Subject() const {
    const auto& what = request_.metadata_location.empty() ? request_.name : request_.metadata_location;
    return "looking at " + what;
  }

  Result<FoundTable> FindTable() {
    if (!request_.metadata_location.empty()) return ReadTable();
    LP_ASSIGN(auto name, ParseTableName(request_.name));
    LP_ASSIGN(auto found, browser_.LoadTable(request_.connection, name.ns, name.table));
    std::shared_ptr<storage::FileIO> io(found.catalog, &found.catalog->io());
    return FoundTable{request_.name, std::move(found.table), std::move(io)};
  }

  Result<FoundTable> ReadTable() {
    LP_ASSIGN(auto location, Location::Parse(request_.metadata_location));
    LP_ASSIGN(std::shared_ptr<storage::FileIO> io, openers_.open_store(location), "{}", Subject());
    LP_ASSIGN(auto metadata, iceberg::ReadTableMetadata(*io, request_.metadata_location));
    return FoundTable{"", {std::move(metadata), location.ToString()}, std::move(io)};
  }

  const ExploreRequest& request_;
  const Openers& openers_;
  const OnFound& on_found_;
  const std::stop_token stop_;
  const SystemClock clock_;
  Browser browser_;
};

}  // namespace

Status CheckRequest(const ExploreRequest& request) {
  bool of_table = request.view >= View::kTable;
  bool by_file = of_table && !request.metadata_location.empty();
  if (by_file && request.connection.empty() && request.name.empty()) return Ok();
  if (by_file) return InvalidArgument("a metadata file is named, and a connection too: give one of them");
  if (request.connection.empty()) return InvalidArgument("name a connection{}", of_table ? ", or a metadata file" : "");
  if (!of_table) return Ok();
  if (request.name.empty()) return InvalidArgument("name a table of connection {}", request.connection);
  LP_TRY(ParseTableName(request.name));
  return Ok();
}

Status Explore(const ExploreRequest& request, const config::Config& config, const Openers& openers,
               const OnFound& on_found, std::stop_token stop) {
  LP_TRY(CheckRequest(request));
  return Exploration(request, config, openers, on_found, std::move(stop)).Run();
}

}  // namespace lakeport::browse
