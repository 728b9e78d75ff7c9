#include "catalogs/rest_catalog.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "catalogs/rest_commit.h"
#include "catalogs/rest_error.h"
#include "catalogs/rest_names.h"
#include "iceberg/commit.h"
#include "iceberg/metadata_changes.h"
#include "iceberg/table_metadata_io.h"

namespace lakeport::catalogs {
namespace {

using iceberg::FormatNamespace;
using iceberg::LoadedTable;
using iceberg::Namespace;
using iceberg::TableIdentifier;
using Properties = std::map<std::string, std::string>;

constexpr size_t kMostNames = 1'000'000;  // that one listing may give
constexpr int kMostPages = 100'000;
constexpr size_t kMostLevels = 32;  // of namespaces
constexpr size_t kMostTokens = 10'000;

// True for a location, as opposed to a name that a server gives its warehouse.
std::optional<Location> AsLocation(const std::string& text) {
  auto location = Location::Parse(text);
  if (!location.ok()) return std::nullopt;
  return std::move(location).value();
}

// What listings are sorted by.
const Namespace& KeyOf(const Namespace& ns) { return ns; }
const std::string& KeyOf(const TableIdentifier& table) { return table.name; }

class RestCatalog final : public iceberg::Catalog {
 public:
  RestCatalog(std::unique_ptr<RestSession> session, std::unique_ptr<storage::FileIO> io)
      : session_(std::move(session)), io_(std::move(io)) {}

  storage::FileIO& io() override { return *io_; }

  Result<std::vector<Namespace>> ListNamespaces() override;
  Result<bool> NamespaceExists(const Namespace& ns) override;
  Status CreateNamespace(const Namespace& ns, const Properties& properties) override;
  Status DropNamespace(const Namespace& ns) override;
  Result<std::vector<TableIdentifier>> ListTables(const Namespace& ns) override;
  Result<LoadedTable> LoadTable(const TableIdentifier& table) override;
  Result<Location> DefaultTableLocation(const TableIdentifier& table) override;
  Result<LoadedTable> CommitTable(const TableIdentifier& table,
                                  const std::vector<iceberg::TableRequirement>& requirements,
                                  const std::vector<iceberg::TableUpdate>& updates) override;
  Result<LoadedTable> PutTable(const TableIdentifier& table, const LoadedTable* expected,
                               const iceberg::TableMetadata& metadata) override;
  Status DropTable(const TableIdentifier& table) override;

 private:
  template <typename T, typename FromJson>
  Result<std::vector<T>> List(RestCall call, FromJson from_json);
  Status AddNamespacesIn(const Namespace& parent, std::vector<Namespace>& namespaces);
  // nullopt: there is no such namespace.
  Result<std::optional<Properties>> FindProperties(const Namespace& ns);
  Status CheckExists(const Namespace& ns);
  Result<Location> AskForLocation(const TableIdentifier& table);

  Result<LoadedTable> CheckOnly(const TableIdentifier& table,
                                const std::vector<iceberg::TableRequirement>& requirements);
  Result<LoadedTable> Commit(const TableIdentifier& table, const std::vector<iceberg::TableRequirement>& requirements,
                             const std::vector<iceberg::TableUpdate>& updates);
  Result<LoadedTable> Register(const TableIdentifier& table, const iceberg::TableMetadata& metadata);
  Result<LoadedTable> Refused(const TableIdentifier& table, const net::HttpResponse& response, bool creates,
                              const std::vector<iceberg::TableUpdate>& updates);

  Result<LoadedTable> TakeTable(const TableIdentifier& table, const Json& json);
  std::string TokenFor(const TableIdentifier& table);

