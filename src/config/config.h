#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/redact.h"
#include "base/result.h"

namespace lakeport::config {

// A named outside system: its type and its settings, secrets filled in. The settings' names are those that
// connection_types.h has for the type, and all that must be there are; their values are for the code that opens it.
struct Connection {
  std::string name;
  std::string type;  // "hive-directory", "hive", "iceberg-sql", "iceberg-hive", ...
  std::map<std::string, std::string> settings;
  std::string where{};  // "lakeport.toml:12", for messages

  // InvalidArgument that names the connection and the place in the file when the setting is missing.
  Result<std::string> Get(const std::string& setting) const;
  std::string GetOr(const std::string& setting, const std::string& otherwise) const;

  // The settings as they may be shown: secrets and passwords in URIs are kRedacted.
  std::map<std::string, std::string> RedactedSettings() const;
};

// How a worker takes its jobs. In the file: [worker], with these names.
struct WorkerNumbers {
  int concurrency = 2;         // jobs at once
  int lease_seconds = 45;      // a worker that is not heard of for so long has lost its jobs
  int heartbeat_seconds = 15;  // how often it is heard of; at most half the lease
};

struct Config {
  std::string path;                       // the file it came from; for messages
  std::string state_dir;                  // "state": queue/, logs/, archive/ and the queue's database
  std::string listen = "127.0.0.1:8080";  // "listen"
  WorkerNumbers worker;
  std::map<std::string, Connection> connections;  // by name

  // NotFound that lists the names there are.
  Result<Connection> GetConnection(const std::string& name) const;
};

// True for a type that Hive tables can be read from; for one that Iceberg tables can be written to.
bool IsHiveSource(const std::string& type);
bool IsIcebergCatalog(const std::string& type);

// Reads a TOML file: `state` (default "lakeport-state"; relative to the file's directory), `listen`, [worker], and a
// table [connections.NAME] each, whose names are made of letters, digits, '-' and '_'. ${NAME} in a text is filled in
// from the environment, else from `.env` beside the file. InvalidArgument, with file and line, for a variable that is
// not set, an unknown table, type or setting, and a setting that is missing. No error shows a setting's value.
Result<Config> LoadConfig(const std::string& path);
// The file named, or else ./lakeport.toml, or else /etc/lakeport/lakeport.toml. NotFound says to run `lakeport init`.
Result<Config> FindConfig(const std::string& path_or_empty);

}  // namespace lakeport::config
