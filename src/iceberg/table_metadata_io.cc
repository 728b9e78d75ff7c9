#include "iceberg/table_metadata_io.h"

#include <charconv>
#include <limits>
#include <string_view>

#include "base/json.h"
#include "base/uuid.h"
#include "iceberg/gzip.h"
#include "iceberg/table_metadata_json.h"

namespace lakeport::iceberg {
namespace {

constexpr size_t kMostBytes = size_t{1} << 30;  // of one metadata file, unpacked

constexpr const char* kMetadataPath = "write.metadata.path";
constexpr const char* kCompressionCodec = "write.metadata.compression-codec";

std::string PropertyOr(const TableMetadata& metadata, const std::string& key, const std::string& otherwise) {
  auto found = metadata.properties.find(key);
  return found == metadata.properties.end() ? otherwise : found->second;
}

bool IsGzipName(std::string_view name) {
  return name.ends_with(".gz.metadata.json") || name.ends_with(".metadata.json.gz");
}

// 2 of ".../00002-<uuid>.metadata.json"; -1 of a name that begins otherwise.
int32_t NumberOf(std::string_view metadata_location) {
  auto name = metadata_location.substr(metadata_location.rfind('/') + 1);
  int32_t number = -1;
  auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  bool numbered = error == std::errc() && end != name.data() + name.size() && *end == '-' && number >= 0 &&
                  number < std::numeric_limits<int32_t>::max();
  return numbered ? number : -1;
}

Result<TableMetadata> Parse(std::string_view bytes, const std::string& what) {
  LP_ASSIGN(auto json, ParseJson(bytes, what));
  return TableMetadataFromJson(json);
}

Result<TableMetadata> ReadFrom(storage::FileIO& io, const std::string& metadata_location) {
  LP_ASSIGN(auto location, Location::Parse(metadata_location));
  LP_ASSIGN(auto file, io.Open(location));
  if (file->size() > static_cast<int64_t>(kMostBytes)) {
    return CorruptData("the file has {} bytes; metadata has at most {}", file->size(), kMostBytes);
  }
  LP_ASSIGN(auto bytes, file->ReadAt(0, file->size()));
  if (!IsGzip(bytes)) return Parse(bytes, "the file");
  LP_ASSIGN(auto unpacked, Gunzip(bytes, kMostBytes));
  return Parse(unpacked, "the file");
}

}  // namespace

Result<TableMetadata> ReadTableMetadata(storage::FileIO& io, const std::string& metadata_location) {
  LP_ASSIGN(auto metadata, ReadFrom(io, metadata_location), "reading table metadata {}", metadata_location);
  return metadata;
}

std::string EncodeTableMetadata(const TableMetadata& metadata, bool gzip) {
  auto text = FormatJson(TableMetadataToJson(metadata));
  return gzip ? Gzip(text) : text;
}

Status WriteTableMetadata(storage::FileIO& io, const Location& location, const TableMetadata& metadata) {
  LP_ASSIGN(auto file, io.Create(location, storage::WriteMode::kCreate), "writing table metadata");
  LP_TRY(file->Append(EncodeTableMetadata(metadata, IsGzipName(location.name()))), "writing table metadata");
  LP_TRY(file->Close(), "writing table metadata");
  return Ok();
}

bool WantsGzip(const TableMetadata& metadata) { return PropertyOr(metadata, kCompressionCodec, "none") == "gzip"; }

Result<Location> MetadataFolder(const TableMetadata& metadata) {
  return Location::Parse(PropertyOr(metadata, kMetadataPath, metadata.location + "/metadata"));
}

Result<Location> NextMetadataLocation(const TableMetadata& metadata, const std::string& current_location) {
  LP_ASSIGN(auto folder, MetadataFolder(metadata), "choosing where the table's next metadata file goes");
  auto number = current_location.empty() ? 0 : NumberOf(current_location) + 1;
  return folder.Child(fmt::format("{:05}-{}{}.metadata.json", number, NewUuid4(), WantsGzip(metadata) ? ".gz" : ""));
}

}  // namespace lakeport::iceberg
