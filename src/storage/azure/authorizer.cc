#include "storage/azure/authorizer.h"

#include <algorithm>

#include "net/url.h"

namespace lakeport::storage::azure {
namespace {

constexpr std::string_view kBearer = "Bearer ";

net::HttpRequest Assemble(const std::string& origin, const BlobRequest& request, const std::string& more_query = "") {
  auto query = net::FormatParameters(request.parameters);
  if (!more_query.empty()) query += (query.empty() ? "" : "&") + more_query;
  // Every request of ours may be sent twice: writes are conditional, or put the same bytes in the same place.
  return {.method = request.method,
          .url = origin + request.path + (query.empty() ? "" : "?") + query,
          .headers = request.headers,
          .body = request.body,
          .may_be_repeated = true,
          .unpack_body = false};
}

class KeyAuthorizer final : public Authorizer {
 public:
  KeyAuthorizer(SharedKey key, const Clock& clock) : key_(std::move(key)), clock_(clock) {}

  Result<net::HttpRequest> MakeRequest(const std::string& origin, const BlobRequest& request) override {
    auto made = Assemble(origin, request);
    key_.Sign(made, request.path, request.parameters, clock_.Now());
    return made;
  }

 private:
  const SharedKey key_;
  const Clock& clock_;
};

class SasAuthorizer final : public Authorizer {
 public:
  explicit SasAuthorizer(std::string query) : query_(std::move(query)) {}

  Result<net::HttpRequest> MakeRequest(const std::string& origin, const BlobRequest& request) override {
    return Assemble(origin, request, query_);
  }

 private:
  const std::string query_;
};

class TokenAuthorizer final : public Authorizer {
 public:
  explicit TokenAuthorizer(std::unique_ptr<net::TokenSource> tokens) : tokens_(std::move(tokens)) {}

  Result<net::HttpRequest> MakeRequest(const std::string& origin, const BlobRequest& request) override {
    LP_ASSIGN(auto token, tokens_->Get());
    auto made = Assemble(origin, request);
    made.headers.emplace_back("Authorization", std::string(kBearer) + token);
    return made;
  }

  bool Refuse(const net::HttpRequest& request) override {
    auto header = std::find_if(request.headers.begin(), request.headers.end(),
                               [](const auto& one) { return one.first == "Authorization"; });
    return header != request.headers.end() && tokens_->Refuse(header->second.substr(kBearer.size()));
  }

 private:
  const std::unique_ptr<net::TokenSource> tokens_;
};

}  // namespace

std::unique_ptr<Authorizer> MakeKeyAuthorizer(SharedKey key, const Clock& clock) {
  return std::make_unique<KeyAuthorizer>(std::move(key), clock);
}

Result<std::unique_ptr<Authorizer>> MakeSasAuthorizer(const std::string& sas) {
  auto query = sas.starts_with('?') ? sas.substr(1) : sas;
  bool characters = std::all_of(query.begin(), query.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
  bool signature = query.starts_with("sig=") || query.find("&sig=") != std::string::npos;
  if (!characters || !signature) {
    return InvalidArgument("the shared access signature is none: copy the whole query, from \"sv=\" on, with \"sig=\"");
  }
  return std::unique_ptr<Authorizer>(std::make_unique<SasAuthorizer>(std::move(query)));
}

std::unique_ptr<Authorizer> MakeTokenAuthorizer(std::unique_ptr<net::TokenSource> tokens) {
  return std::make_unique<TokenAuthorizer>(std::move(tokens));
}

}  // namespace lakeport::storage::azure
