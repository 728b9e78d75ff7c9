#pragma once

#include <memory>

#include "base/result.h"
#include "formats/serde/column.h"
#include "iceberg/avro/decoder.h"
#include "iceberg/avro/schema.h"

namespace lakeport::formats {

// A column of Arrow's that is made from Avro's encoding. For one thread.
class AvroDecoder {
 public:
  virtual ~AvroDecoder() = default;
  // Reads one value of the writer's type and appends it. What is wrong is the decoder's fault; a value is appended
  // even so.
  virtual void Read(iceberg::avro::Decoder& decoder) = 0;
  virtual void AppendNull() = 0;
  virtual Result<ArrayPtr> Finish() = 0;
};
using AvroDecoderPtr = std::unique_ptr<AvroDecoder>;

// Reads values of the type `writer` as the type `reader` (Avro specification 1.11, "Schema Resolution"); both must live
// as long. CorruptData where the specification says that they do not match, Unsupported for a union of several types.
Result<AvroDecoderPtr> ResolveAvro(const iceberg::avro::Schema& writer, const iceberg::avro::Schema& reader);

// The same for a record's fields: `wanted` are places of the reader's.
Result<std::unique_ptr<class AvroRecord>> ResolveAvroRecord(const iceberg::avro::Schema& writer,
                                                            const iceberg::avro::Schema& reader,
                                                            const std::vector<int>& wanted);

// The fields of a record, read in the writer's order.
class AvroRecord {
 public:
  // One record into the members.
  void Read(iceberg::avro::Decoder& decoder);
  void AppendNull();
  const std::vector<AvroDecoderPtr>& members() const { return members_; }  // in the order of `wanted`

 private:
  friend Result<std::unique_ptr<AvroRecord>> ResolveAvroRecord(const iceberg::avro::Schema&,
                                                               const iceberg::avro::Schema&, const std::vector<int>&);
  struct Step {
    const iceberg::avro::Schema* skipped = nullptr;  // else read into `member`
    size_t member = 0;
  };
  struct Default {
    size_t member;
    std::string encoded;
  };

  Status ResolveMember(const iceberg::avro::Schema& writer, const iceberg::avro::Field& field, bool same_name,
                       std::vector<size_t>* member_of);

  std::vector<AvroDecoderPtr> members_;
  std::vector<Step> steps_;
  std::vector<Default> defaults_;  // of members that the writer does not have
};

}  // namespace lakeport::formats
