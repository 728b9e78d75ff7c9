#include "storage/azure/blob_location.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"

namespace lakeport::storage::azure {
namespace {

struct Spelling {
  std::string_view scheme;
  bool container_before_host;  // container@host/name, else host/container/name
};
constexpr Spelling kSpellings[] = {
    {"abfss", true},  {"abfs", true},  {"wasbs", true},  {"wasb", true},
    {"https", false}, {"http", false}, {"azure", false},
};
constexpr std::array<std::string_view, 2> kServices{".blob.", ".dfs."};
constexpr std::string_view kHowToWrite = "write it like abfss://container@account.dfs.core.windows.net/path";

constexpr size_t kMostNameCharacters = 1024;
constexpr size_t kMostSegmentCharacters = 254;

const Spelling* FindSpelling(const Location& location) {
  auto found = std::find_if(std::begin(kSpellings), std::end(kSpellings),
                            [&](const Spelling& spelling) { return spelling.scheme == location.scheme(); });
  return found == std::end(kSpellings) ? nullptr : found;
}

struct Host {
  std::string account;
  std::string domain;
};

// "acct.dfs.core.windows.net", and with a zone "acct.z12.dfs.storage.azure.net", of which the zone stays the account's.
std::optional<Host> ParseHost(std::string host) {
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (auto service : kServices) {
    auto at = host.find(service);
    if (at == std::string::npos || at == 0 || at + service.size() == host.size()) continue;
    return Host{host.substr(0, at), host.substr(at + service.size())};
  }
  return std::nullopt;
}

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsHostText(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return IsLowerOrDigit(c) || c == '-' || c == '.'; });
}

// 3 to 63 lower-case letters, digits and single hyphens; or one of the service's own, like "$root".
bool IsContainerName(std::string_view name) {
  if (name == "$root" || name == "$web" || name == "$logs") return true;
  bool characters = std::all_of(name.begin(), name.end(), [](char c) { return IsLowerOrDigit(c) || c == '-'; });
  return characters && name.size() >= 3 && name.size() <= 63 && name.front() != '-' && name.back() != '-' &&
         name.find("--") == std::string_view::npos;
}

// The characters of a text that is UTF-8, as Azure counts them: in UTF-16.
size_t CountCharacters(std::string_view text) {
  size_t count = 0;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    count += byte >= 0xf0 ? 2 : (byte & 0xc0) != 0x80 ? 1 : 0;
  }
  return count;
}

// C0 and C1 controls; the latter are two bytes in UTF-8.
bool HasControlCharacter(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    bool next_is_c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte < 0x20 || byte == 0x7f || next_is_c1) return true;
  }
  return false;
}

Status CheckSegment(std::string_view name, std::string_view segment) {
  if (segment.empty()) return InvalidArgument("Azure takes no name with an empty part: {}", Printable(name));
  if (segment.back() == '.') {
    return InvalidArgument("Azure takes no name of which a part ends with '.': {}; rename \"{}\"", Printable(name),
                           Printable(segment));
  }
  if (CountCharacters(segment) > kMostSegmentCharacters) {
    return InvalidArgument("Azure takes no name of which a part has more than {} characters: {}",
                           kMostSegmentCharacters, Printable(name));
  }
  return Ok();
}

}  // namespace

bool IsBlobLocation(const Location& location) {
  const Spelling* spelling = FindSpelling(location);
  if (spelling == nullptr) return false;
  return spelling->container_before_host || ParseHost(location.authority()).has_value();
}

Result<BlobLocation> ParseBlobLocation(const Location& location) {
  auto refuse = [&](std::string_view why) {
    return InvalidArgument("{} is no place in Azure storage: {}; {}", Printable(location.ToString()), why, kHowToWrite);
  };
  const Spelling* spelling = FindSpelling(location);
  if (spelling == nullptr) return refuse("its scheme is none of Azure's");
  std::string container, host = location.authority(), name = location.path().substr(1);
  if (spelling->container_before_host) {
    auto at = host.find('@');
    if (at == std::string::npos) return refuse("there is no container before an '@'");
    container = host.substr(0, at);
    host.erase(0, at + 1);
  } else {
    auto slash = name.find('/');
    container = name.substr(0, slash);
    name.erase(0, slash == std::string::npos ? name.size() : slash + 1);
  }
  auto parsed = ParseHost(std::move(host));
  if (!parsed || !IsHostText(parsed->account) || !IsHostText(parsed->domain)) return refuse("no account is named");
  if (!IsContainerName(container)) return refuse("the container's name is none");
  return BlobLocation{std::move(parsed->account), std::move(parsed->domain), std::move(container), std::move(name)};
}

Result<Location> ToLocation(const BlobLocation& blob) {
  return Location::Parse(fmt::format("abfss://{}@{}.dfs.{}/{}", blob.container, blob.account, blob.domain, blob.name));
}

Status CheckBlobName(std::string_view name) {
  if (!IsUtf8(name)) return InvalidArgument("Azure takes names in UTF-8 only: {}", Printable(name));
  if (HasControlCharacter(name)) return InvalidArgument("Azure takes no control characters in {}", Printable(name));
  if (name.find('\\') != std::string_view::npos) {
    return InvalidArgument("Azure would take '\\' in a name for '/': {}", Printable(name));
  }
  if (CountCharacters(name) > kMostNameCharacters) {
    return InvalidArgument("Azure takes no name with more than {} characters: {}", kMostNameCharacters,
                           Printable(name));
  }
  for (size_t begin = 0; begin <= name.size();) {
    size_t end = std::min(name.find('/', begin), name.size());
    LP_TRY(CheckSegment(name, name.substr(begin, end - begin)));
    begin = end + 1;
  }
  return Ok();
}

}  // namespace lakeport::storage::azure
