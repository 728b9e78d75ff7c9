#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "iceberg/avro/codec.h"
#include "iceberg/avro/schema.h"
#include "storage/file_io.h"

namespace lakeport::iceberg::avro {

// Reads an Avro object container file, block by block, so that memory does not grow with the file. CorruptData for
// whatever is wrong with it. For one thread.
class ContainerReader {
 public:
  // Reads the header.
  static Result<ContainerReader> Start(std::unique_ptr<storage::InputFile> file);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }  // "avro." keys too
  std::optional<std::string> FindMetadata(const std::string& key) const;
  const SchemaPtr& schema() const { return schema_; }

  struct Block {
    int64_t records = 0;
    std::string_view bytes;  // expanded; valid until the next call
  };
  // nullopt at the end.
  Result<std::optional<Block>> NextBlock();

 private:
  explicit ContainerReader(std::unique_ptr<storage::InputFile> file) : file_(std::move(file)) {}
  Status ReadHeader();
  Status ReadMetadata();
  Status ReadMetadataBlock(int64_t count);
  Result<Block> ReadBlock();

  bool at_end() const { return offset_ == file_->size(); }
  Status Fill(int64_t wanted);
  Result<std::string_view> Take(int64_t length);
  Result<int64_t> TakeLong();
  Result<std::string> TakeText();

  std::unique_ptr<storage::InputFile> file_;
  int64_t offset_ = 0;         // of what is taken next
  std::string window_;         // bytes of the file
  int64_t window_offset_ = 0;  // where window_ begins

  std::map<std::string, std::string> metadata_;
  SchemaPtr schema_;
  std::unique_ptr<BlockCodec> codec_;
  std::string sync_;
  std::string expanded_;
};

}  // namespace lakeport::iceberg::avro
