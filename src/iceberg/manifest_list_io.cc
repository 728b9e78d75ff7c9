#include <utility>

#include "iceberg/avro/container_reader.h"
#include "iceberg/avro/container_writer.h"
#include "iceberg/manifest_decode.h"
#include "iceberg/manifest_encode.h"
#include "iceberg/manifest_io.h"
#include "iceberg/manifest_schema.h"
#include "iceberg/schema_json.h"
#include "iceberg/type_avro.h"

namespace lakeport::iceberg {
namespace {

Result<avro::ContainerOptions> MakeOptions(const ManifestListHeader& header) {
  Schema schema = ManifestListSchema();
  LP_ASSIGN(Json avro_schema, StructToAvro(*Type::Struct(schema.fields()), std::string(kManifestListName)));
  auto parent = header.parent_snapshot_id;
  return avro::ContainerOptions{
      .schema = FormatJson(avro_schema),
      .metadata =
          {
              {"snapshot-id", std::to_string(header.snapshot_id)},
              {"format-version", std::to_string(header.format_version)},
              {"sequence-number", std::to_string(header.sequence_number)},
              {"iceberg.schema", FormatJson(SchemaToJson(schema))},
              {"parent-snapshot-id", parent ? std::to_string(*parent) : "null"},
          },
  };
}

Status Assign(const ManifestListHeader& header, const ManifestFile& file, int64_t* sequence_number) {
  if (*sequence_number != kUnassignedSequenceNumber) return Ok();
  if (file.added_snapshot_id != header.snapshot_id) {
    return InvalidArgument("{} has no sequence number, but is not of snapshot {}", file.manifest_path,
                           header.snapshot_id);
  }
  *sequence_number = header.sequence_number;
  return Ok();
}

Status Write(storage::FileIO& io, const Location& location, const ManifestListHeader& header,
             const std::vector<ManifestFile>& manifests) {
  if (header.format_version != 2) {
    return Unsupported("writing a manifest list of format version {}; only version 2 is written",
                       header.format_version);
  }
  LP_ASSIGN(auto options, MakeOptions(header));
  LP_ASSIGN(auto file, io.Create(location, storage::WriteMode::kCreate));
  LP_ASSIGN(auto container, avro::ContainerWriter::Start(std::move(file), options));
  for (ManifestFile manifest : manifests) {
    LP_TRY(Assign(header, manifest, &manifest.sequence_number));
    LP_TRY(Assign(header, manifest, &manifest.min_sequence_number));
    EncodeManifestFile(manifest, &container.encoder());
    LP_TRY(container.EndRecord());
  }
  return container.Close();
}

Status ReadBlock(const avro::ContainerReader::Block& block, const ManifestFileDecoder& files,
                 std::vector<ManifestFile>* out) {
  avro::Decoder decoder(block.bytes);
  for (int64_t i = 0; i < block.records && decoder.Charge(); ++i) {
    out->push_back(files.Decode(decoder));
    LP_TRY(decoder.status());
  }
  if (decoder.ok() && !decoder.at_end()) decoder.Fail("more bytes than its records take");
  return decoder.status();
}

Result<std::vector<ManifestFile>> Read(storage::FileIO& io, const Location& location) {
  LP_ASSIGN(auto input, io.Open(location));
  LP_ASSIGN(auto container, avro::ContainerReader::Start(std::move(input)));
  LP_ASSIGN(auto files, ManifestFileDecoder::Make(container.schema()));
  std::vector<ManifestFile> manifests;
  for (;;) {
    LP_ASSIGN(auto block, container.NextBlock());
    if (!block) return manifests;
    LP_TRY(ReadBlock(*block, files, &manifests));
  }
}

}  // namespace

Status WriteManifestList(storage::FileIO& io, const Location& location, const ManifestListHeader& header,
                         const std::vector<ManifestFile>& manifests) {
  LP_TRY(Write(io, location, header, manifests), "writing the manifest list {}", location.ToString());
  return Ok();
}

Result<std::vector<ManifestFile>> ReadManifestList(storage::FileIO& io, const Location& location) {
  LP_ASSIGN(auto manifests, Read(io, location), "reading the manifest list {}", location.ToString());
  return manifests;
}

}  // namespace lakeport::iceberg
