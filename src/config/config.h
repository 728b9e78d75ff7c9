#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace lakeport::config {

// Replaced by the value in errors and listings.
inline constexpr const char* kRedacted = "***";

// A named outside system: its type and its settings, secrets filled in. Which settings there are is the business
// of the code that opens it; Check... there refuses unknown ones.
struct Connection {
  std::string name;
  std::string type;  // "hive-directory", "hive", "iceberg-sql", "iceberg-hive", ...
  std::map<std::string, std::string> settings;

  // InvalidArgument that names the connection and the file when the setting is missing.
  Result<std::string> Get(const std::string& setting) const;
  std::string GetOr(const std::string& setting, const std::string& otherwise) const;
};

struct Config {
  std::string path;       // the file it came from; for messages
  std::string state_dir;  // queue/, logs/, archive/ and the queue's database; default "./lakeport-state"
  std::string listen = "127.0.0.1:8080";
  std::map<std::string, Connection> connections;  // by name

  // NotFound that lists the names there are.
  Result<Connection> GetConnection(const std::string& name) const;
};

// True for a type that Hive tables can be read from; for one that Iceberg tables can be written to.
bool IsHiveSource(const std::string& type);
bool IsIcebergCatalog(const std::string& type);

// Reads a TOML file. ${NAME} is filled in from the environment, else from `.env` beside the file; InvalidArgument names
// the variable that is not set, with the line. Unknown types and tables are errors.
Result<Config> LoadConfig(const std::string& path);
// The file named, or else ./lakeport.toml, or else /etc/lakeport/lakeport.toml. NotFound says to run `lakeport init`.
Result<Config> FindConfig(const std::string& path_or_empty);

}  // namespace lakeport::config
