#include "metastore/connection.h"

#include <cerrno>

#include <hive_metastore_idl/ThriftHiveMetastore.h>
#include <sys/socket.h>
#include <thrift/TConfiguration.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TSocket.h>

#include "base/utf8.h"
#include "metastore/current_user.h"
#include "metastore/wire_error.h"

namespace lakeport::metastore {

namespace {

using apache::thrift::TApplicationException;
using apache::thrift::TConfiguration;
using apache::thrift::protocol::TBinaryProtocol;
using apache::thrift::transport::TBufferedTransport;
using apache::thrift::transport::TSocket;

constexpr uint32_t kBufferBytes = 64 * 1024;
constexpr int kMaxDepth = 64;
constexpr int kMaxElements = 16'000'000;           // of one list or map in an answer
constexpr int kMaxStringBytes = 64 * 1024 * 1024;  // of one text in an answer

// The first call on a connection says for whom it acts. A server that wants Kerberos or TLS hangs up on it.
Status Introduce(wire::ThriftHiveMetastoreClient& client, const std::string& user, const Endpoint& endpoint) {
  try {
    std::vector<std::string> groups;
    client.set_ugi(groups, user, {user});
    return Ok();
  } catch (const TApplicationException&) {
    return Ok();  // a server without this call acts for itself
  } catch (...) {
    auto failure = DescribeFailure(std::current_exception(), {"sign-in"}, endpoint);
    if (!failure.connection_lost) return std::move(failure.error);
  }
  return Error(ErrorKind::kUnauthenticated,
               fmt::format("metastore {} hung up at the first call: it wants Kerberos (hive.metastore.sasl.enabled) or "
                           "TLS, which this connection doesn't use; or what listens there is no metastore",
                           endpoint.ToString()));
}

}  // namespace

Connection::Connection(Endpoint endpoint, const ClientOptions& options) : endpoint_(std::move(endpoint)) {
  auto limits = std::make_shared<TConfiguration>(options.max_message_bytes, options.max_message_bytes, kMaxDepth);
  socket_ = std::make_shared<TSocket>(endpoint_.host, endpoint_.port, limits);
  socket_->setConnTimeout(static_cast<int>(options.connect_timeout.count()));
  socket_->setRecvTimeout(static_cast<int>(options.call_timeout.count()));
  socket_->setSendTimeout(static_cast<int>(options.call_timeout.count()));
  socket_->setKeepAlive(true);
  auto buffered = std::make_shared<TBufferedTransport>(socket_, kBufferBytes, limits);
  auto protocol = std::make_shared<TBinaryProtocol>(buffered);
  protocol->setStrict(/*strict_read=*/true, /*strict_write=*/true);
  protocol->setContainerSizeLimit(kMaxElements);
  protocol->setStringSizeLimit(kMaxStringBytes);
  client_ = std::make_unique<wire::ThriftHiveMetastoreClient>(protocol);
}

Connection::~Connection() = default;

Status Connection::Connect(const ClientOptions& options) {
  try {
    socket_->open();
  } catch (const std::exception& e) {
    return Unavailable("metastore {} can't be reached: {}", endpoint_.ToString(), Printable(e.what()));
  }
  return Introduce(*client_, options.user.empty() ? CurrentUser() : options.user, endpoint_);
}

Result<std::unique_ptr<Connection>> Connection::Open(const Endpoint& endpoint, const ClientOptions& options) {
  std::unique_ptr<Connection> connection(new Connection(endpoint, options));
  LP_TRY(connection->Connect(options));
  return connection;
}

bool Connection::IsStale() const {
  char byte = 0;
  const auto received = recv(socket_->getSocketFD(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return received >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

ConnectionPool::ConnectionPool(std::vector<Endpoint> endpoints, ClientOptions options)
    : endpoints_(std::move(endpoints)), options_(std::move(options)) {}

Result<std::unique_ptr<Connection>> ConnectionPool::Take() {
  {
    std::lock_guard lock(mutex_);
    while (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      if (!connection->IsStale()) return connection;
    }
  }
  return Open();
}

Result<std::unique_ptr<Connection>> ConnectionPool::Open() {
  size_t first = 0;
  {
    std::lock_guard lock(mutex_);
    first = first_;
  }
  std::optional<Error> failure;
  for (size_t i = 0; i < endpoints_.size(); ++i) {
    const size_t server = (first + i) % endpoints_.size();
    auto connection = Connection::Open(endpoints_[server], options_);
    if (connection.ok()) {
      std::lock_guard lock(mutex_);
      first_ = server;
      return connection;
    }
    failure = failure ? Error(connection.error().kind(), failure->message() + "; " + connection.error().message())
                      : std::move(connection).error();
  }
  return Error(failure->kind(), failure->message() + ". Check that it runs, and the connection's uri");
}

void ConnectionPool::Return(std::unique_ptr<Connection> connection) {
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
}

}  // namespace lakeport::metastore
