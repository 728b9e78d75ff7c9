#include "config/config.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/utf8.h"
#include "config/connection_types.h"
#include "config/environment.h"
#include "config/toml_file.h"

namespace lakeport::config {
namespace {

namespace fs = std::filesystem;
using Kind = TomlEntry::Kind;
using Variables = std::map<std::string, std::string>;

constexpr std::uintmax_t kMaxFileBytes = 1 << 20;
constexpr const char* kDefaultStateDir = "lakeport-state";
constexpr const char* kPlaces[] = {"./lakeport.toml", "/etc/lakeport/lakeport.toml"};

struct NumberRule {
  std::string_view name;
  int WorkerNumbers::*number;
  int least, most;
};
constexpr NumberRule kWorkerNumbers[] = {{"concurrency", &WorkerNumbers::concurrency, 1, 100},
                                         {"lease_seconds", &WorkerNumbers::lease_seconds, 10, 3600},
                                         {"heartbeat_seconds", &WorkerNumbers::heartbeat_seconds, 1, 1800}};

Result<std::string> ReadText(const fs::path& path) {
  std::error_code error;
  auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return NotFound("there is no file {}", path.string());
  if (fs::is_directory(status)) return InvalidArgument("{} is a directory, not a configuration file", path.string());
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || file.bad()) return PermissionDenied("cannot read {}: {}", path.string(), std::strerror(errno));
  if (text.size() > kMaxFileBytes)
    return InvalidArgument("{} is larger than 1 MiB; is it the right file?", path.string());
  return text;
}

Result<Variables> ReadEnvironmentFileBeside(const fs::path& config_path) {
  auto path = config_path.parent_path() / ".env";
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return Variables();
  LP_ASSIGN(std::string text, ReadText(path));
  return ParseEnvironmentFile(text, path.string());
}

bool IsConnectionName(std::string_view name) {
  auto is_part = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), is_part);
}

template <typename Things, typename NameOf>
std::string ListNames(const Things& things, NameOf name_of) {
  std::string names;
  for (const auto& thing : things) names += fmt::format("{}{}", names.empty() ? "" : ", ", name_of(thing));
  return names;
}

// Makes a Config of a file's entries. `entries` may come in any order.
class Reader {
 public:
  Reader(const std::string& path, const Variables& variables) : variables_(variables) { config_.path = path; }

  Result<Config> Read(const std::vector<TomlEntry>& entries) {
    for (const auto& entry : entries) LP_TRY(Take(entry));
    LP_TRY(CheckWorker());
    for (auto& [name, connection] : config_.connections) LP_TRY(CheckType(connection));
    for (auto& [name, connection] : config_.connections) LP_TRY(CheckReferences(connection));
    LP_TRY(CheckAccounts());
    fs::path state = config_.state_dir.empty() ? kDefaultStateDir : config_.state_dir;
    config_.state_dir = (fs::path(config_.path).parent_path() / state).string();
    return std::move(config_);
  }

 private:
  Status Take(const TomlEntry& entry) {
    const auto& path = entry.path;
    if (path[0] == "connections") return TakeConnectionEntry(entry);
    if (path[0] == "worker") return TakeWorkerEntry(entry);
    if (path.size() == 1 && path[0] == "state") return TakeText(entry, config_.state_dir);
    if (path.size() == 1 && path[0] == "listen") return TakeText(entry, config_.listen);
    return InvalidArgument("{}: there is no setting \"{}\"; there are: state, listen, [worker], [connections.NAME]",
                           At(entry), Printable(path[0]));
  }

  Status TakeWorkerEntry(const TomlEntry& entry) {
    if (entry.path.size() == 1 && entry.kind == Kind::kTable) {
      worker_ = At(entry);
      return Ok();
    }
    std::string_view name = entry.path.size() == 2 ? entry.path[1] : std::string_view();
    for (const auto& rule : kWorkerNumbers) {
      if (rule.name == name) return TakeNumber(entry, rule, config_.worker.*rule.number);
    }
    return InvalidArgument("{}: there is no such setting of [worker]; it has: {}", At(entry),
                           ListNames(kWorkerNumbers, [](const auto& rule) { return rule.name; }));
  }

  Status TakeNumber(const TomlEntry& entry, const NumberRule& rule, int& into) {
    const char* end = entry.text.data() + entry.text.size();
    auto [stop, error] = std::from_chars(entry.text.data(), end, into);
    bool fits =
        entry.kind == Kind::kScalar && error == std::errc() && stop == end && into >= rule.least && into <= rule.most;
    if (fits) return Ok();
    return InvalidArgument("{}: \"{}\" must be a whole number from {} to {}", At(entry), rule.name, rule.least,
                           rule.most);
  }

  Status CheckWorker() const {
    const auto& worker = config_.worker;
    if (2 * worker.heartbeat_seconds <= worker.lease_seconds) return Ok();
    return InvalidArgument("{}: \"lease_seconds\" ({}) must be at least twice \"heartbeat_seconds\" ({})", worker_,
                           worker.lease_seconds, worker.heartbeat_seconds);
  }

