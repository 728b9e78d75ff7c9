#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/catalog.h"

namespace lakeport::ingest {

// Which tables a request asks for.
struct SelectedTables {
  std::vector<std::string> names;    // in the order of `existing`
  std::vector<std::string> missing;  // names, without wildcards, that no table has
};

// `wanted` are names and globs ('*', '?', '[a-z]'), in any case; none of them: all tables. Pure.
SelectedTables SelectTables(const std::vector<std::string>& wanted, const std::vector<std::string>& existing);

// "a.b" names a namespace of two levels. InvalidArgument for a level that can't be a name.
Result<iceberg::Namespace> ParseNamespace(const std::string& text);

}  // namespace lakeport::ingest
