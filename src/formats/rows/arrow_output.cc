#include "formats/rows/arrow_output.h"

#include <string_view>

namespace lakeport::formats {

arrow::Status ArrowOutput::Write(const void* data, int64_t size) {
  if (size == 0) return arrow::Status::OK();
  Status appended = file_->Append({static_cast<const char*>(data), static_cast<size_t>(size)});
  if (appended.ok()) return arrow::Status::OK();
  auto message = appended.error().ToString();
  if (!first_error_) first_error_ = std::move(appended).error();
  return arrow::Status::IOError(message);
}

arrow::Status ArrowOutput::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

Error ArrowOutput::ToError(const arrow::Status& status) const {
  if (first_error_) return *first_error_;
  if (status.IsOutOfMemory()) return Unavailable("{}", status.message());
  return InvalidArgument("{}", status.message());
}

}  // namespace lakeport::formats
