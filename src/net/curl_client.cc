#include <algorithm>
#include <cctype>
#include <mutex>
#include <span>
#include <utility>

#include <curl/curl.h>

#include "base/redact.h"
#include "base/utf8.h"
#include "net/http_client.h"
#include "net/url.h"

namespace lakeport::net {
namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

// What libcurl's failures mean for the caller, before and after the request may have left.
struct CodeRule {
  CURLcode code;
  ErrorKind kind;
};
constexpr CodeRule kBeforeItIsSent[] = {
    {CURLE_PEER_FAILED_VERIFICATION, ErrorKind::kUnauthenticated},
    {CURLE_SSL_ISSUER_ERROR, ErrorKind::kUnauthenticated},
    {CURLE_SSL_CACERT_BADFILE, ErrorKind::kInvalidArgument},
    {CURLE_URL_MALFORMAT, ErrorKind::kInvalidArgument},
    {CURLE_UNSUPPORTED_PROTOCOL, ErrorKind::kInvalidArgument},
};
constexpr CodeRule kOnceItIsSent[] = {
    {CURLE_WEIRD_SERVER_REPLY, ErrorKind::kCorruptData},
    {CURLE_UNSUPPORTED_PROTOCOL, ErrorKind::kCorruptData},
    {CURLE_BAD_CONTENT_ENCODING, ErrorKind::kCorruptData},
    {CURLE_WRITE_ERROR, ErrorKind::kCorruptData},
};

ErrorKind KindOf(CURLcode code, std::span<const CodeRule> rules, ErrorKind otherwise) {
  auto rule = std::find_if(rules.begin(), rules.end(), [&](const CodeRule& one) { return one.code == code; });
  return rule == rules.end() ? otherwise : rule->kind;
}

// One exchange under way, as libcurl's callbacks see it.
struct Exchange {
  const HttpOptions& options;
  HttpResponse response{};
  size_t header_bytes = 0;
  std::string too_large{};  // what is; empty: nothing
};

size_t TakeBody(char* data, size_t, size_t length, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (length > exchange.options.most_body_bytes - exchange.response.body.size()) {
    exchange.too_large = fmt::format("the answer has more than {} bytes", exchange.options.most_body_bytes);
    return 0;
  }
  exchange.response.body.append(data, length);
  return length;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

size_t TakeHeader(char* data, size_t, size_t length, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  std::string_view line(data, length);
  exchange.header_bytes += length;
  if (exchange.header_bytes > exchange.options.most_header_bytes) {
    exchange.too_large =
        fmt::format("the answer's headers have more than {} bytes", exchange.options.most_header_bytes);
    return 0;
  }
  if (line.starts_with("HTTP/")) exchange.response.headers.clear();  // those of "100 Continue" are over
  auto colon = line.find(':');
  if (colon == std::string_view::npos) return length;
  std::string name(Trim(line.substr(0, colon)));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  exchange.response.headers[name] = std::string(Trim(line.substr(colon + 1)));
  return length;
}

bool BreaksLine(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos; }

Result<HeaderList> MakeHeaders(const HttpRequest& request) {
  // Without this, libcurl asks a server whether it may send a large body, and waits a second for those that don't know.
  HeaderList list(curl_slist_append(nullptr, "Expect:"));
  for (const auto& [name, value] : request.headers) {
    if (BreaksLine(name) || BreaksLine(value)) {
      return InvalidArgument("the header \"{}\" would hold a line break", Printable(name));
    }
    // libcurl leaves out a header without a value unless it ends with ';'.
    auto line = value.empty() ? name + ";" : name + ": " + value;
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return Internal("out of memory");
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(HttpOptions options) : options_(std::move(options)) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(started);
  }

  Result<HttpResponse> Send(const HttpRequest& request) override {
    LP_TRY(OriginOf(request.url));
    Handle handle = Take();
    if (handle == nullptr) return Internal("libcurl cannot be used");
    LP_ASSIGN(HeaderList headers, MakeHeaders(request));
    Exchange exchange{.options = options_};
    char reason[CURL_ERROR_SIZE] = "";
    SetUp(handle.get(), request, headers.get(), exchange, reason);
    CURLcode code = curl_easy_perform(handle.get());
    bool sent = IsSent(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    exchange.response.status = static_cast<int>(status);
    Give(std::move(handle));
    if (code == CURLE_OK) return std::move(exchange.response);
    return Explain(request, code, sent, exchange, reason);
  }

 private:
  void SetUp(CURL* handle, const HttpRequest& request, curl_slist* headers, Exchange& exchange, char* reason) const {
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options_.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, request.unpack_body ? "gzip" : nullptr);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, TakeBody);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, TakeHeader);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
    // On a kept connection that turns out to be dead, libcurl sends a request again by itself.
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, request.is_repeatable() ? 0L : 1L);
    SetMethod(handle, request);
  }

  static void SetMethod(CURL* handle, const HttpRequest& request) {
    if (request.method == "HEAD") curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT";
    if (has_body) {
      curl_easy_setopt(handle, CURLOPT_POST, 1L);
      curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
      curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    bool as_curl_has_it =
        request.method == "HEAD" || request.method == "POST" || (request.method == "GET" && !has_body);
    if (!as_curl_has_it) curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  // True once bytes of the request may have left: the connection, with its TLS, stood.
  static bool IsSent(CURL* handle) {
    curl_off_t started = 0;
    curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &started);
    return started > 0;
  }

  Error Explain(const HttpRequest& request, CURLcode code, bool sent, const Exchange& exchange,
                const char* reason) const {
    std::string why = !exchange.too_large.empty() ? exchange.too_large
                      : *reason != '\0'           ? RedactText(Printable(reason))
                                                  : curl_easy_strerror(code);
    auto text = fmt::format("{} {}: {}", request.method, Printable(RedactUri(request.url)), why);
    return {sent ? KindOf(code, kOnceItIsSent, ErrorKind::kTimeout)
                 : KindOf(code, kBeforeItIsSent, ErrorKind::kUnavailable),
            text};
  }

  Handle Take() {
    std::lock_guard lock(mutex_);
    if (idle_.empty()) return Handle(curl_easy_init());
    Handle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }
  // Keeps the connection, and forgets the request.
  void Give(Handle handle) {
    curl_easy_reset(handle.get());
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(handle));
  }

  const HttpOptions options_;
  std::mutex mutex_;
  std::vector<Handle> idle_;
};

}  // namespace

std::unique_ptr<HttpClient> MakeHttpClient(const HttpOptions& options) { return std::make_unique<CurlClient>(options); }

}  // namespace lakeport::net
