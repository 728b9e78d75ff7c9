#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace lakeport::iceberg {

// A snapshot's summary, in the order written: "operation" is kept apart.
using Summary = std::vector<std::pair<std::string, std::string>>;

struct Snapshot {
  int64_t snapshot_id = 0;
  std::optional<int64_t> parent_snapshot_id{};
  int64_t sequence_number = 0;  // 0 in format version 1
  int64_t timestamp_ms = 0;
  std::string manifest_list{};           // location; empty in old v1 metadata that lists `manifests`
  std::vector<std::string> manifests{};  // v1 only
  std::string operation{};               // "append", "replace", "overwrite", "delete"
  Summary summary{};                     // without "operation"
  std::optional<int32_t> schema_id{};
  Json extra = Json::object();  // members that we don't know (v3's first-row-id, added-rows, key-id too)
};

struct SnapshotRef {
  int64_t snapshot_id = 0;
  std::string type = "branch";  // "branch" or "tag"
  Json extra = Json::object();  // retention settings
  friend bool operator==(const SnapshotRef&, const SnapshotRef&) = default;
};

struct SnapshotLogEntry {
  int64_t timestamp_ms = 0;
  int64_t snapshot_id = 0;
};

struct MetadataLogEntry {
  int64_t timestamp_ms = 0;
  std::string metadata_file;
};

std::optional<std::string> FindSummary(const Snapshot& snapshot, const std::string& key);

}  // namespace lakeport::iceberg
