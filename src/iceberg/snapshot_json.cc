#include "iceberg/snapshot_json.h"

#include <array>
#include <string_view>
#include <utility>

#include "iceberg/json_members.h"

namespace lakeport::iceberg {
namespace {

constexpr std::array<std::string_view, 8> kSnapshotMembers{"snapshot-id",  "parent-snapshot-id", "sequence-number",
                                                           "timestamp-ms", "manifest-list",      "manifests",
                                                           "summary",      "schema-id"};
constexpr std::array<std::string_view, 2> kRefMembers{"snapshot-id", "type"};

Json SummaryToJson(const Snapshot& snapshot) {
  Json json = Json::object();
  if (!snapshot.operation.empty()) json["operation"] = snapshot.operation;
  for (const auto& [key, value] : snapshot.summary) json[key] = value;
  return json;
}

Status ReadSummary(const Json& json, Snapshot& snapshot) {
  if (FindMember(json, "summary") == nullptr) return Ok();
  LP_ASSIGN(const Json* summary, GetObject(json, "summary"));
  for (const auto& [key, value] : summary->items()) {
    if (!value.is_string()) return CorruptData("summary \"{}\" must be a string, not {}", key, value.type_name());
    if (key == "operation") {
      snapshot.operation = value.get<std::string>();
    } else {
      snapshot.summary.emplace_back(key, value.get<std::string>());
    }
  }
  return Ok();
}

}  // namespace

Json SnapshotToJson(const Snapshot& snapshot, int32_t format_version) {
  Json json = Json::object();
  if (format_version > 1) json["sequence-number"] = snapshot.sequence_number;
  json["snapshot-id"] = snapshot.snapshot_id;
  if (snapshot.parent_snapshot_id) json["parent-snapshot-id"] = *snapshot.parent_snapshot_id;
  json["timestamp-ms"] = snapshot.timestamp_ms;
  if (!snapshot.operation.empty() || !snapshot.summary.empty()) json["summary"] = SummaryToJson(snapshot);
  if (!snapshot.manifest_list.empty()) {
    json["manifest-list"] = snapshot.manifest_list;
  } else {
    json["manifests"] = snapshot.manifests;
  }
  if (snapshot.schema_id) json["schema-id"] = *snapshot.schema_id;
  AppendExtraMembers(json, snapshot.extra);
  return json;
}

Result<Snapshot> SnapshotFromJson(const Json& json) {
  Snapshot snapshot;
  LP_ASSIGN(snapshot.snapshot_id, GetInt64(json, "snapshot-id"));
  auto read_rest = [&]() -> Status {
    LP_ASSIGN(snapshot.parent_snapshot_id, FindInt64(json, "parent-snapshot-id"));
    LP_ASSIGN(auto sequence_number, FindInt64(json, "sequence-number"));
    snapshot.sequence_number = sequence_number.value_or(0);
    LP_ASSIGN(snapshot.timestamp_ms, GetCount(json, "timestamp-ms"));
    LP_ASSIGN(auto manifest_list, FindString(json, "manifest-list"));
    LP_ASSIGN(snapshot.manifests, FindStrings(json, "manifests"));
    if (!manifest_list && FindMember(json, "manifests") == nullptr) return CorruptData("\"manifest-list\" is missing");
    snapshot.manifest_list = manifest_list.value_or("");
    LP_ASSIGN(snapshot.schema_id, FindInt32(json, "schema-id"));
    return ReadSummary(json, snapshot);
  };
  LP_TRY(read_rest(), "reading snapshot {}", snapshot.snapshot_id);
  snapshot.extra = ExtraMembers(json, kSnapshotMembers);
  return snapshot;
}

Json SnapshotRefToJson(const SnapshotRef& ref) {
  Json json{{"snapshot-id", ref.snapshot_id}, {"type", ref.type}};
  AppendExtraMembers(json, ref.extra);
  return json;
}

Result<SnapshotRef> SnapshotRefFromJson(const Json& json) {
  SnapshotRef ref;
  LP_ASSIGN(ref.snapshot_id, GetInt64(json, "snapshot-id"));
  LP_ASSIGN(ref.type, GetString(json, "type"));
  if (ref.type != "branch" && ref.type != "tag") return CorruptData("\"type\" is \"{}\", not branch or tag", ref.type);
  ref.extra = ExtraMembers(json, kRefMembers);
  return ref;
}

Json SnapshotLogEntryToJson(const SnapshotLogEntry& entry) {
  return {{"timestamp-ms", entry.timestamp_ms}, {"snapshot-id", entry.snapshot_id}};
}

Result<SnapshotLogEntry> SnapshotLogEntryFromJson(const Json& json) {
  SnapshotLogEntry entry;
  LP_ASSIGN(entry.timestamp_ms, GetCount(json, "timestamp-ms"));
  LP_ASSIGN(entry.snapshot_id, GetInt64(json, "snapshot-id"));
  return entry;
}

Json MetadataLogEntryToJson(const MetadataLogEntry& entry) {
  return {{"timestamp-ms", entry.timestamp_ms}, {"metadata-file", entry.metadata_file}};
}

Result<MetadataLogEntry> MetadataLogEntryFromJson(const Json& json) {
  MetadataLogEntry entry;
  LP_ASSIGN(entry.timestamp_ms, GetCount(json, "timestamp-ms"));
  LP_ASSIGN(entry.metadata_file, GetString(json, "metadata-file"));
  return entry;
}

}  // namespace lakeport::iceberg
