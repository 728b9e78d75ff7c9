#include "catalogs/rest_names.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/utf8.h"
#include "net/url.h"

namespace lakeport::catalogs {
namespace {

using iceberg::Namespace;
using iceberg::TableIdentifier;

constexpr size_t kMostLevels = 32;

Result<Namespace> LevelsFromJson(const Json& json) {
  if (!json.is_array()) return CorruptData("a namespace must be a list of names, not {}", json.type_name());
  if (json.size() > kMostLevels) return CorruptData("a namespace has {} levels", json.size());
  Namespace ns;
  for (const Json& level : json) {
    if (!level.is_string()) return CorruptData("a namespace's level must be a string, not {}", level.type_name());
    ns.push_back(level.get<std::string>());
  }
  return ns;
}

bool IsChild(const Namespace& ns, const Namespace& parent) {
  return ns.size() == parent.size() + 1 && std::equal(parent.begin(), parent.end(), ns.begin());
}

}  // namespace

std::string JoinNamespace(const Namespace& ns) { return fmt::format("{}", fmt::join(ns, "\x1f")); }

std::string NamespacePath(const Namespace& ns) { return "namespaces/" + net::PercentEncode(JoinNamespace(ns)); }

std::string TablesPath(const Namespace& ns) { return NamespacePath(ns) + "/tables"; }

std::string TablePath(const TableIdentifier& table) {
  return TablesPath(table.ns) + "/" + net::PercentEncode(table.name);
}

Json TableIdentifierToJson(const TableIdentifier& table) { return {{"namespace", table.ns}, {"name", table.name}}; }

Result<std::vector<Namespace>> NamespacesFromJson(const Json& page, const Namespace& parent) {
  LP_ASSIGN(const Json* list, GetArray(page, "namespaces"));
  std::vector<Namespace> namespaces;
  for (const Json& one : *list) {
    LP_ASSIGN(Namespace ns, LevelsFromJson(one));
    if (!IsChild(ns, parent)) {
      return CorruptData("namespace \"{}\" is listed as one in \"{}\"", Printable(iceberg::FormatNamespace(ns)),
                         Printable(iceberg::FormatNamespace(parent)));
    }
    if (auto checked = iceberg::CheckNamespace(ns); !checked.ok()) {
      LogWarning("a namespace is left out: {}", checked.error().message());
      continue;
    }
    namespaces.push_back(std::move(ns));
  }
  return namespaces;
}

Result<std::vector<TableIdentifier>> TablesFromJson(const Json& page, const Namespace& ns) {
  LP_ASSIGN(const Json* list, GetArray(page, "identifiers"));
  std::vector<TableIdentifier> tables;
  for (const Json& one : *list) {
    TableIdentifier table;
    LP_ASSIGN(table.name, GetString(one, "name"));
    LP_ASSIGN(const Json* levels, GetArray(one, "namespace"));
    LP_ASSIGN(table.ns, LevelsFromJson(*levels));
    if (table.ns != ns) {
      return CorruptData("table \"{}\" is listed as one in \"{}\"", Printable(table.ToString()),
                         Printable(iceberg::FormatNamespace(ns)));
    }
    if (auto checked = iceberg::CheckIdentifier(table); !checked.ok()) {
      LogWarning("a table is left out: {}", checked.error().message());
      continue;
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace lakeport::catalogs
