#include "formats/rows/arrow_file.h"

#include <algorithm>
#include <cstring>
#include <exception>

#include <arrow/buffer.h>

namespace lakeport::formats {

std::optional<Error> ArrowFile::first_error() const {
  std::lock_guard lock(mutex_);
  return first_error_;
}

arrow::Result<std::string> ArrowFile::ReadBytes(int64_t position, int64_t size) {
  if (position < 0 || size < 0) return arrow::Status::Invalid("a read of ", size, " bytes at ", position);
  int64_t begin = std::min(position, file_->size());
  auto bytes = file_->ReadAt(begin, std::min(size, file_->size() - begin));
  if (bytes.ok()) return std::move(bytes).value();
  auto message = bytes.error().ToString();
  std::lock_guard lock(mutex_);
  if (!first_error_) first_error_ = std::move(bytes).error();
  return arrow::Status::IOError(message);
}

arrow::Result<int64_t> ArrowFile::ReadAt(int64_t position, int64_t size, void* out) {
  ARROW_ASSIGN_OR_RAISE(auto bytes, ReadBytes(position, size));
  if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
  return static_cast<int64_t>(bytes.size());
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowFile::ReadAt(int64_t position, int64_t size) {
  ARROW_ASSIGN_OR_RAISE(auto bytes, ReadBytes(position, size));
  return arrow::Buffer::FromString(std::move(bytes));
}

arrow::Result<int64_t> ArrowFile::Read(int64_t size, void* out) {
  ARROW_ASSIGN_OR_RAISE(int64_t read, ReadAt(position_, size, out));
  position_ += read;
  return read;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowFile::Read(int64_t size) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, size));
  position_ += buffer->size();
  return buffer;
}

arrow::Status ArrowFile::Seek(int64_t position) {
  if (position < 0) return arrow::Status::Invalid("a seek to ", position);
  position_ = position;
  return arrow::Status::OK();
}

arrow::Status ArrowFile::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

Error ToError(const ArrowFile& file, const arrow::Status& status) {
  if (auto error = file.first_error()) return *std::move(error);
  const auto& text = status.message();
  if (status.IsNotImplemented() || text.find("out of range for nanosecond") != std::string::npos) {
    return Unsupported("{}", text);
  }
  if (status.IsOutOfMemory()) return Unavailable("{}", text);
  return CorruptData("{}", text);
}

Result<std::shared_ptr<arrow::RecordBatch>> ReadNext(arrow::RecordBatchReader& batches, const ArrowFile& file) {
  try {
    std::shared_ptr<arrow::RecordBatch> batch;
    if (auto status = batches.ReadNext(&batch); !status.ok()) return ToError(file, status);
    return batch;
  } catch (const std::exception& e) {
    return ToError(file, arrow::Status::Invalid(e.what()));
  }
}

}  // namespace lakeport::formats
