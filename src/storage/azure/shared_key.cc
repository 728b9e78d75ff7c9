#include "storage/azure/shared_key.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "net/digest.h"
#include "net/http_date.h"

namespace lakeport::storage::azure {
namespace {

// Those of which the signed text has the values alone, in this order, one a line.
constexpr std::array<std::string_view, 11> kSignedHeaders{
    "content-encoding",  "content-language", "content-length", "content-md5",         "content-type", "date",
    "if-modified-since", "if-match",         "if-none-match",  "if-unmodified-since", "range"};

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::map<std::string, std::string> HeadersOf(const net::HttpRequest& request) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request.headers) headers[LowerCase(name)] = value;
  if (!request.body.empty()) headers["content-length"] = std::to_string(request.body.size());
  return headers;
}

std::string CanonicalizedHeaders(const std::map<std::string, std::string>& headers) {
  std::string text;
  for (const auto& [name, value] : headers) {
    if (name.starts_with("x-ms-")) text += fmt::format("{}:{}\n", name, value);
  }
  return text;
}

}  // namespace

Result<SharedKey> SharedKey::Parse(std::string account, const std::string& key) {
  LP_ASSIGN(auto bytes, net::DecodeBase64(key), "reading the key of storage account {}", account);
  if (bytes.empty()) return InvalidArgument("the key of storage account {} is empty", account);
  return SharedKey(std::move(account), std::move(bytes));
}

void SharedKey::Sign(net::HttpRequest& request, std::string_view path,
                     const std::vector<std::pair<std::string, std::string>>& parameters, Timestamp now) const {
  request.headers.emplace_back("x-ms-date", net::FormatHttpDate(now));
  auto headers = HeadersOf(request);
  std::string text = request.method + "\n";
  for (auto name : kSignedHeaders) {
    auto found = headers.find(std::string(name));
    text += (found == headers.end() ? "" : found->second) + "\n";
  }
  text += CanonicalizedHeaders(headers);
  text += fmt::format("/{}{}", account_, path);
  std::map<std::string, std::string> sorted(parameters.begin(), parameters.end());
  for (const auto& [name, value] : sorted) text += fmt::format("\n{}:{}", LowerCase(name), value);
  auto signature = net::EncodeBase64(net::HmacSha256(key_, text));
  request.headers.emplace_back("Authorization", fmt::format("SharedKey {}:{}", account_, signature));
}

}  // namespace lakeport::storage::azure
