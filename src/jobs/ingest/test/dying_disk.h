#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "storage/testing/forwarding_file_io.h"

namespace lakeport::ingest {

// A disk that a process dies on: after some number of changes none is made any more.
class DyingDisk final : public storage::ForwardingFileIO {
 public:
  DyingDisk(storage::FileIO& target, int changes) : ForwardingFileIO(target), left_(changes) {}

  bool is_dead() const { return left_ < 0; }

  Result<std::unique_ptr<storage::OutputFile>> Create(const Location& location, storage::WriteMode mode) override {
    LP_ASSIGN(auto file, target_.Create(location, mode));
    return std::unique_ptr<storage::OutputFile>(std::make_unique<Output>(*this, std::move(file)));
  }
  Status Delete(const Location& location) override {
    LP_TRY(Change());
    return target_.Delete(location);
  }

 private:
  class Output final : public storage::ForwardingOutputFile {
   public:
    Output(DyingDisk& disk, std::unique_ptr<storage::OutputFile> target)
        : ForwardingOutputFile(std::move(target)), disk_(disk) {}
    Status Close() override {
      LP_TRY(disk_.Change());
      return target_->Close();
    }

   private:
    DyingDisk& disk_;
  };

  Status Change() {
    if (left_.fetch_sub(1) <= 0) {
      left_ = -1;
      return Unavailable("the process is dead");
    }
    return Ok();
  }

  std::atomic<int> left_;
};

}  // namespace lakeport::ingest
