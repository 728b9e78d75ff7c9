#include "server/connection_routes.h"

#include "server/name_page.h"
#include "server/problem.h"

namespace lakeport::server {
namespace {

Json ConnectionJson(const config::Connection& connection) {
  Json roles = Json::array();
  if (config::IsHiveSource(connection.type)) roles.push_back("source");
  if (config::IsIcebergCatalog(connection.type)) roles.push_back("catalog");
  return {{"name", connection.name}, {"type", connection.type}, {"roles", std::move(roles)}};
}

Response ListConnections(const browse::Browser& browser) {
  Json items = Json::array();
  for (const auto& [name, connection] : browser.connections()) items.push_back(ConnectionJson(connection));
  return JsonResponse({{"items", std::move(items)}});
}

Response NamesResponse(const Request& request, const Result<std::vector<std::string>>& names) {
  if (!names.ok()) return OutsideProblem(names.error());
  std::vector<NamedItem> items;
  for (const auto& name : *names) items.push_back({name, Json{{"name", name}}});
  auto page = PageOfNames(request, items);
  if (!page.ok()) return OrProblem(page.error());
  return JsonResponse(*page);
}

Json ColumnsJson(const std::vector<hive::Column>& columns) {
  Json json = Json::array();
  for (const auto& column : columns) {
    Json item{{"name", column.name}, {"type", column.type}};
    if (!column.comment.empty()) item["comment"] = column.comment;
    json.push_back(std::move(item));
  }
  return json;
}

std::string_view KindText(hive::TableKind kind) {
  switch (kind) {
    case hive::TableKind::kManaged: return "managed";
    case hive::TableKind::kExternal: return "external";
    case hive::TableKind::kView: return "view";
  }
  return "external";
}

Json TableJson(const hive::Table& table) {
  Json json{{"database", table.database},
            {"name", table.name},
            {"kind", KindText(table.kind)},
            {"format", hive::ToString(table.format)},
            {"columns", ColumnsJson(table.columns)},
            {"partition_keys", ColumnsJson(table.partition_keys)},
            {"transactional", table.is_transactional()},
            {"bucket_count", table.bucket_count}};
  if (!table.serde.empty()) json["serde"] = table.serde;
  if (!table.location.empty()) json["location"] = table.location;
  if (!table.comment.empty()) json["comment"] = table.comment;
  return json;
}

Response GetTable(browse::Browser& browser, const PathParameters& path) {
  auto table = browser.GetTable(path.at("connection"), path.at("database"), path.at("table"));
  return table.ok() ? JsonResponse(TableJson(*table)) : OutsideProblem(table.error());
}

}  // namespace

std::vector<Route> ConnectionRoutes(browse::Browser& browser) {
  using Parameters = PathParameters;
  return {
      {"GET", "/api/v1/connections", [&](const Request&, const Parameters&) { return ListConnections(browser); }},
      {"GET", "/api/v1/connections/{connection}/databases",
       [&](const Request& r, const Parameters& p) {
         return NamesResponse(r, browser.ListDatabases(p.at("connection")));
       }},
      {"GET", "/api/v1/connections/{connection}/databases/{database}/tables",
       [&](const Request& r, const Parameters& p) {
         return NamesResponse(r, browser.ListTables(p.at("connection"), p.at("database")));
       }},
      {"GET", "/api/v1/connections/{connection}/databases/{database}/tables/{table}",
       [&](const Request&, const Parameters& p) { return GetTable(browser, p); }},
      {"GET", "/api/v1/connections/{connection}/namespaces",
       [&](const Request& r, const Parameters& p) {
         return NamesResponse(r, browser.ListNamespaces(p.at("connection")));
       }},
      {"GET", "/api/v1/connections/{connection}/namespaces/{namespace}/tables",
       [&](const Request& r, const Parameters& p) {
         return NamesResponse(r, browser.ListNamespaceTables(p.at("connection"), p.at("namespace")));
       }},
  };
}

}  // namespace lakeport::server
