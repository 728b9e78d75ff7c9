#include "iceberg/avro/container_writer.h"

#include <random>

#include "iceberg/avro/container.h"

namespace lakeport::iceberg::avro {
namespace {

std::string NewSyncMarker() {
  std::random_device random;
  std::string marker(kSyncSize, '\0');
  for (char& byte : marker) byte = static_cast<char>(random());
  return marker;
}

}  // namespace

ContainerWriter::ContainerWriter(std::unique_ptr<storage::OutputFile> file, const ContainerOptions& options)
    : file_(std::move(file)),
      codec_(NewBlockCodec(options.codec)),
      block_bytes_(options.block_bytes),
      sync_(NewSyncMarker()) {}

Result<ContainerWriter> ContainerWriter::Start(std::unique_ptr<storage::OutputFile> file,
                                               const ContainerOptions& options) {
  ContainerWriter writer(std::move(file), options);
  LP_TRY(writer.WriteHeader(options));
  return writer;
}

Status ContainerWriter::WriteHeader(const ContainerOptions& options) {
  Encoder header;
  header.Fixed(kMagic);
  header.Items(options.metadata.size() + 2);
  header.Bytes(kSchemaKey);
  header.Bytes(options.schema);
  header.Bytes(kCodecKey);
  header.Bytes(ToString(options.codec));
  for (const auto& [key, value] : options.metadata) {
    header.Bytes(key);
    header.Bytes(value);
  }
  header.EndItems();
  header.Fixed(sync_);
  return file_->Append(header.bytes());
}

Status ContainerWriter::EndRecord() {
  complete_ = block_.size();
  ++records_;
  return complete_ < block_bytes_ ? Ok() : WriteBlock();
}

Status ContainerWriter::WriteBlock() {
  if (block_.size() > kMaxBlockBytes) return InvalidArgument("an Avro record of {} bytes is too large", block_.size());
  LP_TRY(codec_->Compress(block_.bytes(), &compressed_));
  Encoder prefix;
  prefix.Long(records_);
  prefix.Long(static_cast<int64_t>(compressed_.size()));
  LP_TRY(file_->Append(prefix.bytes()));
  LP_TRY(file_->Append(compressed_));
  LP_TRY(file_->Append(sync_));
  block_.Clear();
  complete_ = 0;
  records_ = 0;
  return Ok();
}

int64_t ContainerWriter::size() const { return file_->size() + static_cast<int64_t>(block_.size()); }

Status ContainerWriter::Close() {
  if (records_ > 0) LP_TRY(WriteBlock());
  return file_->Close();
}

}  // namespace lakeport::iceberg::avro
