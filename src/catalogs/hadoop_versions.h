#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/location.h"
#include "base/result.h"
#include "storage/file_io.h"

// The metadata files of a table that is a directory, as Iceberg's HadoopTableOperations lays them out below
// <table>/metadata: v1.metadata.json, v2.metadata.json, ... (vN.gz.metadata.json, and vN.metadata.json.gz of old, when
// they are packed), and version-hint.text with the number that was current when somebody looked last.
namespace lakeport::catalogs {

struct TableVersion {
  int32_t number = 0;  // from 1
  Location file;

  friend bool operator==(const TableVersion&, const TableVersion&) = default;
};

// 12 of "v12.metadata.json"; nullopt for what is no version's name.
std::optional<int32_t> ParseVersionName(std::string_view name);

// "<table>/metadata".
Result<Location> HadoopMetadataFolder(const Location& table);

// Where version `number` goes.
Result<Location> VersionFile(const Location& table, int32_t number, bool gzip);

// The current one, as Java finds it: from where the hint points, onwards until a number is missing. A hint that is not
// there, is no number or points to nothing is made up for by a listing: then it is the highest. nullopt: no table.
Result<std::optional<TableVersion>> FindVersion(storage::FileIO& io, const Location& table);

// All version files, in the order of their numbers and, where one has several, in that in which Java looks. Empty when
// there is no such directory.
Result<std::vector<TableVersion>> ListVersions(storage::FileIO& io, const Location& table);

// Points the hint to a version. Readers do without it when this fails.
Status WriteVersionHint(storage::FileIO& io, const Location& table, int32_t number);

// Removes the hint, and one version file.
Status DeleteVersionHint(storage::FileIO& io, const Location& table);
Status DeleteVersion(storage::FileIO& io, const TableVersion& version);

}  // namespace lakeport::catalogs
