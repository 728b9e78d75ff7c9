#include <utility>

#include "iceberg/avro/container_writer.h"
#include "iceberg/manifest_encode.h"
#include "iceberg/manifest_io.h"
#include "iceberg/manifest_schema.h"
#include "iceberg/partition_spec_json.h"
#include "iceberg/partition_summary.h"
#include "iceberg/schema_json.h"
#include "iceberg/type_avro.h"

namespace lakeport::iceberg {
namespace {

Result<avro::ContainerOptions> MakeOptions(const ManifestHeader& header, const TypePtr& partition) {
  Schema schema = ManifestEntrySchema(partition);
  LP_ASSIGN(Json avro_schema, StructToAvro(*Type::Struct(schema.fields()), std::string(kManifestEntryName)));
  return avro::ContainerOptions{
      .schema = FormatJson(avro_schema),
      .metadata =
          {
              {"schema", FormatJson(SchemaToJson(header.schema))},
              {"format-version", std::to_string(header.format_version)},
              {"partition-spec-id", std::to_string(header.spec.spec_id)},
              {"iceberg.schema", FormatJson(SchemaToJson(schema))},
              {"partition-spec", FormatJson(PartitionFieldsToJson(header.spec.fields))},
              {"content", header.content == ManifestContent::kData ? "data" : "deletes"},
          },
  };
}

class AvroManifestWriter final : public ManifestWriter {
 public:
  AvroManifestWriter(avro::ContainerWriter container, const Location& location, const ManifestHeader& header,
                     TypePtr partition, int64_t snapshot_id)
      : container_(std::move(container)), partition_(std::move(partition)), summary_(partition_) {
    file_.manifest_path = location.ToString();
    file_.partition_spec_id = header.spec.spec_id;
    file_.content = header.content;
    file_.added_snapshot_id = snapshot_id;
  }

  Status Add(const ManifestEntry& entry) override {
    bool deletes = entry.data_file.content != FileContent::kData;
    if (deletes != (file_.content == ManifestContent::kDeletes)) {
      return InvalidArgument("{} does not belong into a manifest of {}", entry.data_file.file_path,
                             deletes ? "data files" : "delete files");
    }
    if (auto status = EncodeManifestEntry(*partition_, entry, &container_.encoder()); !status.ok()) {
      container_.AbandonRecord();
      return status;
    }
    Count(entry);
    summary_.Add(entry.data_file.partition);
    return container_.EndRecord();
  }

  int64_t size() const override { return container_.size(); }

  Result<ManifestFile> Finish() override {
    LP_TRY(container_.Close(), "writing the manifest {}", file_.manifest_path);
    file_.manifest_length = container_.size();
    file_.partitions = summary_.Summarize();
    return file_;
  }

 private:
  void Count(const ManifestEntry& entry) {
    int64_t rows = entry.data_file.metrics.record_count;
    switch (entry.status) {
      case ManifestStatus::kExisting:
        ++file_.existing_files_count;
        file_.existing_rows_count += rows;
        break;
      case ManifestStatus::kAdded:
        ++file_.added_files_count;
        file_.added_rows_count += rows;
        break;
      case ManifestStatus::kDeleted:
        ++file_.deleted_files_count;
        file_.deleted_rows_count += rows;
        return;
    }
    if (!entry.sequence_number) return;
    bool first = file_.min_sequence_number == kUnassignedSequenceNumber;
    if (first || *entry.sequence_number < file_.min_sequence_number) file_.min_sequence_number = *entry.sequence_number;
  }

  avro::ContainerWriter container_;
  TypePtr partition_;
  PartitionSummary summary_;
  ManifestFile file_;
};

}  // namespace

Result<std::unique_ptr<ManifestWriter>> NewManifestWriter(storage::FileIO& io, const Location& location,
                                                          const ManifestHeader& header, int64_t snapshot_id) {
  if (header.format_version != 2) {
    return Unsupported("writing a manifest of format version {}; only version 2 is written", header.format_version);
  }
  LP_ASSIGN(TypePtr partition, header.spec.PartitionType(header.schema));
  LP_ASSIGN(auto options, MakeOptions(header, partition), "writing the manifest {}", location.ToString());
  LP_ASSIGN(auto file, io.Create(location, storage::WriteMode::kCreate));
  LP_ASSIGN(auto container, avro::ContainerWriter::Start(std::move(file), options), "writing the manifest {}",
            location.ToString());
  return std::unique_ptr<ManifestWriter>(
      std::make_unique<AvroManifestWriter>(std::move(container), location, header, std::move(partition), snapshot_id));
}

}  // namespace lakeport::iceberg
