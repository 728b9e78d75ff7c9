#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/file_io.h"

namespace lakeport::hive {

enum class SkipReason {
  kHidden,        // begins with '_' or '.': Hive does not read it, nor anything below it
  kEmpty,         // no bytes: no rows
  kFolderMarker,  // "..._$folder$", which some object stores keep for a directory
};
std::string_view ToString(SkipReason reason);  // "hidden"

struct SkippedFile {
  Location location;
  int64_t size = 0;  // bytes; 0 for a directory
  SkipReason reason = SkipReason::kHidden;
};

// Everything that lies in a table's or partition's directory: taken, skipped with a reason, or reported.
struct FileListing {
  std::vector<storage::FileInfo> files;
  std::vector<SkippedFile> skipped;  // a hidden directory counts once
  std::vector<Location> nested;      // directories within, at any depth that was looked at
};

enum class NestedFiles {
  kLeave,  // nested directories are reported, their files are not listed
  kTake,   // their files are taken as well
};

// What Hive would read at `directory`, sorted by location. NotFound when there is no such directory; InvalidArgument
// when it is nested deeper than 32.
Result<FileListing> ListDataFiles(storage::FileIO& io, const Location& directory, NestedFiles nested);

// True for a name that Hive does not read: "_SUCCESS", ".hive-staging_1".
bool IsHidden(std::string_view name);
// The same for a directory among partitions: "_key=1" is a partition.
bool IsHiddenDirectory(std::string_view name);
// True for a directory of a transactional table: "base_0000005", "delta_1_1", "delete_delta_2_2".
bool IsAcidDirectory(std::string_view name);

}  // namespace lakeport::hive
