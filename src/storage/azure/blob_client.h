#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/http_client.h"
#include "storage/azure/authorizer.h"

namespace lakeport::storage::azure {

// A blob of the client's account.
struct BlobName {
  std::string container;
  std::string name;  // empty: the container
};

struct BlobProperties {
  int64_t size = 0;  // bytes
  Timestamp modified{};
  std::string etag{};
  std::string md5{};                              // of the whole content, raw; empty: the store doesn't know it
  bool is_directory = false;                      // a directory's marker
  std::map<std::string, std::string> metadata{};  // names in lower case
};

struct ListedBlob {
  std::string name;
  BlobProperties properties;
};

// One page of a listing: blobs and the prefixes below which there are more, each sorted by the bytes of its name.
struct BlobPage {
  std::vector<ListedBlob> blobs;
  std::vector<std::string> prefixes;  // each with its '/'
  std::string next_marker;            // empty: the last page
};

// What must hold of what lies at the name already.
struct BlobCondition {
  bool must_be_free = false;   // else AlreadyExists
  std::string only_if_etag{};  // else Conflict; empty: any
};

// How a blob is to be, besides its bytes.
struct BlobContent {
  std::string md5{};                              // raw, of the whole content; empty: not recorded
  std::map<std::string, std::string> metadata{};  // ASCII letters, digits and '_' in names; ASCII in values
};

struct AccountInformation {
  std::string kind;              // "StorageV2"
  std::string sku;               // "Standard_LRS"
  bool has_directories = false;  // a hierarchical namespace
};

// The blob service of one account, a call for each of its operations. Safe from several threads.
// Every block and blob that is sent carries its MD5, which the service checks, and so does its answer, which we check.
// NotFound, AlreadyExists, Conflict as said; PermissionDenied and Unauthenticated with what to do; CorruptData for an
// answer that isn't one; otherwise as HttpClient fails.
// (learn.microsoft.com, "Blob Service REST API".)
class BlobClient {
 public:
  // `origin`: "https://acct.blob.core.windows.net"; `base_path`: "" or, of an emulator, "/acct". `http` should try
  // again by itself.
  BlobClient(std::string origin, std::string base_path, std::shared_ptr<net::HttpClient> http,
             std::unique_ptr<Authorizer> authorizer);

  Result<AccountInformation> GetAccountInformation();
  // AlreadyExists when there is one of that name.
  Status CreateContainer(const std::string& container);
  Result<BlobProperties> GetProperties(const BlobName& blob);
  // Exactly `length` (> 0) bytes from `offset`. Conflict when the blob has another etag by now.
  Result<std::string> GetRange(const BlobName& blob, int64_t offset, int64_t length, const std::string& etag);
  // At most 5,000 names of blobs that begin with `prefix`; with `delimiter`, what has it behind the prefix is one name.
  Result<BlobPage> List(const std::string& container, const std::string& prefix, const std::string& delimiter,
                        const std::string& marker);

  Status PutBlob(const BlobName& blob, std::string bytes, const BlobContent& content, const BlobCondition& condition);
  // A part of a blob to be, with its MD5 (raw); `id` has as many bytes as the ids of the blob's other parts.
  Status PutBlock(const BlobName& blob, const std::string& id, std::string bytes, const std::string& md5);
  // The ids of the parts that were sent and are part of no blob yet, with their sizes in bytes.
  Result<std::map<std::string, int64_t>> ListUncommittedBlocks(const BlobName& blob);
  // Makes the blob of these parts, in this order. Conflict when one of them is gone: another has made the blob.
  Status PutBlockList(const BlobName& blob, const std::vector<std::string>& ids, const BlobContent& content,
                      const BlobCondition& condition);
  // Ok when it was not there. InvalidArgument for a directory that is not empty, where the account has directories.
  Status Delete(const BlobName& blob);

 private:
  BlobRequest MakeRequest(std::string method, const BlobName& blob) const;
  // The answer, when its status is a success.
  Result<net::HttpResponse> Send(const BlobRequest& request, const BlobName& blob);

  const std::string origin_;
  const std::string base_path_;
  const std::shared_ptr<net::HttpClient> http_;
  const std::unique_ptr<Authorizer> authorizer_;
};

}  // namespace lakeport::storage::azure
