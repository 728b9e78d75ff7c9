#include "iceberg/relocate.h"

#include <utility>

#include "iceberg/avro/record_edit.h"

namespace lakeport::iceberg {
namespace {

using FieldValue = avro::RecordEdit::Value;

// Ids of a manifest's and of a manifest list's fields (spec, "Manifests", "Manifest Lists").
constexpr int32_t kStatus = 0;
constexpr int32_t kFilePath = 100;
constexpr int32_t kFileFormat = 101;
constexpr int32_t kFileSize = 104;
constexpr int32_t kColumnSizes = 108;
constexpr int32_t kLowerBoundColumn = 126;
constexpr int32_t kLowerBound = 127;
constexpr int32_t kUpperBoundColumn = 129;
constexpr int32_t kUpperBound = 130;
constexpr int32_t kSplitOffsets = 132;
constexpr int32_t kContent = 134;
constexpr int32_t kReferencedFile = 143;
constexpr int32_t kManifestPath = 500;
constexpr int32_t kManifestLength = 501;

// The column of a position delete file that names data files (spec, "Reserved Field IDs").
constexpr int32_t kDeletedPathColumn = 2147483546;

// Properties that hold a directory in which the table's files are written.
constexpr const char* kLocationProperties[] = {"write.data.path", "write.object-storage.path",
                                               "write.folder-storage.path"};
// Where its metadata goes is for the new place's catalog to say.
constexpr const char* kMetadataPath = "write.metadata.path";

Result<int64_t> LongOr(const avro::RecordEdit& record, int32_t id, int64_t otherwise) {
  const FieldValue* value = record.Find(id);
  if (value == nullptr || value->type->kind == avro::Kind::kNull) return otherwise;
  return record.Long(*value);
}

// One entry of a manifest.
class EntryEdit {
 public:
  EntryEdit(avro::RecordEdit& record, const PathMap& map, const FindDeletes& find_deletes)
      : record_(record), map_(map), find_deletes_(find_deletes) {}

  Status Run() {
    LP_ASSIGN(int64_t status, LongOr(record_, kStatus, -1));
    LP_ASSIGN(int64_t content, LongOr(record_, kContent, 0));
    const FieldValue* path = record_.Find(kFilePath);
    if (path == nullptr) return CorruptData("an entry has no file path");
    lives_ = status != static_cast<int64_t>(ManifestStatus::kDeleted);
    std::string from(record_.Bytes(*path));
    LP_TRY(Replace(*path));
    if (const FieldValue* referenced = record_.Find(kReferencedFile); referenced != nullptr) {
      LP_TRY(Replace(*referenced));
    }
    bool position_deletes = content == static_cast<int64_t>(FileContent::kPositionDeletes);
    return lives_ && position_deletes ? ReplaceDeletes(from) : Ok();
  }

 private:
  Result<std::string> PlaceOf(const std::string& path) const {
    if (lives_) return map_.Get(path);
    LP_ASSIGN(auto found, map_.Find(path));
    return found.value_or(path);
  }

  // A path by the one that it is at the new place.
  Status Replace(const FieldValue& value) {
    if (value.type->kind == avro::Kind::kNull) return Ok();
    LP_ASSIGN(auto place, PlaceOf(std::string(record_.Bytes(value))));
    return record_.SetBytes(value, place);
  }

  Status ReplaceDeletes(const std::string& from) {
    LP_ASSIGN(auto deletes, find_deletes_(from));
    if (!deletes) return Internal("the delete file {} was not written anew", from);
    const FieldValue* size = record_.Find(kFileSize);
    const FieldValue* format = record_.Find(kFileFormat);
    if (size == nullptr || format == nullptr) return CorruptData("{} has no size or no format", from);
    LP_TRY(record_.SetLong(*size, deletes->length));
    LP_TRY(record_.SetBytes(*format, ToString(deletes->format)));
    if (!deletes->has_its_columns) {
      for (int32_t id : {kColumnSizes, kSplitOffsets}) {
        if (const FieldValue* value = record_.Find(id); value != nullptr) LP_TRY(record_.SetNull(*value));
      }
    }
    LP_TRY(ReplaceBound(kLowerBoundColumn, kLowerBound, deletes->least_path, from));
    return ReplaceBound(kUpperBoundColumn, kUpperBound, deletes->greatest_path, from);
  }

  // Maps are lists of records: a value comes behind its key.
  Status ReplaceBound(int32_t column_id, int32_t bound_id, const std::optional<std::string>& bound,
                      const std::string& from) {
    bool of_paths = false;
    for (const FieldValue& value : record_.values()) {
      if (value.id == column_id) {
        LP_ASSIGN(int64_t column, record_.Long(value));
        of_paths = column == kDeletedPathColumn;
      } else if (value.id == bound_id && of_paths) {
        if (!bound) return CorruptData("{} has bounds of paths, but no paths", from);
        LP_TRY(record_.SetBytes(value, *bound));
      }
    }
    return Ok();
  }

