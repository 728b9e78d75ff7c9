#include "catalogs/hadoop_versions.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace lakeport::catalogs {
namespace {

constexpr const char* kHint = "version-hint.text";
constexpr int64_t kMostHintBytes = 32;

// In the order in which Java looks for them.
constexpr std::string_view kEndings[] = {".metadata.json", ".gz.metadata.json", ".metadata.json.gz"};

// Of digits alone; nullopt for 0, and for what doesn't fit.
std::optional<int32_t> ParseNumber(std::string_view text) {
  int32_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  if (!whole || number < 1 || text.front() == '0') return std::nullopt;
  return number;
}

int RankOf(std::string_view name) {
  auto dot = name.find('.');
  auto found = std::find(std::begin(kEndings), std::end(kEndings), name.substr(std::min(dot, name.size())));
  return static_cast<int>(found - std::begin(kEndings));
}

// True for what can be made up for by a listing.
bool IsNoHint(ErrorKind kind) {
  return kind == ErrorKind::kNotFound || kind == ErrorKind::kInvalidArgument || kind == ErrorKind::kCorruptData;
}

Result<std::optional<int32_t>> ReadHint(storage::FileIO& io, const Location& folder) {
  LP_ASSIGN(Location location, folder.Child(kHint));
  auto file = io.Open(location);
  if (!file.ok() && IsNoHint(file.error().kind())) return std::optional<int32_t>();
  if (!file.ok()) return std::move(file).error();
  if ((*file)->size() > kMostHintBytes) return std::optional<int32_t>();
  auto text = (*file)->ReadAt(0, (*file)->size());
  if (!text.ok() && IsNoHint(text.error().kind())) return std::optional<int32_t>();
  if (!text.ok()) return std::move(text).error();
  return ParseNumber(std::string_view(*text).substr(0, text->find_first_of("\r\n")));
}

// Version `number` under any of its names.
Result<std::optional<TableVersion>> FindNumber(storage::FileIO& io, const Location& folder, int32_t number) {
  for (std::string_view ending : kEndings) {
    LP_ASSIGN(Location file, folder.Child(fmt::format("v{}{}", number, ending)));
    auto info = io.Stat(file);
    if (info.ok() && !info->is_directory) return std::optional(TableVersion{number, std::move(file)});
    if (!info.ok() && info.error().kind() != ErrorKind::kNotFound) return std::move(info).error();
  }
  return std::optional<TableVersion>();
}

// The last of the unbroken row of numbers that begins where the hint points, or else the highest.
int32_t CurrentNumber(const std::vector<TableVersion>& versions, std::optional<int32_t> hint) {
  auto at = std::find_if(versions.begin(), versions.end(), [&](const auto& one) { return one.number == hint; });
  if (at == versions.end()) return versions.back().number;
  while (at + 1 != versions.end() && (at + 1)->number - at->number <= 1) ++at;
  return at->number;
}

// Hadoop keeps a checksum beside each file that it writes to a local disk, and refuses the file when they differ.
Status DeleteChecksumOf(storage::FileIO& io, const Location& folder, const std::string& name) {
  if (!folder.is_local()) return Ok();
  LP_ASSIGN(Location checksum, folder.Child(fmt::format(".{}.crc", name)));
  return io.Delete(checksum);
}

}  // namespace

std::optional<int32_t> ParseVersionName(std::string_view name) {
  auto dot = name.find('.');
  if (!name.starts_with('v') || dot == std::string_view::npos) return std::nullopt;
  bool known = std::find(std::begin(kEndings), std::end(kEndings), name.substr(dot)) != std::end(kEndings);
  return known ? ParseNumber(name.substr(1, dot - 1)) : std::nullopt;
}

Result<Location> HadoopMetadataFolder(const Location& table) { return table.Child("metadata"); }

Result<Location> VersionFile(const Location& table, int32_t number, bool gzip) {
  return table.Child(fmt::format("metadata/v{}{}", number, kEndings[gzip ? 1 : 0]));
}

Result<std::optional<TableVersion>> FindVersion(storage::FileIO& io, const Location& table) {
  LP_ASSIGN(Location folder, HadoopMetadataFolder(table));
  LP_ASSIGN(auto hint, ReadHint(io, folder));
  if (hint) {
    LP_ASSIGN(auto hinted, FindNumber(io, folder, *hint));
    if (hinted && *hint == std::numeric_limits<int32_t>::max()) return hinted;
    LP_ASSIGN(auto next, hinted ? FindNumber(io, folder, *hint + 1) : hinted);
    if (hinted && !next) return hinted;
  }
  LP_ASSIGN(auto versions, ListVersions(io, table));
  if (versions.empty()) return std::optional<TableVersion>();
  int32_t number = CurrentNumber(versions, hint);
  return std::optional(
      *std::find_if(versions.begin(), versions.end(), [&](const TableVersion& one) { return one.number == number; }));
}

Result<std::vector<TableVersion>> ListVersions(storage::FileIO& io, const Location& table) {
  LP_ASSIGN(Location folder, HadoopMetadataFolder(table));
  std::vector<TableVersion> versions;
  auto listing = io.List(folder);
  if (!listing.ok() && listing.error().kind() == ErrorKind::kNotFound) return versions;
  if (!listing.ok()) return std::move(listing).error();
  for (const auto& file : listing->files) {
    if (auto number = ParseVersionName(file.location.name())) versions.push_back({*number, file.location});
  }
  std::sort(versions.begin(), versions.end(), [](const TableVersion& a, const TableVersion& b) {
    return std::pair(a.number, RankOf(a.file.name())) < std::pair(b.number, RankOf(b.file.name()));
  });
  return versions;
}

Status WriteVersionHint(storage::FileIO& io, const Location& table, int32_t number) {
  LP_ASSIGN(Location folder, HadoopMetadataFolder(table));
  LP_ASSIGN(Location hint, folder.Child(kHint));
  LP_TRY(DeleteChecksumOf(io, folder, kHint));
  return WriteFile(io, hint, std::to_string(number), storage::WriteMode::kReplace);
}

Status DeleteVersionHint(storage::FileIO& io, const Location& table) {
  LP_ASSIGN(Location folder, HadoopMetadataFolder(table));
  LP_ASSIGN(Location hint, folder.Child(kHint));
  LP_TRY(DeleteChecksumOf(io, folder, kHint));
  return io.Delete(hint);
}

Status DeleteVersion(storage::FileIO& io, const TableVersion& version) {
  auto name = version.file.name();
  auto text = version.file.ToString();
  LP_ASSIGN(Location folder, Location::Parse(text.substr(0, text.size() - name.size() - 1)));
  LP_TRY(DeleteChecksumOf(io, folder, name));
  return io.Delete(version.file);
}

}  // namespace lakeport::catalogs
