#include "catalogs/sql_names.h"

#include <algorithm>

#include "base/utf8.h"

namespace lakeport::catalogs {
namespace {

size_t CountCharacters(std::string_view text) {
  auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

}  // namespace

Status CheckLength(std::string_view what, const std::string& text, size_t most) {
  if (CountCharacters(text) <= most) return Ok();
  return InvalidArgument("the {} \"{}...\" is longer than {} characters, the most that the catalog's tables hold", what,
                         Printable(text.substr(0, 60)), most);
}

Status CheckFits(const iceberg::Namespace& ns) {
  LP_TRY(iceberg::CheckNamespace(ns));
  return CheckLength("namespace", iceberg::FormatNamespace(ns), kMaxNameLength);
}

Status CheckFits(const iceberg::TableIdentifier& table) {
  LP_TRY(iceberg::CheckIdentifier(table));
  LP_TRY(CheckFits(table.ns));
  return CheckLength("table name", table.name, kMaxNameLength);
}

void AddWithParents(std::string_view text, std::set<iceberg::Namespace>& namespaces) {
  iceberg::Namespace ns;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find('.', begin), text.size());
    ns.emplace_back(text.substr(begin, end - begin));
    if (ns.back().empty()) return;
    namespaces.insert(ns);
    begin = end + 1;
  }
}

}  // namespace lakeport::catalogs
