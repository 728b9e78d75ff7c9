#include "storage/azure/blob_client.h"

#include <charconv>
#include <utility>

#include "base/utf8.h"
#include "net/digest.h"
#include "net/http_date.h"
#include "net/url.h"
#include "storage/azure/blob_xml.h"
#include "storage/azure/service_error.h"

namespace lakeport::storage::azure {
namespace {

constexpr std::string_view kVersion = "2021-12-02";
constexpr std::string_view kMetadataPrefix = "x-ms-meta-";

std::string Quoted(const std::string& etag) { return '"' + etag + '"'; }

std::string Unquoted(const std::string& etag) {
  bool quoted = etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
  return quoted ? etag.substr(1, etag.size() - 2) : etag;
}

std::string Describe(const BlobName& blob) { return blob.container + (blob.name.empty() ? "" : "/" + blob.name); }

void AddCondition(BlobRequest& request, const BlobCondition& condition) {
  if (condition.must_be_free) request.headers.emplace_back("If-None-Match", "*");
  if (!condition.only_if_etag.empty()) request.headers.emplace_back("If-Match", Quoted(condition.only_if_etag));
}

void AddContent(BlobRequest& request, const BlobContent& content) {
  if (!content.md5.empty()) request.headers.emplace_back("x-ms-blob-content-md5", net::EncodeBase64(content.md5));
  for (const auto& [name, value] : content.metadata) {
    request.headers.emplace_back(std::string(kMetadataPrefix) + name, value);
  }
}

// The body, and its checksum (raw) for the service to compare; that in Base64.
std::string SetBody(BlobRequest& request, std::string bytes, const std::string& raw_md5) {
  auto md5 = net::EncodeBase64(raw_md5);
  request.headers.emplace_back("Content-Type", "application/octet-stream");
  request.headers.emplace_back("Content-MD5", md5);
  request.body = std::move(bytes);
  return md5;
}

// What the service says it has got. Some answer without saying it.
Status CheckMd5(const net::HttpResponse& response, const std::string& expected, const BlobName& blob) {
  auto got = response.Header("content-md5");
  if (got.empty() || got == expected) return Ok();
  return CorruptData("Azure has got other bytes for {} than were sent: MD5 {} of {}", Printable(Describe(blob)),
                     Printable(got), expected);
}

Result<int64_t> ParseSize(const std::string& text, const BlobName& blob) {
  int64_t size = -1;
  auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error == std::errc() && stop == text.data() + text.size() && size >= 0) return size;
  return CorruptData("Azure gives \"{}\" as the size of {}", Printable(text), Printable(Describe(blob)));
}

}  // namespace

BlobClient::BlobClient(std::string origin, std::string base_path, std::shared_ptr<net::HttpClient> http,
                       std::unique_ptr<Authorizer> authorizer)
    : origin_(std::move(origin)),
      base_path_(std::move(base_path)),
      http_(std::move(http)),
      authorizer_(std::move(authorizer)) {}

BlobRequest BlobClient::MakeRequest(std::string method, const BlobName& blob) const {
  BlobRequest request{.method = std::move(method), .path = base_path_ + "/" + net::PercentEncode(blob.container)};
  for (size_t begin = 0; !blob.name.empty() && begin <= blob.name.size();) {
    size_t end = std::min(blob.name.find('/', begin), blob.name.size());
    request.path += "/" + net::PercentEncode(std::string_view(blob.name).substr(begin, end - begin));
    begin = end + 1;
  }
  request.headers.emplace_back("x-ms-version", kVersion);
  return request;
}

Result<net::HttpResponse> BlobClient::Send(const BlobRequest& request, const BlobName& blob) {
  LP_ASSIGN(auto made, authorizer_->MakeRequest(origin_, request));
  LP_ASSIGN(auto response, http_->Send(made));
  if (response.status == 401 && authorizer_->Refuse(made)) {
    LP_ASSIGN(made, authorizer_->MakeRequest(origin_, request));
    LP_ASSIGN(response, http_->Send(made));
  }
  if (response.status >= 200 && response.status < 300) return response;
  return ServiceError(response, request.method, Describe(blob));
}

Result<AccountInformation> BlobClient::GetAccountInformation() {
  BlobRequest request{.path = base_path_ + "/", .parameters = {{"restype", "account"}, {"comp", "properties"}}};
  request.headers.emplace_back("x-ms-version", kVersion);
  LP_ASSIGN(auto response, Send(request, {"the account", ""}));
  return AccountInformation{.kind = response.Header("x-ms-account-kind"),
                            .sku = response.Header("x-ms-sku-name"),
                            .has_directories = response.Header("x-ms-is-hns-enabled") == "true"};
}

Status BlobClient::CreateContainer(const std::string& container) {
  BlobName where{container, ""};
  auto request = MakeRequest("PUT", where);
  request.parameters = {{"restype", "container"}};
  request.headers.emplace_back("Content-Type", "application/octet-stream");
  LP_TRY(Send(request, where));
  return Ok();
}

