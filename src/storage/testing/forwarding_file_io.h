#pragma once

#include <memory>

#include "storage/file_io.h"

namespace lakeport::storage {

// Passes every call on to another FileIO. A test overrides the call that is to go wrong.
class ForwardingFileIO : public FileIO {
 public:
  explicit ForwardingFileIO(FileIO& target) : target_(target) {}

  Result<std::unique_ptr<InputFile>> Open(const Location& location) override { return target_.Open(location); }
  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    return target_.Create(location, mode);
  }
  Result<FileInfo> Stat(const Location& location) override { return target_.Stat(location); }
  Result<Listing> List(const Location& directory) override { return target_.List(directory); }
  Status MakeDirectory(const Location& location) override { return target_.MakeDirectory(location); }
  Status Delete(const Location& location) override { return target_.Delete(location); }

 protected:
  FileIO& target_;
};

// The same for one file being written.
class ForwardingOutputFile : public OutputFile {
 public:
  explicit ForwardingOutputFile(std::unique_ptr<OutputFile> target) : target_(std::move(target)) {}

  Status Append(std::string_view bytes) override { return target_->Append(bytes); }
  Status Close() override { return target_->Close(); }
  int64_t size() const override { return target_->size(); }

 protected:
  std::unique_ptr<OutputFile> target_;
};

}  // namespace lakeport::storage
