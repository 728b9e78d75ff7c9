#include "server/http_server.h"

#include <atomic>
#include <chrono>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/log.h"

namespace lakeport::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::seconds;

using Stream = beast::basic_stream<tcp, asio::any_io_executor>;
using BeastRequest = http::request<http::string_body>;

constexpr size_t kBodyLimit = 8 << 20;
constexpr size_t kHeadLimit = 16 << 10;
constexpr int kConnectionLimit = 1000;
constexpr int kHandlerThreads = 8;
constexpr auto kIdleLimit = seconds(60);
constexpr auto kStreamPoll = milliseconds(200);
constexpr auto kStreamSilence = seconds(15);  // after which a heartbeat is sent

// Runs `work` on the pool, and comes back to the caller's executor. A free function, not a lambda: its parameters live
// as long as the coroutine does.
template <typename Work>
asio::awaitable<std::invoke_result_t<Work>> RunHere(Work work) {
  co_return work();
}
template <typename Work>
asio::awaitable<std::invoke_result_t<Work>> RunOn(asio::thread_pool& pool, Work work) {
  co_return co_await asio::co_spawn(pool, RunHere(std::move(work)), asio::use_awaitable);
}

std::optional<Request> TakeApart(BeastRequest& in) {
  auto target = boost::urls::parse_origin_form({in.target().data(), in.target().size()});
  if (!target) return std::nullopt;
  Request out{.method = std::string(in.method_string())};
  for (const auto& segment : target->segments()) {
    if (!segment.empty()) out.segments.push_back(segment);
  }
  for (const auto& parameter : target->params()) out.query.emplace(parameter.key, parameter.value);
  for (const auto& field : in) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    out.headers[name] = std::string(field.value());
  }
  out.body = std::move(in.body());
  return out;
}

template <typename Head>
void SetHeaders(Head& head, const Response& response) {
  for (const auto& [name, value] : response.headers) head.set(name, value);
}

Response PlainText(int status) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = std::string(StatusText(status)) + "\n"};
}

class BeastServer final : public HttpServer {
 public:
  explicit BeastServer(Handler handler) : handler_(std::move(handler)) {}

  Status Bind(const std::string& listen);
  uint16_t port() const override { return acceptor_.local_endpoint().port(); }
  Status Run(std::stop_token stop) override;

 private:
  asio::awaitable<void> Accept();
  asio::awaitable<void> Serve(Stream stream);
  asio::awaitable<bool> Exchange(Stream& stream, beast::flat_buffer& buffer);
  asio::awaitable<void> SendWhole(Stream& stream, Response response, bool keep_alive, bool head_only);
  asio::awaitable<void> SendStream(Stream& stream, Response response);
  Response Handle(const Request& request) const;

  Handler handler_;
  asio::io_context io_{1};
  asio::thread_pool pool_{kHandlerThreads};
  tcp::acceptor acceptor_{io_};
  int connections_ = 0;  // only the network's thread
};

Status BeastServer::Bind(const std::string& listen) {
  auto colon = listen.rfind(':');
  std::string host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  auto address = asio::ip::make_address(host, error);
  unsigned long port = 0;
  bool number = colon != std::string::npos && colon + 1 < listen.size() && listen.size() - colon <= 6 &&
                listen.find_first_not_of("0123456789", colon + 1) == std::string::npos;
  if (number) port = std::stoul(listen.substr(colon + 1));
  if (error || !number || port > 65535) {
    return InvalidArgument("can't listen on \"{}\"; write an address and a port, like 127.0.0.1:8080", listen);
  }
  if (!address.is_loopback()) {
    return InvalidArgument("{} is not a loopback address; with no users to sign in, listen on 127.0.0.1", host);
  }
  tcp::endpoint endpoint(address, static_cast<uint16_t>(port));
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return Unavailable("can't listen on {}: {}; choose another port with --listen", listen, error.message());
  return Ok();
}

Status BeastServer::Run(std::stop_token stop) {
  std::stop_callback on_stop(stop, [this] { io_.stop(); });
  asio::co_spawn(io_, Accept(), asio::detached);
  io_.run();
  pool_.join();
  return Ok();
}

