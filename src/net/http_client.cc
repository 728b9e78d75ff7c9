#include "net/http_client.h"

namespace lakeport::net {

std::string HttpResponse::Header(const std::string& lower_case_name) const {
  auto found = headers.find(lower_case_name);
  return found == headers.end() ? "" : found->second;
}

}  // namespace lakeport::net
