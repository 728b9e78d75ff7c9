#include "hive/file_listing.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace lakeport::hive {
namespace {

constexpr int kMaxDepth = 32;
constexpr std::string_view kFolderMarker = "_$folder$";
constexpr std::array<std::string_view, 3> kAcidPrefixes = {"base_", "delta_", "delete_delta_"};

void Sort(FileListing& listing, storage::FileInfo file) {
  std::string name = file.location.name();
  if (name.ends_with(kFolderMarker)) {
    listing.skipped.push_back({file.location, file.size, SkipReason::kFolderMarker});
  } else if (IsHidden(name)) {
    listing.skipped.push_back({file.location, file.size, SkipReason::kHidden});
  } else if (file.size == 0) {
    listing.skipped.push_back({file.location, 0, SkipReason::kEmpty});
  } else {
    listing.files.push_back(std::move(file));
  }
}

Status AddDirectory(storage::FileIO& io, const Location& directory, NestedFiles nested, int depth,
                    FileListing& listing) {
  if (depth > kMaxDepth)
    return InvalidArgument("{} lies more than {} directories deep", directory.ToString(), kMaxDepth);
  LP_ASSIGN(storage::Listing children, io.List(directory));
  for (auto& file : children.files) Sort(listing, std::move(file));
  for (const Location& child : children.directories) {
    if (IsHidden(child.name())) {
      listing.skipped.push_back({child, 0, SkipReason::kHidden});
      continue;
    }
    listing.nested.push_back(child);
    if (nested == NestedFiles::kTake) LP_TRY(AddDirectory(io, child, nested, depth + 1, listing));
  }
  return Ok();
}

}  // namespace

std::string_view ToString(SkipReason reason) {
  switch (reason) {
    case SkipReason::kHidden: return "hidden";
    case SkipReason::kEmpty: return "zero length";
    case SkipReason::kFolderMarker: return "folder marker";
  }
  return "unknown";
}

Result<FileListing> ListDataFiles(storage::FileIO& io, const Location& directory, NestedFiles nested) {
  FileListing listing;
  LP_TRY(AddDirectory(io, directory, nested, 0, listing), "listing {}", directory.ToString());
  std::sort(listing.files.begin(), listing.files.end(),
            [](const auto& a, const auto& b) { return a.location < b.location; });
  return listing;
}

bool IsHidden(std::string_view name) { return name.starts_with('_') || name.starts_with('.'); }

bool IsHiddenDirectory(std::string_view name) {
  return name.starts_with('.') || (name.starts_with('_') && name.find('=') == std::string_view::npos);
}

bool IsAcidDirectory(std::string_view name) {
  return std::any_of(kAcidPrefixes.begin(), kAcidPrefixes.end(), [&](std::string_view prefix) {
    return name.starts_with(prefix) && name.size() > prefix.size() && name[prefix.size()] >= '0' &&
           name[prefix.size()] <= '9';
  });
}

}  // namespace lakeport::hive
