#include "server/name_page.h"

#include <algorithm>
#include <string_view>

#include "server/parameters.h"

namespace lakeport::server {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  auto found = std::search(text.begin(), text.end(), part.begin(), part.end(),
                           [](char a, char b) { return Lower(a) == Lower(b); });
  return part.empty() || found != text.end();
}

}  // namespace

Result<Json> PageOfNames(const Request& request, const std::vector<NamedItem>& sorted) {
  LP_ASSIGN(auto limit, QueryNumber(request, "limit", 1000, 1, 10'000));
  std::string part = QueryText(request, "q");
  std::string after = QueryText(request, "cursor");
  Json items = Json::array();
  Json next = nullptr;
  int64_t total = 0;
  std::string_view last;
  for (const auto& item : sorted) {
    if (!ContainsIgnoringCase(item.name, part)) continue;
    ++total;
    if (!after.empty() && item.name <= after) continue;
    if (static_cast<int64_t>(items.size()) == limit) {
      if (next.is_null()) next = last;
      continue;
    }
    items.push_back(item.json);
    last = item.name;
  }
  return Json{{"items", std::move(items)}, {"next", std::move(next)}, {"total", total}};
}

}  // namespace lakeport::server
