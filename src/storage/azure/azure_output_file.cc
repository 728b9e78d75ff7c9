#include "storage/azure/azure_output_file.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "base/parallel.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "net/digest.h"
#include "storage/content_hash.h"

namespace lakeport::storage::azure {
namespace {

constexpr size_t kMostBlocks = 50'000;
// Tells our blob from another's when an answer was lost and the request, sent again, found the name taken.
constexpr const char* kUploadId = "lakeport_upload";

// The parts of one blob, several on their way at once. For one thread.
class BlockSender {
 public:
  BlockSender(BlobClient& client, const BlobName& blob, int parallel)
      : client_(client),
        blob_(blob),
        parallel_(static_cast<size_t>(std::max(parallel, 1))),
        threads_({.threads = std::max(parallel, 1)}) {}

  size_t count() const { return blocks_.size(); }
  const BlobName& blob() const { return blob_; }

  // Sends the next part, unless it is there already. Waits while too many are on their way; fails when one of them has.
  Status Send(std::string bytes) {
    if (blocks_.empty()) {
      LP_ASSIGN(there_, client_.ListUncommittedBlocks(blob_));
    }
    while (under_way_ >= parallel_) LP_TRY(WaitForOne());
    size_t index = blocks_.size();
    Block& block = blocks_.emplace_back();
    block.bytes = std::move(bytes);
    ++under_way_;
    threads_.Submit(index, [this, index, &block](const std::stop_token&) { block.outcome = SendOne(index, block); });
    return Ok();
  }

  // The ids of all parts, once they are there.
  Result<std::vector<std::string>> Finish() {
    while (under_way_ > 0) LP_TRY(WaitForOne());
    std::vector<std::string> ids;
    for (const Block& block : blocks_) ids.push_back(block.id);
    return ids;
  }

 private:
  struct Block {
    std::string bytes;
    std::string id{};
    Status outcome{};
  };

  Status SendOne(size_t index, Block& block) const {
    auto md5 = net::Md5(block.bytes);
    block.id = fmt::format("{:05}-{}", index, ToHex(md5));
    auto found = there_.find(block.id);
    if (found != there_.end() && std::cmp_equal(found->second, block.bytes.size())) {
      block.bytes = {};
      return Ok();
    }
    return client_.PutBlock(blob_, block.id, std::exchange(block.bytes, {}), md5);
  }

  Status WaitForOne() {
    LP_ASSIGN(uint64_t index, threads_.WaitForAny());
    --under_way_;
    return blocks_[index].outcome;
  }

  BlobClient& client_;
  const BlobName blob_;
  const size_t parallel_;
  size_t under_way_ = 0;
  std::map<std::string, int64_t> there_;  // parts that were sent before, with their sizes
  std::deque<Block> blocks_;              // stay where they are as more come
  TaskThreads threads_;                   // the last: its threads use the others
};

class AzureOutputFile final : public OutputFile {
 public:
  AzureOutputFile(BlobClient& client, BlobName blob, Location location, WriteMode mode,
                  const AzureFileIOOptions& options)
      : client_(client), blob_(std::move(blob)), location_(std::move(location)), mode_(mode), options_(options) {}

  Status Append(std::string_view bytes) override {
    if (failed_) return Broken();
    failed_ = true;
    size_ += static_cast<int64_t>(bytes.size());
    hash_.Update(bytes);
    const auto block_size = static_cast<size_t>(options_.block_size);
    while (!bytes.empty()) {
      if (pending_.size() == block_size) LP_TRY(SendBlock());
      auto part = bytes.substr(0, block_size - pending_.size());
      pending_.append(part);
      bytes.remove_prefix(part.size());
    }
    failed_ = false;
    return Ok();
  }

  Status Close() override {
    if (failed_) return Broken();
    failed_ = true;
    Status written = sender_ ? CloseBlocks() : client_.PutBlob(blob_, std::move(pending_), Content(), Condition());
    return written.ok() ? Ok() : Explain(std::move(written).error());
  }

  int64_t size() const override { return size_; }

 private:
  Error Broken() const {
    return InvalidArgument("{} was closed, or a write to it failed: begin it anew", Printable(location_.ToString()));
  }

  BlobContent Content() const { return {.metadata = {{kUploadId, upload_id_}, {kHashMetadata, hash_.Finish()}}}; }
  BlobCondition Condition() const { return {.must_be_free = mode_ == WriteMode::kCreate}; }

  Status SendBlock() {
    if (!sender_) {
      if (mode_ == WriteMode::kCreate) LP_TRY(CheckFree());
      sender_.emplace(client_, blob_, options_.parallel_blocks);
    }
    if (sender_->count() == kMostBlocks) {
      return InvalidArgument("{} has more than {} parts of {} bytes, Azure's limit", Printable(location_.ToString()),
                             kMostBlocks, options_.block_size);
    }
    return sender_->Send(std::exchange(pending_, {}));
  }

  // Before much is sent in vain. Only Close decides.
  Status CheckFree() {
    auto there = client_.GetProperties(blob_);
    if (there.ok()) return AlreadyExists("{} exists already", Printable(location_.ToString()));
    return there.error().kind() == ErrorKind::kNotFound ? Ok() : Status(std::move(there).error());
  }

  Status CloseBlocks() {
    if (!pending_.empty()) LP_TRY(SendBlock());
    LP_ASSIGN(auto ids, sender_->Finish());
    return client_.PutBlockList(blob_, ids, Content(), Condition());
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
  const AzureFileIOOptions options_;
  const std::string upload_id_ = NewUuid4();
  ContentHash hash_;
  std::string pending_;                // not sent yet; at most a block
  std::optional<BlockSender> sender_;  // once there is more than a block
  bool failed_ = false;                // or closed: nothing more may be done
  int64_t size_ = 0;
};

}  // namespace

std::unique_ptr<OutputFile> MakeAzureOutputFile(BlobClient& client, BlobName blob, Location location, WriteMode mode,
                                                const AzureFileIOOptions& options) {
  return std::make_unique<AzureOutputFile>(client, std::move(blob), std::move(location), mode, options);
}

}  // namespace lakeport::storage::azure
