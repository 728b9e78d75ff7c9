#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace lakeport::metastore {

// One server's address.
struct Endpoint {
  std::string host;  // a name, or an IP address without brackets
  int port = 9083;

  std::string ToString() const;  // "thrift://host:9083"
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Reads what hive.metastore.uris holds: "thrift://a:9083,thrift://[::1]". InvalidArgument says what is wrong with it.
Result<std::vector<Endpoint>> ParseEndpoints(const std::string& uris);

}  // namespace lakeport::metastore
