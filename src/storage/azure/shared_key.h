#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "net/http_client.h"

namespace lakeport::storage::azure {

// Signs requests with an account's key (learn.microsoft.com, "Authorize with Shared Key", for the blob service).
class SharedKey {
 public:
  // `key` in Base64, as the portal shows it. InvalidArgument, without the key, for what is none.
  static Result<SharedKey> Parse(std::string account, const std::string& key);

  // Adds x-ms-date, and Authorization last: nothing in the request may be changed after it. `path` and `parameters`
  // are those of the URL, the path percent-encoded, the parameters not.
  void Sign(net::HttpRequest& request, std::string_view path,
            const std::vector<std::pair<std::string, std::string>>& parameters, Timestamp now) const;

 private:
  SharedKey(std::string account, std::string key) : account_(std::move(account)), key_(std::move(key)) {}

  std::string account_;
  std::string key_;
};

}  // namespace lakeport::storage::azure
