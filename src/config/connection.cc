#include "config/config.h"
#include "config/connection_types.h"

namespace lakeport::config {

Result<std::string> Connection::Get(const std::string& setting) const {
  auto found = settings.find(setting);
  if (found != settings.end()) return found->second;
  return InvalidArgument("{}: connection \"{}\" ({}) needs the setting \"{}\"", where, name, type, setting);
}

std::string Connection::GetOr(const std::string& setting, const std::string& otherwise) const {
  auto found = settings.find(setting);
  return found == settings.end() ? otherwise : found->second;
}

std::map<std::string, std::string> Connection::RedactedSettings() const {
  std::map<std::string, std::string> shown;
  const ConnectionType* rules = FindConnectionType(type);
  for (const auto& [setting, value] : settings) {
    const SettingRule* rule = rules == nullptr ? nullptr : rules->FindSetting(setting);
    bool hide = rule == nullptr || rule->kind == SettingKind::kSecret;
    shown[setting] = hide ? kRedacted : RedactUri(value);
  }
  return shown;
}

Result<Connection> Config::GetConnection(const std::string& wanted) const {
  auto found = connections.find(wanted);
  if (found != connections.end()) return found->second;
  std::string names;
  for (const auto& [name, connection] : connections) names += (names.empty() ? "" : ", ") + name;
  return NotFound("{} has no connection \"{}\"; it has: {}", path, wanted, names.empty() ? "none" : names);
}

bool IsHiveSource(const std::string& type) {
  const auto* found = FindConnectionType(type);
  return found != nullptr && found->is_hive_source;
}

bool IsIcebergCatalog(const std::string& type) {
  const auto* found = FindConnectionType(type);
  return found != nullptr && found->is_iceberg_catalog;
}

}  // namespace lakeport::config