asio::awaitable<void> BeastServer::Accept() {
  asio::steady_timer pause(io_);
  for (;;) {
    boost::system::error_code error;
    tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (error) {  // out of descriptors, most likely: let some connections end
      pause.expires_after(kStreamPoll);
      co_await pause.async_wait(asio::use_awaitable);
      continue;
    }
    if (connections_ >= kConnectionLimit) continue;  // the socket closes here
    socket.set_option(tcp::no_delay(true), error);
    asio::co_spawn(io_, Serve(Stream(std::move(socket))), asio::detached);
  }
}

asio::awaitable<void> BeastServer::Serve(Stream stream) {
  ++connections_;
  try {
    beast::flat_buffer buffer;
    while (co_await Exchange(stream, buffer)) {
    }
  } catch (const boost::system::system_error&) {  // the peer went away, or was silent for too long
  } catch (const std::exception& e) {
    LogError("a connection ended by {}", e.what());
  }
  --connections_;
  beast::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

// One request and its response; false when the connection is to be closed.
asio::awaitable<bool> BeastServer::Exchange(Stream& stream, beast::flat_buffer& buffer) {
  http::request_parser<http::string_body> parser;
  parser.body_limit(kBodyLimit);
  parser.header_limit(kHeadLimit);
  stream.expires_after(kIdleLimit);
  beast::error_code error;
  co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error == http::error::end_of_stream || error == beast::error::timeout) co_return false;
  if (error) {
    int status = error == http::error::body_limit ? 413 : error == http::error::header_limit ? 431 : 400;
    co_await SendWhole(stream, PlainText(status), false, false);
    co_return false;
  }
  BeastRequest message = parser.release();
  bool keep_alive = message.keep_alive();
  bool head_only = message.method() == http::verb::head;
  auto request = TakeApart(message);
  if (!request) {
    co_await SendWhole(stream, PlainText(400), false, head_only);
    co_return false;
  }
  Response response = co_await RunOn(pool_, [this, &request] { return Handle(*request); });
  if (response.stream && message.version() >= 11 && !head_only) {
    co_await SendStream(stream, std::move(response));
    co_return false;
  }
  co_await SendWhole(stream, std::move(response), keep_alive, head_only);
  co_return keep_alive;
}

Response BeastServer::Handle(const Request& request) const {
  try {
    return handler_(request);
  } catch (const std::exception& e) {  // memory ran out, or a fault of ours: this request's end, not the portal's
    LogError("{} ended by {}", request.method, e.what());
    return PlainText(500);
  }
}

asio::awaitable<void> BeastServer::SendWhole(Stream& stream, Response response, bool keep_alive, bool head_only) {
  http::response<http::string_body> message{static_cast<http::status>(response.status), 11};
  SetHeaders(message, response);
  message.keep_alive(keep_alive);
  message.body() = std::move(response.body);
  if (response.status != 204) message.prepare_payload();
  stream.expires_after(kIdleLimit);
  if (head_only) {
    http::response_serializer<http::string_body> serializer{message};
    co_await http::async_write_header(stream, serializer, asio::use_awaitable);
    co_return;
  }
  co_await http::async_write(stream, message, asio::use_awaitable);
}

asio::awaitable<void> BeastServer::SendStream(Stream& stream, Response response) {
  http::response<http::empty_body> head{static_cast<http::status>(response.status), 11};
  SetHeaders(head, response);
  head.chunked(true);
  head.keep_alive(false);
  http::response_serializer<http::empty_body> serializer{head};
  stream.expires_after(kIdleLimit);
  co_await http::async_write_header(stream, serializer, asio::use_awaitable);
  asio::steady_timer timer(io_);
  auto last_sent = std::chrono::steady_clock::now();
  for (;;) {
    auto piece = co_await RunOn(pool_, [&response] { return response.stream->Next(); });
    if (!piece) break;
    auto now = std::chrono::steady_clock::now();
    if (piece->empty() && now - last_sent > kStreamSilence) piece = response.stream->heartbeat();
    if (!piece->empty()) {
      stream.expires_after(kIdleLimit);
      co_await asio::async_write(stream, http::make_chunk(asio::buffer(*piece)), asio::use_awaitable);
      last_sent = now;
      continue;
    }
    timer.expires_after(kStreamPoll);
    co_await timer.async_wait(asio::use_awaitable);
  }
  co_await asio::async_write(stream, http::make_chunk_last(), asio::use_awaitable);
}

}  // namespace

Result<std::unique_ptr<HttpServer>> Listen(const std::string& listen, Handler handler) {
  auto server = std::make_unique<BeastServer>(std::move(handler));
  LP_TRY(server->Bind(listen));
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace lakeport::server
