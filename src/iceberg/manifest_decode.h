#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "iceberg/avro/record_reader.h"
#include "iceberg/avro/schema.h"
#include "iceberg/manifest.h"
#include "iceberg/type.h"

namespace lakeport::iceberg {

// Reads manifest entries of every format version, whatever the order and names of the file's schema. `partition_types`
// are those of the spec's fields, by field id; nullptr for one that is not known any more: it is read as the file has
// it. Of values that nobody vouches for: those out of range are faults of the decoder.
class ManifestEntryDecoder {
 public:
  struct PartitionField {
    int32_t id = 0;
    std::string name;
    TypePtr type;
  };
  static Result<ManifestEntryDecoder> Make(avro::SchemaPtr schema, const std::vector<PartitionField>& partition);

  // As the file has it: nothing is inherited.
  ManifestEntry Decode(avro::Decoder& decoder) const;

 private:
  avro::SchemaPtr schema_;
  avro::RecordReader<ManifestEntry> reader_;
  size_t partition_size_ = 0;
};

// Reads a manifest list's rows of every format version. What version 1 does not have is 0.
class ManifestFileDecoder {
 public:
  static Result<ManifestFileDecoder> Make(avro::SchemaPtr schema);
  ManifestFile Decode(avro::Decoder& decoder) const;

 private:
  avro::SchemaPtr schema_;
  avro::RecordReader<ManifestFile> reader_;
};

}  // namespace lakeport::iceberg