  Status TakeConnectionEntry(const TomlEntry& entry) {
    const auto& path = entry.path;
    bool table = entry.kind == Kind::kTable;
    if (path.size() <= 2 && !table) {
      return InvalidArgument("{}: a connection is a table; write [connections.NAME]", At(entry));
    }
    if (path.size() == 1) return Ok();
    if (!IsConnectionName(path[1])) {
      return InvalidArgument("{}: a connection's name is made of letters, digits, '-' and '_', not \"{}\"", At(entry),
                             Printable(path[1]));
    }
    Connection& connection = config_.connections[path[1]];
    if (connection.name.empty()) connection = {.name = path[1], .type = "", .settings = {}, .where = At(entry)};
    if (path.size() == 2) return Ok();
    auto setting = fmt::format("{}", fmt::join(path.begin() + 2, path.end(), "."));
    lines_[path[1]][setting] = entry;
    if (table) return Ok();
    return TakeText(entry, setting == "type" ? connection.type : connection.settings[setting]);
  }

  // Puts the entry's text, with its variables filled in, into `into`.
  Status TakeText(const TomlEntry& entry, std::string& into) {
    const auto& key = Printable(entry.path.back());
    if (entry.kind == Kind::kTable || entry.kind == Kind::kOther) {
      return InvalidArgument("{}: \"{}\" must be a text in quotation marks, not {}", At(entry), key,
                             entry.kind == Kind::kTable ? "a table" : entry.text);
    }
    into = entry.text;
    if (entry.kind == Kind::kScalar) return Ok();
    auto filled = FillIn(entry.text, variables_);
    if (!filled.ok()) return InvalidArgument("{}: \"{}\": {}", At(entry), key, filled.error().message());
    into = std::move(filled).value();
    return Ok();
  }

  Status CheckType(const Connection& connection) {
    const ConnectionType* type = FindConnectionType(connection.type);
    if (type == nullptr) {
      auto types = ListNames(ConnectionTypes(), [](const auto& known) { return known.name; });
      if (connection.type.empty()) {
        return InvalidArgument("{}: connection \"{}\" has no type; there are: {}", connection.where, connection.name,
                               types);
      }
      return InvalidArgument("{}: connection \"{}\" has the unknown type \"{}\"; there are: {}",
                             At(lines_[connection.name]["type"]), connection.name, Printable(connection.type), types);
    }
    for (const auto& [setting, entry] : lines_[connection.name]) {
      if (setting == "type" || IsKnown(*type, setting, entry)) continue;
      return InvalidArgument("{}: connection \"{}\" ({}) has no setting \"{}\"; it has: {}", At(entry), connection.name,
                             type->name, Printable(setting),
                             ListNames(type->settings, [](const auto& rule) { return rule.name; }));
    }
    for (const auto& rule : type->settings) {
      if (rule.required) LP_TRY(connection.Get(std::string(rule.name)));
    }
    return Ok();
  }

  // A location names its account, and that must say how it is reached.
  Status CheckAccounts() {
    std::map<std::string, std::string> connections;  // by account
    for (const auto& [name, connection] : config_.connections) {
      if (connection.type != "azure") continue;
      auto [first, added] = connections.try_emplace(connection.GetOr("account", ""), name);
      if (added) continue;
      return InvalidArgument("{}: connections \"{}\" and \"{}\" are both for storage account {}; keep one",
                             connection.where, first->second, name, Printable(first->first));
    }
    return Ok();
  }

  static bool IsKnown(const ConnectionType& type, const std::string& setting, const TomlEntry& entry) {
    if (entry.kind != Kind::kTable) return type.FindSetting(setting) != nullptr;
    return std::any_of(type.settings.begin(), type.settings.end(),
                       [&](const auto& rule) { return rule.name.starts_with(setting + "."); });
  }

  Status CheckReferences(const Connection& connection) {
    for (const auto& rule : FindConnectionType(connection.type)->settings) {
      auto found = connection.settings.find(std::string(rule.name));
      if (rule.kind != SettingKind::kConnection || found == connection.settings.end()) continue;
      if (config_.connections.contains(found->second)) continue;
      return InvalidArgument("{}: \"{}\" of connection \"{}\" must name another connection; there are: {}",
                             At(lines_[connection.name][found->first]), rule.name, connection.name,
                             ListNames(config_.connections, [](const auto& named) { return named.first; }));
    }
    return Ok();
  }

  std::string At(const TomlEntry& entry) const { return fmt::format("{}:{}", config_.path, entry.line); }

  Config config_;
  std::string worker_;  // where [worker] is
  const Variables& variables_;
  std::map<std::string, std::map<std::string, TomlEntry>> lines_;  // by connection and setting
};

}  // namespace

Result<Config> LoadConfig(const std::string& path) {
  LP_ASSIGN(std::string text, ReadText(path));
  LP_ASSIGN(auto variables, ReadEnvironmentFileBeside(path));
  LP_ASSIGN(auto entries, ParseToml(text, path));
  return Reader(path, variables).Read(entries);
}

Result<Config> FindConfig(const std::string& path_or_empty) {
  if (!path_or_empty.empty()) return LoadConfig(path_or_empty);
  for (const char* place : kPlaces) {
    std::error_code ignored;
    if (fs::exists(place, ignored)) return LoadConfig(place);
  }
  return NotFound("there is neither {} nor {}; run `lakeport init` to make one, or name one with --config", kPlaces[0],
                  kPlaces[1]);
}

}  // namespace lakeport::config
