#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lakeport::config {

enum class SettingKind {
  kText,
  kSecret,      // never shown
  kConnection,  // another connection's name
};

struct SettingRule {
  std::string_view name;
  std::string_view example;  // as in TOML, without the quotation marks
  std::string_view comment;  // empty: the name says it
  bool required = false;
  SettingKind kind = SettingKind::kText;
};

// A type of connection: all that may be said about one in lakeport.toml.
struct ConnectionType {
  std::string_view name;          // "iceberg-sql"
  std::string_view about;         // for a comment
  std::string_view example_name;  // "lake"
  bool is_hive_source = false;
  bool is_iceberg_catalog = false;
  std::vector<SettingRule> settings{};

  const SettingRule* FindSetting(std::string_view setting) const;  // nullptr: none
};

// In the order in which they are explained.
const std::vector<ConnectionType>& ConnectionTypes();
const ConnectionType* FindConnectionType(std::string_view name);  // nullptr: none

}  // namespace lakeport::config
