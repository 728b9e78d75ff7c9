#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "metastore/endpoint.h"
#include "metastore/thrift_client.h"

namespace apache::thrift::transport {
class TSocket;
}

namespace lakeport::metastore {

namespace wire {
class ThriftHiveMetastoreClient;
}

// One connection to one server, which knows for whom it acts. For one thread at a time; destroying it closes it.
class Connection {
 public:
  // Unavailable when the server can't be reached; Unauthenticated when it hangs up on a client without Kerberos.
  static Result<std::unique_ptr<Connection>> Open(const Endpoint& endpoint, const ClientOptions& options);
  ~Connection();

  wire::ThriftHiveMetastoreClient& client() { return *client_; }
  const Endpoint& endpoint() const { return endpoint_; }
  // The server has hung up, or has sent what nobody asked for.
  bool IsStale() const;

 private:
  Connection(Endpoint endpoint, const ClientOptions& options);
  Status Connect(const ClientOptions& options);

  Endpoint endpoint_;
  std::shared_ptr<apache::thrift::transport::TSocket> socket_;
  std::unique_ptr<wire::ThriftHiveMetastoreClient> client_;
};

// Connections that nobody uses at the moment. Safe from several threads.
class ConnectionPool {
 public:
  ConnectionPool(std::vector<Endpoint> endpoints, ClientOptions options);

  // An idle connection, or else a new one to the first server that answers. Unavailable names every server and why.
  Result<std::unique_ptr<Connection>> Take();
  // The same, but a new one in any case.
  Result<std::unique_ptr<Connection>> Open();
  void Return(std::unique_ptr<Connection> connection);

 private:
  const std::vector<Endpoint> endpoints_;
  const ClientOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  size_t first_ = 0;  // the server that answered last
};

}  // namespace lakeport::metastore