  const std::unique_ptr<RestSession> session_;
  const std::unique_ptr<storage::FileIO> io_;
  std::mutex mutex_;
  std::map<std::string, std::string> tokens_;  // that the server gave with a table, by the table's path
};

// All pages of a listing. A server that goes round in circles is stopped.
template <typename T, typename FromJson>
Result<std::vector<T>> RestCatalog::List(RestCall call, FromJson from_json) {
  std::vector<T> all;
  auto parameters = call.parameters;
  if (int size = session_->options().page_size; size > 0) parameters.emplace_back("pageSize", std::to_string(size));
  std::string token;
  for (int page = 0; page < kMostPages; ++page) {
    call.parameters = parameters;
    call.parameters.emplace_back("pageToken", token);
    LP_ASSIGN(Json json, session_->Get(call));
    LP_ASSIGN(std::vector<T> some, from_json(json));
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    auto next = TextOr(json, "next-page-token");
    if (next.empty()) {
      std::sort(all.begin(), all.end(), [](const T& a, const T& b) { return KeyOf(a) < KeyOf(b); });
      return all;
    }
    if (next == token || all.size() > kMostNames) break;
    token = std::move(next);
  }
  return CorruptData("the catalog's listing has no end");
}

Status RestCatalog::AddNamespacesIn(const Namespace& parent, std::vector<Namespace>& namespaces) {
  RestCall call{.path = "namespaces"};
  if (!parent.empty()) {
    call.parameters.emplace_back("parent", JoinNamespace(parent));
  }
  LP_ASSIGN(auto children, List<Namespace>(call, [&](const Json& page) { return NamespacesFromJson(page, parent); }));
  for (const Namespace& child : children) {
    namespaces.push_back(child);
    if (namespaces.size() > kMostNames) return CorruptData("there are more than {} namespaces", kMostNames);
    if (child.size() < kMostLevels) LP_TRY(AddNamespacesIn(child, namespaces));
  }
  return Ok();
}

Result<std::vector<Namespace>> RestCatalog::ListNamespaces() {
  std::vector<Namespace> namespaces;
  LP_TRY(AddNamespacesIn({}, namespaces), "listing namespaces");
  std::sort(namespaces.begin(), namespaces.end());
  return namespaces;
}

Result<std::optional<Properties>> RestCatalog::FindProperties(const Namespace& ns) {
  LP_TRY(iceberg::CheckNamespace(ns));
  auto json = session_->Get({.path = NamespacePath(ns)});
  if (!json.ok() && json.error().kind() == ErrorKind::kNotFound) return std::optional<Properties>();
  if (!json.ok()) return std::move(json).error().With("looking for namespace " + FormatNamespace(ns));
  Properties properties;
  const Json* members = FindMember(*json, "properties");
  if (members == nullptr || !members->is_object()) return std::optional(properties);
  for (const auto& [key, value] : members->items()) {
    if (value.is_string()) properties[key] = value.get<std::string>();
  }
  return std::optional(std::move(properties));
}

Result<bool> RestCatalog::NamespaceExists(const Namespace& ns) {
  LP_ASSIGN(auto properties, FindProperties(ns));
  return properties.has_value();
}

// Not every server minds that there is none.
Status RestCatalog::CheckExists(const Namespace& ns) {
  LP_ASSIGN(bool exists, NamespaceExists(ns));
  if (!exists) return NotFound("there is no namespace {}", FormatNamespace(ns));
  return Ok();
}

Status RestCatalog::CreateNamespace(const Namespace& ns, const Properties& properties) {
  LP_TRY(iceberg::CheckNamespace(ns));
  RestCall call{.method = "POST", .path = "namespaces", .body = Json{{"namespace", ns}, {"properties", properties}}};
  auto created = session_->Get(call);
  if (created.ok()) return Ok();
  ErrorKind kind = created.error().kind();
  bool taken = kind == ErrorKind::kConflict || kind == ErrorKind::kAlreadyExists;
  if (taken) return AlreadyExists("namespace {} exists already", FormatNamespace(ns));
  return std::move(created).error().With("creating namespace " + FormatNamespace(ns));
}

Status RestCatalog::DropNamespace(const Namespace& ns) {
  LP_TRY(iceberg::CheckNamespace(ns));
  LP_TRY(session_->Get({.method = "DELETE", .path = NamespacePath(ns)}), "dropping namespace {}", FormatNamespace(ns));
  return Ok();
}

Result<std::vector<TableIdentifier>> RestCatalog::ListTables(const Namespace& ns) {
  LP_TRY(iceberg::CheckNamespace(ns));
  RestCall call{.path = TablesPath(ns)};
  auto tables = List<TableIdentifier>(call, [&](const Json& page) { return TablesFromJson(page, ns); });
  if (!tables.ok()) return std::move(tables).error().With("listing the tables of " + FormatNamespace(ns));
  if (tables->empty()) LP_TRY(CheckExists(ns));
  return tables;
}

Result<LoadedTable> RestCatalog::LoadTable(const TableIdentifier& table) {
  LP_TRY(iceberg::CheckIdentifier(table));
  LP_ASSIGN(Json json, session_->Get({.path = TablePath(table), .token = TokenFor(table)}), "loading {}",
            table.ToString());
  LP_ASSIGN(auto loaded, TakeTable(table, json), "loading {}", table.ToString());
  return loaded;
}

Result<Location> RestCatalog::DefaultTableLocation(const TableIdentifier& table) {
  LP_TRY(iceberg::CheckIdentifier(table));
  LP_ASSIGN(auto properties, FindProperties(table.ns));
  if (properties && properties->contains("location")) {
    LP_ASSIGN(Location location, Location::Parse(properties->at("location")), "reading the location of {}",
              FormatNamespace(table.ns));
    return location.Child(table.name);
  }
  auto warehouse = session_->properties().find("warehouse");
  auto location = warehouse == session_->properties().end() ? std::nullopt : AsLocation(warehouse->second);
  if (location) return location->Child(fmt::format("{}/{}", fmt::join(table.ns, "/"), table.name));
  return AskForLocation(table);
}

// Where the server would put it; where the table is, when there is one.
Result<Location> RestCatalog::AskForLocation(const TableIdentifier& table) {
  RestCall call{.method = "POST", .path = TablesPath(table.ns), .body = StageToJson(table)};
  auto staged = session_->Get(call);
  ErrorKind kind = staged.ok() ? ErrorKind::kInternal : staged.error().kind();
  if (kind == ErrorKind::kAlreadyExists || kind == ErrorKind::kConflict) {
    LP_ASSIGN(auto loaded, LoadTable(table));
    return Location::Parse(loaded.metadata.location);
  }
  if (!staged.ok()) return std::move(staged).error().With("asking where " + table.ToString() + " would lie");
  const Json* metadata = FindMember(*staged, "metadata");
  if (metadata == nullptr) return CorruptData("the catalog does not say where {} would lie", table.ToString());
  LP_ASSIGN(auto text, GetString(*metadata, "location"), "asking where {} would lie", table.ToString());
  return Location::Parse(text);
}

Result<LoadedTable> RestCatalog::CommitTable(const TableIdentifier& table,
                                             const std::vector<iceberg::TableRequirement>& requirements,
                                             const std::vector<iceberg::TableUpdate>& updates) {
  LP_TRY(iceberg::CheckIdentifier(table));
  bool creates = CreatesTable(requirements);
  if (!creates && updates.empty()) return CheckOnly(table, requirements);
  if (creates) LP_TRY(CheckExists(table.ns), "creating {}", table.ToString());
  if (WantsNoBranch(requirements)) LP_TRY(CheckOnly(table, requirements));
  std::vector<iceberg::TableUpdate> whole = creates ? WithCreation(updates) : updates;
  if (creates && !NamesLocation(whole)) {
    LP_ASSIGN(Location location, DefaultTableLocation(table), "creating {}", table.ToString());
    whole.emplace(whole.begin(), iceberg::SetLocation{location.ToString()});
  }
  if (!creates && AddsStructure(whole)) {
    LP_ASSIGN(auto base, LoadTable(table));
    LP_ASSIGN(whole, WithoutKnown(base.metadata, std::move(whole)), "committing to {}", table.ToString());
  }
  auto committed = Commit(table, requirements, whole);
  if (!committed.ok()) return std::move(committed).error().With("committing to " + table.ToString());
  return committed;
}

// A table that is there is changed by updates alone: no server takes a metadata file for it.
Result<LoadedTable> RestCatalog::PutTable(const TableIdentifier& table, const LoadedTable* expected,
                                          const iceberg::TableMetadata& metadata) {
  LP_TRY(iceberg::CheckIdentifier(table));
  if (expected == nullptr) {
    LP_TRY(CheckExists(table.ns), "creating {}", table.ToString());
    LP_ASSIGN(auto made, Register(table, metadata), "creating {}", table.ToString());
    return made;
  }
  LP_ASSIGN(auto changes, iceberg::ChangesBetween(expected->metadata, metadata), "committing to {}", table.ToString());
  return CommitTable(table, iceberg::RequireUnchanged(expected->metadata), changes);
}

Result<LoadedTable> RestCatalog::Register(const TableIdentifier& table, const iceberg::TableMetadata& metadata) {
  iceberg::TableMetadata first = metadata;
  iceberg::ContinueMetadataLog(nullptr, first);
  LP_ASSIGN(Location file, iceberg::NextMetadataLocation(first, ""));
  LP_TRY(iceberg::WriteTableMetadata(*io_, file, first));
  RestCall call{.method = "POST",
                .path = NamespacePath(table.ns) + "/register",
                .body = Json{{"name", table.name}, {"metadata-location", file.ToString()}}};
  auto response = session_->Send(call);
  if (!response.ok()) return RestCommitError(std::move(response).error());
  if (response->status >= 200 && response->status < 300) return LoadTable(table);
  Error error = RestCommitError(*response, session_->secret());
  auto there = LoadTable(table);
  if (there.ok() && response->attempts > 1 && there->metadata.table_uuid == metadata.table_uuid) return there;
  if (error.kind() == ErrorKind::kCommitUnknown) return error;
  LP_TRY(io_->Delete(file));
  if (there.ok()) return AlreadyExists("there is a table {} already", table.ToString());
  return error;
}

Result<LoadedTable> RestCatalog::CheckOnly(const TableIdentifier& table,
                                           const std::vector<iceberg::TableRequirement>& requirements) {
  LP_ASSIGN(auto loaded, LoadTable(table));
  LP_TRY(iceberg::CheckRequirements(&loaded.metadata, requirements), "committing to {}", table.ToString());
  return loaded;
}

Result<LoadedTable> RestCatalog::Commit(const TableIdentifier& table,
                                        const std::vector<iceberg::TableRequirement>& requirements,
                                        const std::vector<iceberg::TableUpdate>& updates) {
  RestCall call{.method = "POST",
                .path = TablePath(table),
                .body = CommitToJson(table, requirements, updates),
                .token = TokenFor(table)};
  auto response = session_->Send(call);
  if (!response.ok()) return RestCommitError(std::move(response).error());
  bool success = response->status >= 200 && response->status < 300;
  if (!success) return Refused(table, *response, CreatesTable(requirements), updates);
  auto json = ParseJson(response->body, "the catalog's answer");
  auto loaded = json.ok() ? TakeTable(table, *json) : Result<LoadedTable>(std::move(json).error());
  if (loaded.ok()) return loaded;
  return CommitUnknown("the catalog says that it is done, but not as it should: {}", loaded.error().ToString());
}

// A server, or a proxy before it, that was asked more than once may refuse what
// it has done already.
Result<LoadedTable> RestCatalog::Refused(const TableIdentifier& table, const net::HttpResponse& response, bool creates,
                                         const std::vector<iceberg::TableUpdate>& updates) {
  Error error = RestCommitError(response, session_->secret());
  bool lost = error.kind() == ErrorKind::kConflict || error.kind() == ErrorKind::kAlreadyExists;
  if (!lost) return error;
  if (response.attempts > 1) {
    auto now = LoadTable(table);
    if (now.ok() && HoldsCommit(now->metadata, updates)) return now;
    if (!now.ok() && now.error().kind() != ErrorKind::kNotFound) return CommitUnknown("{}", error.message());
  }
  return Error(creates ? ErrorKind::kAlreadyExists : ErrorKind::kConflict, error.message());
}

Status RestCatalog::DropTable(const TableIdentifier& table) {
  LP_TRY(iceberg::CheckIdentifier(table));
  RestCall call{.method = "DELETE",
                .path = TablePath(table),
                .parameters = {{"purgeRequested", "false"}},
                .token = TokenFor(table)};
  LP_TRY(session_->Get(call), "dropping {}", table.ToString());
  return Ok();
}

// Keeps the token that the server may give for the table.
Result<LoadedTable> RestCatalog::TakeTable(const TableIdentifier& table, const Json& json) {
  LP_ASSIGN(auto loaded, LoadedTableFromJson(json));
  const Json* config = FindMember(json, "config");
  auto token = config == nullptr ? "" : TextOr(*config, "token");
  std::lock_guard lock(mutex_);
  if (tokens_.size() >= kMostTokens) tokens_.clear();
  if (net::IsBearerToken(token)) tokens_[TablePath(table)] = std::move(token);
  return loaded;
}

std::string RestCatalog::TokenFor(const TableIdentifier& table) {
  std::lock_guard lock(mutex_);
  auto found = tokens_.find(TablePath(table));
  return found == tokens_.end() ? "" : found->second;
}

}  // namespace

std::unique_ptr<iceberg::Catalog> MakeRestCatalog(std::unique_ptr<RestSession> session,
                                                  std::unique_ptr<storage::FileIO> io) {
  return std::make_unique<RestCatalog>(std::move(session), std::move(io));
}

Result<std::unique_ptr<iceberg::Catalog>> OpenRestCatalog(const config::Connection& connection,
                                                          const storage::OpenStore& open_store, const Clock& clock) {
  LP_ASSIGN(auto uri, connection.Get("uri"));
  RestOptions options{.uri = std::move(uri),
                      .warehouse = connection.GetOr("warehouse", ""),
                      .token = connection.GetOr("token", ""),
                      .credential = connection.GetOr("credential", ""),
                      .oauth2_server_uri = connection.GetOr("oauth2_server_uri", ""),
                      .scope = connection.GetOr("scope", "catalog")};
  auto client = net::Retrying(net::MakeHttpClient());
  LP_ASSIGN(auto session, RestSession::Open(std::move(client), std::move(options), clock));
  return MakeRestCatalog(std::move(session), storage::MakeResolvingFileIO(open_store));
}

}  // namespace lakeport::catalogs