Result<BlobProperties> BlobClient::GetProperties(const BlobName& blob) {
  LP_ASSIGN(auto response, Send(MakeRequest("HEAD", blob), blob));
  BlobProperties properties;
  LP_ASSIGN(properties.size, ParseSize(response.Header("content-length"), blob));
  LP_ASSIGN(properties.modified, net::ParseHttpDate(response.Header("last-modified")));
  properties.etag = Unquoted(response.Header("etag"));
  if (properties.etag.empty()) return CorruptData("Azure gives no ETag of {}", Printable(Describe(blob)));
  if (auto md5 = net::DecodeBase64(response.Header("content-md5")); md5.ok()) properties.md5 = *md5;
  for (const auto& [name, value] : response.headers) {
    if (name.starts_with(kMetadataPrefix)) properties.metadata[name.substr(kMetadataPrefix.size())] = value;
  }
  properties.is_directory =
      properties.metadata.contains("hdi_isfolder") || response.Header("x-ms-resource-type") == "directory";
  return properties;
}

Result<std::string> BlobClient::GetRange(const BlobName& blob, int64_t offset, int64_t length,
                                         const std::string& etag) {
  auto request = MakeRequest("GET", blob);
  request.headers.emplace_back("x-ms-range", fmt::format("bytes={}-{}", offset, offset + length - 1));
  AddCondition(request, {.only_if_etag = etag});
  LP_ASSIGN(auto response, Send(request, blob));
  auto range = response.Header("content-range");
  auto expected = fmt::format("bytes {}-{}/", offset, offset + length - 1);
  if (response.status == 206 && range.starts_with(expected) && std::cmp_equal(response.body.size(), length)) {
    return std::move(response.body);
  }
  return CorruptData("Azure answered {} with {} bytes (\"{}\") for {} bytes from {} of {}", response.status,
                     response.body.size(), Printable(range), length, offset, Printable(Describe(blob)));
}

Result<BlobPage> BlobClient::List(const std::string& container, const std::string& prefix, const std::string& delimiter,
                                  const std::string& marker) {
  BlobName where{container, ""};
  auto request = MakeRequest("GET", where);
  request.parameters = {{"restype", "container"}, {"comp", "list"}, {"include", "metadata"}};
  if (!prefix.empty()) request.parameters.emplace_back("prefix", prefix);
  if (!delimiter.empty()) request.parameters.emplace_back("delimiter", delimiter);
  if (!marker.empty()) request.parameters.emplace_back("marker", marker);
  LP_ASSIGN(auto response, Send(request, where));
  LP_ASSIGN(auto page, ParseBlobPage(response.body), "listing {} of container {}", Printable(prefix), container);
  return page;
}

Status BlobClient::PutBlob(const BlobName& blob, std::string bytes, const BlobContent& content,
                           const BlobCondition& condition) {
  auto request = MakeRequest("PUT", blob);
  request.headers.emplace_back("x-ms-blob-type", "BlockBlob");
  AddContent(request, content);
  AddCondition(request, condition);
  auto raw_md5 = net::Md5(bytes);
  auto md5 = SetBody(request, std::move(bytes), raw_md5);
  LP_ASSIGN(auto response, Send(request, blob));
  return CheckMd5(response, md5, blob);
}

Status BlobClient::PutBlock(const BlobName& blob, const std::string& id, std::string bytes,
                            const std::string& raw_md5) {
  auto request = MakeRequest("PUT", blob);
  request.parameters = {{"comp", "block"}, {"blockid", net::EncodeBase64(id)}};
  auto md5 = SetBody(request, std::move(bytes), raw_md5);
  LP_ASSIGN(auto response, Send(request, blob));
  return CheckMd5(response, md5, blob);
}

Result<std::map<std::string, int64_t>> BlobClient::ListUncommittedBlocks(const BlobName& blob) {
  auto request = MakeRequest("GET", blob);
  request.parameters = {{"comp", "blocklist"}, {"blocklisttype", "uncommitted"}};
  auto response = Send(request, blob);
  if (!response.ok() && response.error().kind() == ErrorKind::kNotFound) return std::map<std::string, int64_t>();
  if (!response.ok()) return std::move(response).error();
  LP_ASSIGN(auto blocks, ParseBlockList(response->body), "listing the blocks of {}", Printable(Describe(blob)));
  return blocks;
}

Status BlobClient::PutBlockList(const BlobName& blob, const std::vector<std::string>& ids, const BlobContent& content,
                                const BlobCondition& condition) {
  auto request = MakeRequest("PUT", blob);
  request.parameters = {{"comp", "blocklist"}};
  AddContent(request, content);
  AddCondition(request, condition);
  std::vector<std::string> base64_ids;
  base64_ids.reserve(ids.size());
  for (const auto& id : ids) base64_ids.push_back(net::EncodeBase64(id));
  auto body = FormatBlockList(base64_ids);
  auto md5 = net::Md5(body);
  SetBody(request, std::move(body), md5);
  LP_TRY(Send(request, blob));
  return Ok();
}

Status BlobClient::Delete(const BlobName& blob) {
  auto response = Send(MakeRequest("DELETE", blob), blob);
  if (response.ok() || response.error().kind() == ErrorKind::kNotFound) return Ok();
  return std::move(response).error();
}

}  // namespace lakeport::storage::azure
