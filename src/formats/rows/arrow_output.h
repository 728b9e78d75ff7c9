#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "base/result.h"
#include "storage/file_io.h"

namespace lakeport::formats {

// An OutputFile as Arrow writes files. What Arrow closes is not published yet: that is left to Publish. Arrow's layers
// keep no more of an error than its text, so the first one is kept here.
class ArrowOutput final : public arrow::io::OutputStream {
 public:
  explicit ArrowOutput(std::unique_ptr<storage::OutputFile> file) : file_(std::move(file)) {}

  arrow::Status Write(const void* data, int64_t size) override;
  arrow::Result<int64_t> Tell() const override { return file_->size(); }
  arrow::Status Close() override;
  bool closed() const override { return closed_; }

  int64_t size() const { return file_->size(); }
  Status Publish() { return file_->Close(); }
  // What went wrong: the file's own error where it has one, else Arrow's.
  Error ToError(const arrow::Status& status) const;

 private:
  std::unique_ptr<storage::OutputFile> file_;
  bool closed_ = false;
  std::optional<Error> first_error_;
};

}  // namespace lakeport::formats
