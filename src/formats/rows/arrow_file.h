#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "base/result.h"
#include "storage/file_io.h"

namespace lakeport::formats {

// An InputFile as Arrow reads files. Arrow's layers keep no more of an error than its text, so the first one is kept
// here for whoever is told that reading failed.
class ArrowFile final : public arrow::io::RandomAccessFile {
 public:
  explicit ArrowFile(std::shared_ptr<const storage::InputFile> file) : file_(std::move(file)) {}

  std::optional<Error> first_error() const;

  arrow::Result<int64_t> GetSize() override { return file_->size(); }
  arrow::Result<int64_t> ReadAt(int64_t position, int64_t size, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t size) override;
  arrow::Result<int64_t> Read(int64_t size, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override;
  arrow::Status Seek(int64_t position) override;
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Close() override;
  bool closed() const override { return closed_; }

 private:
  arrow::Result<std::string> ReadBytes(int64_t position, int64_t size);

  std::shared_ptr<const storage::InputFile> file_;
  int64_t position_ = 0;
  bool closed_ = false;
  mutable std::mutex mutex_;
  std::optional<Error> first_error_;
};

// What went wrong reading `file`: its own error where it has one, else Arrow's, which is about the file's content.
Error ToError(const ArrowFile& file, const arrow::Status& status);

// The next of the batches that are read from `file`; nullptr at the end.
Result<std::shared_ptr<arrow::RecordBatch>> ReadNext(arrow::RecordBatchReader& batches, const ArrowFile& file);

}  // namespace lakeport::formats
