#include <charconv>
#include <utility>

#include "iceberg/avro/container_reader.h"
#include "iceberg/manifest_decode.h"
#include "iceberg/manifest_io.h"
#include "iceberg/partition_spec_json.h"
#include "iceberg/schema_json.h"

namespace lakeport::iceberg {
namespace {

Result<int32_t> FindInt(const avro::ContainerReader& container, const std::string& key, int32_t missing) {
  auto text = container.FindMetadata(key);
  if (!text) return missing;
  int32_t value = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc() && end == text->data() + text->size()) return value;
  return CorruptData("the manifest's \"{}\" is \"{}\"", key, *text);
}

Result<Json> GetJson(const avro::ContainerReader& container, const std::string& key) {
  auto text = container.FindMetadata(key);
  if (!text) return CorruptData("the manifest has no \"{}\" in its header", key);
  return ParseJson(*text, "the manifest's \"" + key + "\"");
}

Result<ManifestHeader> ReadHeader(const avro::ContainerReader& container) {
  ManifestHeader header;
  LP_ASSIGN(header.format_version, FindInt(container, "format-version", 1));
  if (header.format_version < 1 || header.format_version > 3) {
    return Unsupported("a manifest of format version {}; versions 1 to 3 are read", header.format_version);
  }
  LP_ASSIGN(Json schema, GetJson(container, "schema"));
  LP_ASSIGN(header.schema, SchemaFromJson(schema), "reading the manifest's schema");
  LP_ASSIGN(Json fields, GetJson(container, "partition-spec"));
  LP_ASSIGN(header.spec.fields, PartitionFieldsFromJson(fields), "reading the manifest's partition spec");
  LP_ASSIGN(header.spec.spec_id, FindInt(container, "partition-spec-id", 0));
  std::string content = container.FindMetadata("content").value_or("data");
  if (content != "data" && content != "deletes") return CorruptData("the manifest's content is \"{}\"", content);
  header.content = content == "data" ? ManifestContent::kData : ManifestContent::kDeletes;
  return header;
}

// A field whose column the schema no longer has is read by what the file itself says of it.
std::vector<ManifestEntryDecoder::PartitionField> PartitionFields(const ManifestHeader& header) {
  std::vector<ManifestEntryDecoder::PartitionField> fields;
  for (const PartitionField& field : header.spec.fields) {
    const NestedField* source = header.schema.FindField(field.source_id);
    TypePtr type = source != nullptr ? field.transform.ResultType(source->type) : nullptr;
    bool unknown = type != nullptr && type->id() == TypeId::kUnknown;
    fields.push_back({field.field_id, field.name, unknown ? nullptr : std::move(type)});
  }
  return fields;
}

// Fills in what an entry takes from its manifest (spec, "Sequence Number Inheritance", "First Row ID Inheritance").
class Inheritance {
 public:
  explicit Inheritance(const ManifestFile& file) : file_(file), next_row_id_(file.first_row_id) {}

  Status Apply(ManifestEntry* entry) {
    if (!entry->snapshot_id) entry->snapshot_id = file_.added_snapshot_id;
    if (file_.sequence_number == 0 || entry->status == ManifestStatus::kAdded) {
      if (!entry->sequence_number) entry->sequence_number = file_.sequence_number;
      if (!entry->file_sequence_number) entry->file_sequence_number = file_.sequence_number;
    }
    DataFile& data_file = entry->data_file;
    bool numbered =
        next_row_id_ && entry->status != ManifestStatus::kDeleted && data_file.content == FileContent::kData;
    if (!numbered || data_file.first_row_id) return Ok();
    data_file.first_row_id = *next_row_id_;
    if (!__builtin_add_overflow(*next_row_id_, data_file.metrics.record_count, &*next_row_id_)) return Ok();
    return CorruptData("{} has {} records, too many to number", data_file.file_path, data_file.metrics.record_count);
  }

 private:
  const ManifestFile& file_;
  std::optional<int64_t> next_row_id_;
};

Status ReadBlock(const avro::ContainerReader::Block& block, const ManifestEntryDecoder& entries,
                 Inheritance* inheritance, const std::function<Status(const ManifestEntry&)>& visit) {
  avro::Decoder decoder(block.bytes);
  for (int64_t i = 0; i < block.records && decoder.Charge(); ++i) {
    ManifestEntry entry = entries.Decode(decoder);
    LP_TRY(decoder.status());
    if (entry.data_file.metrics.record_count < 0)
      return CorruptData("{} has a negative count of records", entry.data_file.file_path);
    LP_TRY(inheritance->Apply(&entry));
    LP_TRY(visit(entry));
  }
  if (decoder.ok() && !decoder.at_end()) decoder.Fail("more bytes than its records take");
  return decoder.status();
}

Status Read(storage::FileIO& io, const ManifestFile& file, const std::function<Status(const ManifestEntry&)>& visit,
            ManifestHeader* header_out) {
  LP_ASSIGN(Location location, Location::Parse(file.manifest_path));
  LP_ASSIGN(auto input, io.Open(location));
  LP_ASSIGN(auto container, avro::ContainerReader::Start(std::move(input)));
  LP_ASSIGN(ManifestHeader header, ReadHeader(container));
  LP_ASSIGN(auto entries, ManifestEntryDecoder::Make(container.schema(), PartitionFields(header)));
  if (header_out != nullptr) *header_out = std::move(header);
  Inheritance inheritance(file);
  for (;;) {
    LP_ASSIGN(auto block, container.NextBlock());
    if (!block) return Ok();
    LP_TRY(ReadBlock(*block, entries, &inheritance, visit));
  }
}

}  // namespace

Status ReadManifest(storage::FileIO& io, const ManifestFile& file,
                    const std::function<Status(const ManifestEntry&)>& visit, ManifestHeader* header) {
  LP_TRY(Read(io, file, visit, header), "reading the manifest {}", file.manifest_path);
  return Ok();
}

}  // namespace lakeport::iceberg
