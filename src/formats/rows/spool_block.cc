#include "formats/rows/spool_block.h"

#include <algorithm>
#include <utility>

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/byte_size.h>
#include <arrow/util/compression.h>

namespace lakeport::formats {
namespace {

constexpr int64_t kBlockRows = 4'096;
constexpr int64_t kBlockBytes = 1ll << 20;

int64_t RowsInBlock(const arrow::RecordBatch& rows) {
  int64_t bytes = std::max<int64_t>(arrow::util::TotalBufferSize(rows), 1);
  int64_t fitting = kBlockBytes * std::max<int64_t>(rows.num_rows(), 1) / bytes;
  return std::clamp<int64_t>(fitting, 1, kBlockRows);
}

std::string FirstKey(const arrow::RecordBatch& rows) {
  return static_cast<const arrow::BinaryArray&>(*rows.columns().back()).GetString(0);
}

Error SpoolError(const arrow::Status& status) {
  return status.IsOutOfMemory() ? Unavailable("{}", status.message())
                                : Internal("rows can't be put aside: {}", status.message());
}

arrow::Result<std::shared_ptr<arrow::Buffer>> Serialize(const arrow::RecordBatch& rows) {
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  options.use_threads = false;
  ARROW_ASSIGN_OR_RAISE(options.codec, arrow::util::Codec::Create(arrow::Compression::LZ4_FRAME));
  return arrow::ipc::SerializeRecordBatch(rows, options);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> Deserialize(std::string bytes,
                                                               const std::shared_ptr<arrow::Schema>& schema) {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.use_threads = false;
  arrow::ipc::DictionaryMemo memo;
  arrow::io::BufferReader reader(arrow::Buffer::FromString(std::move(bytes)));
  return arrow::ipc::ReadRecordBatch(schema, &memo, options, &reader);
}

}  // namespace

Result<SpoolRun> WriteRun(TempFile& file, const arrow::RecordBatch& rows, bool with_keys) {
  SpoolRun run;
  int64_t in_block = RowsInBlock(rows);
  for (int64_t begin = 0; begin < rows.num_rows(); begin += in_block) {
    auto slice = rows.Slice(begin, in_block);
    auto bytes = Serialize(*slice);
    if (!bytes.ok()) return SpoolError(bytes.status());
    SpoolBlock block{.length = (*bytes)->size(), .row_count = slice->num_rows()};
    LP_ASSIGN(block.offset,
              file.Append({reinterpret_cast<const char*>((*bytes)->data()), static_cast<size_t>((*bytes)->size())}));
    if (with_keys) block.first_key = FirstKey(*slice);
    run.push_back(std::move(block));
  }
  return run;
}

SpoolRun HoldRun(const std::shared_ptr<arrow::RecordBatch>& rows, bool with_keys) {
  if (rows->num_rows() == 0) return {};
  return {{.held = rows, .row_count = rows->num_rows(), .first_key = with_keys ? FirstKey(*rows) : ""}};
}

Result<std::shared_ptr<arrow::RecordBatch>> ReadBlock(const TempFile* file, const SpoolBlock& block,
                                                      const std::shared_ptr<arrow::Schema>& schema) {
  if (block.held != nullptr) return block.held;
  LP_ASSIGN(auto bytes, file->Read(block.offset, block.length));
  auto rows = Deserialize(std::move(bytes), schema);
  if (!rows.ok()) return SpoolError(rows.status());
  return *std::move(rows);
}

}  // namespace lakeport::formats
