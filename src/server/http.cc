#include "server/http.h"

#include <algorithm>
#include <array>

namespace lakeport::server {

std::string_view Request::Header(const std::string& name) const {
  auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : found->second;
}

bool Request::Accepts(std::string_view media_type) const {
  return Header("accept").find(media_type) != std::string_view::npos;
}

std::string_view StatusText(int status) {
  struct Text {
    int status;
    std::string_view text;
  };
  static constexpr std::array kTexts{Text{200, "OK"},
                                     Text{201, "Created"},
                                     Text{202, "Accepted"},
                                     Text{204, "No Content"},
                                     Text{304, "Not Modified"},
                                     Text{400, "Bad Request"},
                                     Text{401, "Unauthorized"},
                                     Text{403, "Forbidden"},
                                     Text{404, "Not Found"},
                                     Text{405, "Method Not Allowed"},
                                     Text{409, "Conflict"},
                                     Text{413, "Content Too Large"},
                                     Text{415, "Unsupported Media Type"},
                                     Text{421, "Misdirected Request"},
                                     Text{429, "Too Many Requests"},
                                     Text{431, "Request Header Fields Too Large"},
                                     Text{500, "Internal Server Error"},
                                     Text{502, "Bad Gateway"},
                                     Text{503, "Service Unavailable"},
                                     Text{504, "Gateway Timeout"}};
  const auto* found = std::find_if(kTexts.begin(), kTexts.end(), [=](const Text& t) { return t.status == status; });
  return found == kTexts.end() ? "Unknown" : found->text;
}

}  // namespace lakeport::server