  avro::RecordEdit& record_;
  const PathMap& map_;
  const FindDeletes& find_deletes_;
  bool lives_ = true;
};

Result<int64_t> EditFile(storage::FileIO& from_io, const std::string& from, storage::FileIO& to_io, const Location& to,
                         const std::set<int32_t>& ids, const std::function<Status(avro::RecordEdit&)>& edit) {
  LP_ASSIGN(auto location, Location::Parse(from));
  LP_ASSIGN(auto input, from_io.Open(location));
  LP_ASSIGN(auto output, to_io.Create(to, storage::WriteMode::kCreate));
  return avro::EditContainer(std::move(input), std::move(output), ids, edit);
}

Status RelocateStatistics(Json& extra, const char* list, const PathMap& map) {
  if (FindMember(extra, list) == nullptr) return Ok();
  LP_TRY(GetArray(extra, list));
  for (Json& item : extra[list]) {
    LP_ASSIGN(auto path, GetString(item, "statistics-path"), "reading \"{}\"", list);
    LP_ASSIGN(item["statistics-path"], map.Get(path));
  }
  return Ok();
}

Status RelocateSnapshot(Snapshot& snapshot, const PathMap& map) {
  if (!snapshot.manifest_list.empty()) {
    LP_ASSIGN(snapshot.manifest_list, map.Get(snapshot.manifest_list));
  }
  for (std::string& manifest : snapshot.manifests) {
    LP_ASSIGN(manifest, map.Get(manifest));
  }
  return Ok();
}

// A directory without a place holds no file of the table; what is written later goes where it does by default.
Status RelocateProperties(std::map<std::string, std::string>& properties, const PathMap& map) {
  for (const char* name : kLocationProperties) {
    auto property = properties.find(name);
    if (property == properties.end()) continue;
    LP_ASSIGN(auto place, map.Find(property->second), "reading the property {}", name);
    if (place) {
      property->second = *place;
    } else {
      properties.erase(property);
    }
  }
  return Ok();
}

}  // namespace

Result<int64_t> RelocateManifest(storage::FileIO& from_io, const std::string& from, storage::FileIO& to_io,
                                 const Location& to, const PathMap& map, const FindDeletes& find_deletes) {
  const std::set<int32_t> ids{kStatus,      kFilePath,         kFileFormat, kFileSize,
                              kColumnSizes, kLowerBoundColumn, kLowerBound, kUpperBoundColumn,
                              kUpperBound,  kSplitOffsets,     kContent,    kReferencedFile};
  auto edit = [&](avro::RecordEdit& record) { return EntryEdit(record, map, find_deletes).Run(); };
  LP_ASSIGN(int64_t length, EditFile(from_io, from, to_io, to, ids, edit), "writing the manifest {} anew", from);
  return length;
}

Result<int64_t> RelocateManifestList(storage::FileIO& from_io, const std::string& from, storage::FileIO& to_io,
                                     const Location& to, const PathMap& map,
                                     const std::function<Result<int64_t>(const std::string& path)>& length_of) {
  auto edit = [&](avro::RecordEdit& record) -> Status {
    const FieldValue* path = record.Find(kManifestPath);
    const FieldValue* length = record.Find(kManifestLength);
    if (path == nullptr || length == nullptr) return CorruptData("a manifest has no path or no length");
    std::string manifest(record.Bytes(*path));
    LP_ASSIGN(auto place, map.Get(manifest));
    LP_ASSIGN(int64_t bytes, length_of(manifest));
    LP_TRY(record.SetBytes(*path, place));
    return record.SetLong(*length, bytes);
  };
  LP_ASSIGN(int64_t length, EditFile(from_io, from, to_io, to, {kManifestPath, kManifestLength}, edit),
            "writing the manifest list {} anew", from);
  return length;
}

Result<TableMetadata> RelocateMetadata(const TableMetadata& metadata, const PathMap& map) {
  TableMetadata relocated = metadata;
  LP_ASSIGN(relocated.location, map.Get(metadata.location));
  for (Snapshot& snapshot : relocated.snapshots) LP_TRY(RelocateSnapshot(snapshot, map));
  LP_TRY(RelocateStatistics(relocated.extra, "statistics", map));
  LP_TRY(RelocateStatistics(relocated.extra, "partition-statistics", map));
  LP_TRY(RelocateProperties(relocated.properties, map));
  relocated.properties.erase(kMetadataPath);
  relocated.metadata_log.clear();
  return relocated;
}

}  // namespace lakeport::iceberg
