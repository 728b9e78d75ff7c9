#include "hive/partition_tree.h"

#include <algorithm>

#include "hive/file_listing.h"
#include "hive/partition_path.h"

namespace lakeport::hive {
namespace {

constexpr size_t kMaxKeys = 32;
constexpr int kMaxDirectoriesSearched = 10'000;

struct PartitionChild {
  Location location;
  PathPart part;
};

std::vector<Location> VisibleDirectories(const storage::Listing& listing) {
  std::vector<Location> visible;
  for (const Location& directory : listing.directories) {
    if (!IsHiddenDirectory(directory.name())) visible.push_back(directory);
  }
  return visible;
}

const storage::FileInfo* FindDataFile(const storage::Listing& listing) {
  auto file = std::find_if(listing.files.begin(), listing.files.end(), [](const storage::FileInfo& info) {
    return info.size > 0 && !IsHidden(info.location.name());
  });
  return file == listing.files.end() ? nullptr : &*file;
}

Result<std::vector<PartitionChild>> ChildrenOfKey(const storage::Listing& listing, const Location& parent,
                                                  const std::string& key) {
  if (const storage::FileInfo* file = FindDataFile(listing)) {
    return CorruptData("data file {} lies beside partition directories of {}, where Hive does not read it; move it",
                       file->location.ToString(), key);
  }
  std::vector<PartitionChild> children;
  for (Location& directory : VisibleDirectories(listing)) {
    auto part = ParsePathPart(directory.name());
    if (!part || part->key != key) {
      return CorruptData("directory {} is no partition: \"{}=...\" is expected in {}", directory.ToString(), key,
                         parent.ToString());
    }
    children.push_back({std::move(directory), *std::move(part)});
  }
  return children;
}

class TreeWalk {
 public:
  TreeWalk(storage::FileIO& io, const std::vector<std::string>& keys,
           const std::function<Status(const PartitionDirectory&)>& visit)
      : io_(io), keys_(keys), visit_(visit) {}

  Status Walk(const Location& directory) {
    if (values_.size() == keys_.size()) return visit_({directory, values_});
    LP_ASSIGN(auto listing, io_.List(directory));
    LP_ASSIGN(auto children, ChildrenOfKey(listing, directory, keys_[values_.size()]));
    for (PartitionChild& child : children) {
      values_.push_back(std::move(child.part.value));
      LP_TRY(Walk(child.location));
      values_.pop_back();
    }
    return Ok();
  }

 private:
  storage::FileIO& io_;
  const std::vector<std::string>& keys_;
  const std::function<Status(const PartitionDirectory&)>& visit_;
  std::vector<std::optional<std::string>> values_;
};

}  // namespace

Result<std::vector<std::string>> FindPartitionKeys(storage::FileIO& io, const Location& table) {
  std::vector<std::string> keys;
  Location directory = table;
  while (true) {
    LP_ASSIGN(auto listing, io.List(directory));
    auto visible = VisibleDirectories(listing);
    auto partition = std::find_if(visible.begin(), visible.end(),
                                  [](const Location& child) { return ParsePathPart(child.name()).has_value(); });
    if (partition == visible.end()) return keys;
    if (keys.size() == kMaxKeys) return CorruptData("{} has more than {} partition keys", table.ToString(), kMaxKeys);
    keys.push_back(ParsePathPart(partition->name())->key);
    directory = *partition;
  }
}

Status VisitPartitionDirectories(storage::FileIO& io, const Location& table, const std::vector<std::string>& keys,
                                 const std::function<Status(const PartitionDirectory&)>& visit) {
  return TreeWalk(io, keys, visit).Walk(table);
}

Result<std::optional<storage::FileInfo>> FindFirstDataFile(storage::FileIO& io, const Location& directory) {
  std::vector<Location> waiting = {directory};
  for (int searched = 0; !waiting.empty() && searched < kMaxDirectoriesSearched; ++searched) {
    LP_ASSIGN(auto listing, io.List(waiting.back()));
    waiting.pop_back();
    if (const storage::FileInfo* file = FindDataFile(listing)) return std::optional<storage::FileInfo>(*file);
    auto visible = VisibleDirectories(listing);
    waiting.insert(waiting.end(), visible.rbegin(), visible.rend());
  }
  return std::optional<storage::FileInfo>();
}

}  // namespace lakeport::hive
