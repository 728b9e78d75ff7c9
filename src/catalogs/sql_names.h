#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "iceberg/catalog.h"

namespace lakeport::catalogs {

// What the columns of the SQL catalog's tables hold, in characters.
inline constexpr size_t kMaxNameLength = 255;
inline constexpr size_t kMaxLocationLength = 1000;

// InvalidArgument when `text` is longer; `what` names it in the message.
Status CheckLength(std::string_view what, const std::string& text, size_t most);

// As iceberg::CheckNamespace and CheckIdentifier, and that the names fit into their columns.
Status CheckFits(const iceberg::Namespace& ns);
Status CheckFits(const iceberg::TableIdentifier& table);

// Adds the namespace that a column holds as "a.b.c", and those above it. One with an empty level, which others may have
// written, is none of ours.
void AddWithParents(std::string_view text, std::set<iceberg::Namespace>& namespaces);

}  // namespace lakeport::catalogs
