#include "config/toml_file.h"

#include <algorithm>

#include <toml++/toml.h>

namespace lakeport::config {
namespace {

using Kind = TomlEntry::Kind;

// The reason that toml++ gives, without what it quotes of the text: from the first quotation mark to the last.
std::string WithoutQuotations(std::string_view reason) {
  auto first = reason.find('\'');
  auto last = reason.rfind('\'');
  if (first == std::string_view::npos || last <= first + 2) return std::string(reason);
  return std::string(reason.substr(0, first)) + "..." + std::string(reason.substr(last + 1));
}

std::string Describe(const toml::node& node) {
  if (node.is_array()) return "a list";
  return "a date or a time";
}

std::string FormatScalar(const toml::node& node) {
  if (auto number = node.value_exact<int64_t>()) return std::to_string(*number);
  if (auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  return fmt::format("{}", node.value_exact<double>().value_or(0));
}

TomlEntry ToEntry(const toml::node& node, std::vector<std::string> path) {
  TomlEntry entry{.path = std::move(path), .line = static_cast<int>(node.source().begin.line)};
  if (node.is_table()) {
    entry.kind = Kind::kTable;
  } else if (auto text = node.value_exact<std::string>()) {
    entry.text = *std::move(text);
  } else if (node.is_number() || node.is_boolean()) {
    entry.kind = Kind::kScalar;
    entry.text = FormatScalar(node);
  } else {
    entry.kind = Kind::kOther;
    entry.text = Describe(node);
  }
  return entry;
}

void AddEntries(const toml::table& table, const std::vector<std::string>& path, std::vector<TomlEntry>& entries) {
  for (const auto& [key, node] : table) {
    auto child = path;
    child.emplace_back(key.str());
    entries.push_back(ToEntry(node, child));
    if (const auto* inner = node.as_table()) AddEntries(*inner, child, entries);
  }
}

}  // namespace

Result<std::vector<TomlEntry>> ParseToml(std::string_view text, const std::string& file) {
  try {
    std::vector<TomlEntry> entries;
    AddEntries(toml::parse(text), {}, entries);
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    return entries;
  } catch (const toml::parse_error& e) {
    return InvalidArgument("{}:{}: not valid TOML: {}", file, e.source().begin.line,
                           WithoutQuotations(e.description()));
  }
}

}  // namespace lakeport::config
