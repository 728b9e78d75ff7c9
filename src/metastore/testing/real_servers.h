#pragma once

#include <cstdlib>
#include <map>
#include <string>

namespace lakeport::metastore {

// The metastores to test against: LAKEPORT_TEST_METASTORES="2=thrift://127.0.0.1:29082,4=thrift://..." by version.
// Empty when it is not set. They and the test see the same files; test/servers/metastore.sh starts such.
inline std::map<std::string, std::string> RealServers() {
  std::map<std::string, std::string> servers;
  const char* value = std::getenv("LAKEPORT_TEST_METASTORES");
  std::string rest = value == nullptr ? "" : value;
  while (!rest.empty()) {
    auto comma = rest.find(',');
    auto item = rest.substr(0, comma);
    rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
    auto equals = item.find('=');
    if (equals != std::string::npos) servers[item.substr(0, equals)] = item.substr(equals + 1);
  }
  return servers;
}

}  // namespace lakeport::metastore
