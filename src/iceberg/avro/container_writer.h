#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "iceberg/avro/codec.h"
#include "iceberg/avro/encoder.h"
#include "storage/file_io.h"

namespace lakeport::iceberg::avro {

struct ContainerOptions {
  std::string schema;  // JSON, written as it is
  // Written as given, after avro.schema and avro.codec, which are not to be among them.
  std::vector<std::pair<std::string, std::string>> metadata{};
  Codec codec = Codec::kDeflate;
  size_t block_bytes = 64 << 10;  // a block ends with the record that reaches this size, before compression
};

// Writes an Avro object container file (specification 1.11, "Object Container Files"), block by block, so that memory
// does not grow with the file. For one thread. Destroyed before Close, it leaves no file.
class ContainerWriter {
 public:
  static Result<ContainerWriter> Start(std::unique_ptr<storage::OutputFile> file, const ContainerOptions& options);

  // Where the next record's encoding is to be appended; EndRecord says that it is complete.
  Encoder& encoder() { return block_; }
  Status EndRecord();
  // Drops what was appended since the last EndRecord.
  void AbandonRecord() { block_.Truncate(complete_); }

  // Bytes so far; the block under way counts uncompressed.
  int64_t size() const;
  Status Close();

 private:
  ContainerWriter(std::unique_ptr<storage::OutputFile> file, const ContainerOptions& options);
  Status WriteHeader(const ContainerOptions& options);
  Status WriteBlock();

  std::unique_ptr<storage::OutputFile> file_;
  std::unique_ptr<BlockCodec> codec_;
  size_t block_bytes_;
  std::string sync_;
  Encoder block_;
  size_t complete_ = 0;
  int64_t records_ = 0;
  std::string compressed_;
};

}  // namespace lakeport::iceberg::avro
