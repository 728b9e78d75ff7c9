#include "net/url.h"

#include <algorithm>
#include <memory>

#include <curl/curl.h>

#include "base/redact.h"
#include "base/utf8.h"

namespace lakeport::net {
namespace {

struct CloseUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, CloseUrl>;

// "" when it has no such part.
std::string PartOf(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool IsUnreserved(char c) {
  bool letter_or_digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return letter_or_digit || c == '-' || c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string PercentEncode(std::string_view text) {
  std::string encoded;
  for (char c : text) {
    encoded += IsUnreserved(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

std::string FormatParameters(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    text += fmt::format("{}{}={}", text.empty() ? "" : "&", PercentEncode(name), PercentEncode(value));
  }
  return text;
}

Result<std::string> OriginOf(const std::string& url) {
  Url parsed(curl_url());
  if (parsed == nullptr) return Internal("out of memory");
  bool valid = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK;
  auto scheme = PartOf(parsed.get(), CURLUPART_SCHEME);
  auto host = PartOf(parsed.get(), CURLUPART_HOST);
  if (!valid || host.empty() || (scheme != "http" && scheme != "https")) {
    return InvalidArgument("\"{}\" is no address of a server; write it like https://host:8181/path",
                           Printable(RedactUri(url)));
  }
  bool has_user = !PartOf(parsed.get(), CURLUPART_USER).empty() || !PartOf(parsed.get(), CURLUPART_PASSWORD).empty();
  if (has_user) return InvalidArgument("{}: a user name or a password can't be part of it", Printable(RedactUri(url)));
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return fmt::format("{}://{}:{}", scheme, host, PartOf(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT));
}

}  // namespace lakeport::net
