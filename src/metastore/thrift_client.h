#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "metastore/client.h"

namespace lakeport::metastore {

struct ClientOptions {
  std::string uris{};  // as in hive.metastore.uris; tried in turn, beginning with the one that answered last
  std::string user{};  // whom the server acts for; empty: HADOOP_USER_NAME, else the process's user
  std::chrono::milliseconds connect_timeout{10'000};  // for each server
  std::chrono::milliseconds call_timeout{300'000};    // how long a server may be silent
  int32_t max_message_bytes = 1 << 30;
};

// A metastore over Thrift. Connections are opened when they are needed, one for each call under way, and kept for the
// next one. InvalidArgument when the addresses can't be read; nothing is connected to yet.
Result<std::unique_ptr<Client>> MakeThriftClient(const ClientOptions& options);

}  // namespace lakeport::metastore
