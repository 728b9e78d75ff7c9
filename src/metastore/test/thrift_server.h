#pragma once

#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <hive_metastore_idl/ThriftHiveMetastore.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TServerSocket.h>

namespace lakeport::metastore {

// A Thrift server in this process that answers as its handler says, on a port of its own or on a given one.
class ThriftServer {
 public:
  explicit ThriftServer(const std::shared_ptr<wire::ThriftHiveMetastoreIf>& handler, int port = 0)
      : socket_(std::make_shared<apache::thrift::transport::TServerSocket>("127.0.0.1", port)),
        server_(std::make_shared<wire::ThriftHiveMetastoreProcessor>(handler), socket_,
                std::make_shared<apache::thrift::transport::TBufferedTransportFactory>(),
                std::make_shared<apache::thrift::protocol::TBinaryProtocolFactory>()) {
    server_.setServerEventHandler(listening_);
    thread_ = std::thread([this] { server_.serve(); });
    listening_->wait();
  }
  // Ends every connection too.
  ~ThriftServer() {
    server_.stop();
    thread_.join();
  }

  int port() const { return socket_->getPort(); }
  std::string uri() const { return fmt::format("thrift://127.0.0.1:{}", port()); }

 private:
  class Listening final : public apache::thrift::server::TServerEventHandler {
   public:
    void preServe() override { ready_.set_value(); }
    void wait() { ready_.get_future().wait(); }

   private:
    std::promise<void> ready_;
  };

  std::shared_ptr<Listening> listening_ = std::make_shared<Listening>();
  std::shared_ptr<apache::thrift::transport::TServerSocket> socket_;
  apache::thrift::server::TThreadedServer server_;
  std::thread thread_;
};

}  // namespace lakeport::metastore
