#include "storage/azure/azure_output_file.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "base/uuid.h"

namespace lakeport::storage::azure {
namespace {

constexpr size_t kMostBlocks = 50'000;
// Tells our blob from another's when an answer was lost and the request, sent again, found the name taken.
constexpr const char* kUploadId = "lakeport_upload";

class AzureOutputFile final : public OutputFile {
 public:
  AzureOutputFile(BlobClient& client, BlobName blob, Location location, WriteMode mode,
                  const AzureFileIOOptions& options)
      : client_(client),
        blob_(std::move(blob)),
        location_(std::move(location)),
        mode_(mode),
        block_size_(static_cast<size_t>(options.block_size)) {}

  Status Append(std::string_view bytes) override {
    if (failed_) return Broken();
    failed_ = true;
    size_ += static_cast<int64_t>(bytes.size());
    while (!bytes.empty()) {
      if (pending_.size() == block_size_) LP_TRY(SendBlock());
      auto part = bytes.substr(0, block_size_ - pending_.size());
      pending_.append(part);
      bytes.remove_prefix(part.size());
    }
    failed_ = false;
    return Ok();
  }

  Status Close() override {
    if (failed_) return Broken();
    failed_ = true;
    Status written = ids_.empty() ? client_.PutBlob(blob_, std::move(pending_), Content(), Condition()) : CloseBlocks();
    return written.ok() ? Ok() : Explain(std::move(written).error());
  }

  int64_t size() const override { return size_; }

 private:
  Error Broken() const {
    return InvalidArgument("{} was closed, or a write to it failed: begin it anew", Printable(location_.ToString()));
  }

  BlobContent Content() const { return {.metadata = {{kUploadId, upload_id_}}}; }
  BlobCondition Condition() const { return {.must_be_free = mode_ == WriteMode::kCreate}; }

  Status SendBlock() {
    if (ids_.empty() && mode_ == WriteMode::kCreate) LP_TRY(CheckFree());
    if (ids_.size() == kMostBlocks) {
      return InvalidArgument("{} has more than {} parts of {} bytes, Azure's limit", Printable(location_.ToString()),
                             kMostBlocks, block_size_);
    }
    // Two writers of one blob share its parts: their ids tell them apart.
    auto id = fmt::format("{}-{:05}", upload_id_, ids_.size());
    LP_TRY(client_.PutBlock(blob_, id, std::exchange(pending_, {})));
    ids_.push_back(std::move(id));
    return Ok();
  }

  // Before much is sent in vain. Only Close decides.
  Status CheckFree() {
    auto there = client_.GetProperties(blob_);
    if (there.ok()) return AlreadyExists("{} exists already", Printable(location_.ToString()));
    return there.error().kind() == ErrorKind::kNotFound ? Ok() : Status(std::move(there).error());
  }

  Status CloseBlocks() {
    if (!pending_.empty()) LP_TRY(SendBlock());
    return client_.PutBlockList(blob_, ids_, Content(), Condition());
  }

  // The name is taken: by us, when the request had to be sent twice, or by another.
  Status Explain(Error error) {
    bool taken = error.kind() == ErrorKind::kAlreadyExists || error.kind() == ErrorKind::kConflict;
    if (!taken) return error;
    auto there = client_.GetProperties(blob_);
    if (!there.ok()) return error;
    auto id = there->metadata.find(kUploadId);
    if (id != there->metadata.end() && id->second == upload_id_) return Ok();
    if (mode_ == WriteMode::kCreate) return AlreadyExists("{} exists already", Printable(location_.ToString()));
    return error;
  }

  BlobClient& client_;
  const BlobName blob_;
  const Location location_;
  const WriteMode mode_;
  const size_t block_size_;
  const std::string upload_id_ = NewUuid4();
  std::string pending_;           // not sent yet; at most a block
  std::vector<std::string> ids_;  // of the blocks that were sent
  bool failed_ = false;           // or closed: nothing more may be done
  int64_t size_ = 0;
};

}  // namespace

std::unique_ptr<OutputFile> MakeAzureOutputFile(BlobClient& client, BlobName blob, Location location, WriteMode mode,
                                                const AzureFileIOOptions& options) {
  return std::make_unique<AzureOutputFile>(client, std::move(blob), std::move(location), mode, options);
}

}  // namespace lakeport::storage::azure
