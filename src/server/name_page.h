#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "server/http.h"

namespace lakeport::server {

struct NamedItem {
  std::string name;
  Json json;
};

// One page of a list that is sorted by name: {"items": [...], "next": "..." or null, "total": n}, by the request's
// `q` (a part of the name; the case of ASCII letters does not matter), `cursor` (the last name of the page before) and
// `limit` (1 to 10,000, default 1,000). InvalidArgument for a parameter that is wrong.
Result<Json> PageOfNames(const Request& request, const std::vector<NamedItem>& sorted);

}  // namespace lakeport::server
