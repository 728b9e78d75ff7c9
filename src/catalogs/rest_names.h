#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "iceberg/catalog.h"

// Names as the Iceberg REST protocol writes them.
namespace lakeport::catalogs {

// A namespace's levels in one text, before it is percent-encoded: with 0x1F
// between them.
std::string JoinNamespace(const iceberg::Namespace& ns);
// "namespaces/a%1Fb", "namespaces/a%1Fb/tables", "namespaces/a%1Fb/tables/t".
std::string NamespacePath(const iceberg::Namespace& ns);
std::string TablesPath(const iceberg::Namespace& ns);
std::string TablePath(const iceberg::TableIdentifier& table);

Json TableIdentifierToJson(const iceberg::TableIdentifier& table);

// One page of a listing. CorruptData for what is not a listing of what lies in
// `parent`, or in `ns`. Names that no catalog takes (see CheckNamespace) are
// left out, with a line in the log.
Result<std::vector<iceberg::Namespace>> NamespacesFromJson(const Json& page, const iceberg::Namespace& parent);
Result<std::vector<iceberg::TableIdentifier>> TablesFromJson(const Json& page, const iceberg::Namespace& ns);

}  // namespace lakeport::catalogs
