#include "iceberg/catalog.h"

#include <algorithm>
#include <string_view>

#include "base/utf8.h"

namespace lakeport::iceberg {
namespace {

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// `what` is "namespace" or "table".
Status CheckName(std::string_view what, const std::string& name) {
  if (name.empty()) return InvalidArgument("a {}'s name is empty", what);
  if (!IsUtf8(name)) return InvalidArgument("the {} name \"{}\" is not UTF-8", what, Printable(name));
  if (name == "." || name == ".." || name.find('/') != std::string::npos ||
      std::any_of(name.begin(), name.end(), IsControl)) {
    return InvalidArgument("\"{}\" cannot be a {}'s name: it would name another folder", Printable(name), what);
  }
  return Ok();
}

}  // namespace

std::string FormatNamespace(const Namespace& ns) { return fmt::format("{}", fmt::join(ns, ".")); }

std::string TableIdentifier::ToString() const { return ns.empty() ? name : FormatNamespace(ns) + "." + name; }

Status CheckNamespace(const Namespace& ns) {
  if (ns.empty()) return InvalidArgument("a namespace has no name");
  for (const auto& level : ns) {
    LP_TRY(CheckName("namespace", level));
    if (level.find('.') != std::string::npos) {
      return InvalidArgument("\"{}\" cannot be a namespace's name: a dot parts levels", level);
    }
  }
  return Ok();
}

Status CheckIdentifier(const TableIdentifier& table) {
  LP_TRY(CheckNamespace(table.ns));
  return CheckName("table", table.name);
}

}  // namespace lakeport::iceberg
