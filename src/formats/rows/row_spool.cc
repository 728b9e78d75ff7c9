#include "formats/row_spool.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/byte_size.h>

#include "formats/rows/arrow_type.h"
#include "formats/rows/batch_data.h"
#include "formats/rows/merge_reader.h"
#include "formats/rows/partition_split.h"
#include "formats/rows/prepare_arrow.h"
#include "formats/rows/sort_keys.h"
#include "formats/rows/spool_block.h"

namespace lakeport::formats {
namespace {

using BatchPtr = std::shared_ptr<arrow::RecordBatch>;

constexpr size_t kMostBatches = 64;       // that a partition holds before they are put together
constexpr int64_t kColumnOverhead = 400;  // bytes that a batch needs for each column besides its values

// What is known of one partition's rows.
struct Gathered {
  std::vector<iceberg::Value> partition;
  std::vector<BatchPtr> held;
  int64_t held_bytes = 0;
  std::vector<SpoolRun> runs;
  int64_t row_count = 0;
  int64_t bytes = 0;
};

int64_t BytesOf(const arrow::RecordBatch& rows) {
  return arrow::util::TotalBufferSize(rows) + kColumnOverhead * rows.num_columns();
}

Result<BatchPtr> PutTogether(const std::vector<BatchPtr>& batches) {
  if (batches.size() == 1) return batches.front();
  auto all = arrow::ConcatenateRecordBatches(batches);
  if (!all.ok()) return Internal("rows can't be put together: {}", all.status().message());
  return *std::move(all);
}

// Rows of blocks, in their order.
class BlockReader final : public RowReader {
 public:
  BlockReader(const TempFile* file, std::vector<SpoolBlock> blocks, iceberg::Schema schema,
              std::shared_ptr<arrow::Schema> arrow_schema)
      : file_(file), blocks_(std::move(blocks)), schema_(std::move(schema)), arrow_schema_(std::move(arrow_schema)) {}

  Result<std::optional<RowBatch>> Next() override {
    if (next_ == blocks_.size()) return std::optional<RowBatch>();
    LP_ASSIGN(auto rows, ReadBlock(file_, blocks_[next_], arrow_schema_));
    blocks_[next_++].held.reset();
    return std::optional(RowBatch(std::make_shared<RowBatch::Data>(RowBatch::Data{schema_, std::move(rows)})));
  }

 private:
  const TempFile* file_;
  std::vector<SpoolBlock> blocks_;
  const iceberg::Schema schema_;
  const std::shared_ptr<arrow::Schema> arrow_schema_;
  size_t next_ = 0;
};

class Spool final : public RowSpool {
 public:
  explicit Spool(SpoolOptions options) : options_(std::move(options)) {
    arrow::FieldVector fields;
    for (const auto& field : options_.schema.fields()) fields.push_back(ArrowField(field));
    if (sorts()) fields.push_back(arrow::field("", arrow::binary()));
    arrow_schema_ = arrow::schema(std::move(fields));
  }

  Status Add(const RowBatch& rows) override {
    auto split = SplitByPartition(rows, options_.spec);
    if (!split.ok()) return InvalidArgument("rows can't be parted: {}", split.status().message());
    for (PartitionRows& part : *split) LP_TRY(AddPart(std::move(part)));
    return Ok();
  }

  std::vector<PartitionCount> Counts() const override {
    std::vector<PartitionCount> counts;
    for (const auto& one : gathered_) counts.push_back({one->partition, one->row_count});
    return counts;
  }

  Result<std::vector<SpoolPiece>> Cut(int64_t piece_bytes) override {
    std::vector<SpoolPiece> pieces;
    for (size_t place = 0; place < gathered_.size(); ++place) {
      Gathered& one = *gathered_[place];
      auto parts = static_cast<size_t>(std::max<int64_t>(1, one.bytes / std::max<int64_t>(piece_bytes, 1)));
      if (one.runs.empty() && parts == 1) {
        pieces.push_back({.partition = one.partition, .row_count = one.row_count, .place = place});
        continue;
      }
      LP_TRY(CloseRuns(one));
      for (size_t group = 0; group * options_.merged_runs < one.runs.size(); ++group) {
        for (size_t part = 0; part < parts; ++part) {
          pieces.push_back({one.partition, one.row_count / static_cast<int64_t>(parts), place, part, parts, group});
        }
        if (!sorts()) break;
      }
    }
    return pieces;
  }

  Result<std::unique_ptr<RowReader>> Open(const SpoolPiece& piece) override {
    Gathered& one = *gathered_.at(piece.place);
    if (one.runs.empty()) return OpenHeld(one);
    return sorts() ? OpenSorted(one, piece) : OpenBlocks(one, piece);
  }

 private:
  bool sorts() const { return !options_.order.fields.empty(); }

  Status AddPart(PartitionRows part) {
    std::unique_lock lock(mutex_);
    Gathered& one = Find(part);
    Hold(one, std::move(part.rows));
    if (one.held.size() >= kMostBatches && one.held_bytes < options_.run_bytes) LP_TRY(Tighten(one));
    Gathered* full = one.held_bytes >= options_.run_bytes ? &one : nullptr;
    if (full == nullptr && held_bytes_ >= options_.memory_bytes) full = &Largest();
    if (full == nullptr) return Ok();
    auto batches = std::exchange(full->held, {});
    held_bytes_ -= std::exchange(full->held_bytes, 0);
    lock.unlock();
    LP_ASSIGN(auto run, Spill(std::move(batches)));
    lock.lock();
    full->runs.push_back(std::move(run));
    return Ok();
  }

  Gathered& Find(const PartitionRows& part) {
    auto [found, is_new] = places_.try_emplace(part.key, gathered_.size());
    if (is_new) {
      gathered_.push_back(std::make_unique<Gathered>());
      gathered_.back()->partition = part.partition;
    }
    return *gathered_[found->second];
  }

  void Hold(Gathered& one, BatchPtr rows) {
    int64_t bytes = BytesOf(*rows);
    one.row_count += rows->num_rows();
    one.bytes += bytes;
    one.held_bytes += bytes;
    held_bytes_ += bytes;
    one.held.push_back(std::move(rows));
  }

  // Many small batches need more for themselves than for their rows.
  Status Tighten(Gathered& one) {
    LP_ASSIGN(auto all, PutTogether(one.held));
    int64_t bytes = BytesOf(*all);
    held_bytes_ += bytes - one.held_bytes;
    one.bytes += bytes - one.held_bytes;
    one.held_bytes = bytes;
    one.held = {std::move(all)};
    return Ok();
  }

  Gathered& Largest() {
    return **std::max_element(gathered_.begin(), gathered_.end(),
                              [](const auto& a, const auto& b) { return a->held_bytes < b->held_bytes; });
  }

  // Rows as a run, sorted when they are to be, with their keys.
  Result<BatchPtr> Arrange(const std::vector<BatchPtr>& batches) const {
    LP_ASSIGN(auto all, PutTogether(batches));
    if (!sorts()) return all;
    RowBatch rows(std::make_shared<RowBatch::Data>(RowBatch::Data{options_.schema, std::move(all)}));
    auto sorted = SortWithKeys(rows, options_.order);
    if (!sorted.ok()) return Internal("rows can't be sorted: {}", sorted.status().message());
    return *std::move(sorted);
  }

  Result<SpoolRun> Spill(std::vector<BatchPtr> batches) {
    LP_ASSIGN(TempFile * file, File());
    LP_ASSIGN(auto rows, Arrange(batches));
    batches.clear();
    return WriteRun(*file, *rows, sorts());
  }

  Result<TempFile*> File() {
    std::lock_guard lock(file_mutex_);
    if (file_ == nullptr) {
      LP_ASSIGN(file_, TempFile::Make(options_.directory));
    }
    return file_.get();
  }

  // What is still held becomes the last run.
  Status CloseRuns(Gathered& one) {
    if (one.held.empty()) return Ok();
    LP_ASSIGN(auto rows, Arrange(one.held));
    one.held.clear();
    one.runs.push_back(HoldRun(rows, sorts()));
    return Ok();
  }

  Result<std::unique_ptr<RowReader>> OpenHeld(Gathered& one) {
    LP_ASSIGN(auto rows, Arrange(one.held));
    one.held.clear();
    std::vector<SpoolRun> runs = {HoldRun(rows, sorts())};
    if (sorts()) return MergeRuns(nullptr, std::move(runs), {}, options_.schema, arrow_schema_);
    return Blocks(std::move(runs.front()));
  }

  std::unique_ptr<RowReader> Blocks(std::vector<SpoolBlock> blocks) const {
    return std::make_unique<BlockReader>(file_.get(), std::move(blocks), options_.schema, arrow_schema_);
  }

  Result<std::unique_ptr<RowReader>> OpenBlocks(const Gathered& one, const SpoolPiece& piece) const {
    std::vector<SpoolBlock> all;
    for (const SpoolRun& run : one.runs) all.insert(all.end(), run.begin(), run.end());
    auto at = [&](size_t part) { return all.begin() + static_cast<ptrdiff_t>(all.size() * part / piece.parts); };
    return Blocks({at(piece.part), at(piece.part + 1)});
  }

  Result<std::unique_ptr<RowReader>> OpenSorted(const Gathered& one, const SpoolPiece& piece) const {
    auto begin = one.runs.begin() + static_cast<ptrdiff_t>(piece.group * options_.merged_runs);
    auto count = std::min<ptrdiff_t>(one.runs.end() - begin, static_cast<ptrdiff_t>(options_.merged_runs));
    std::vector<SpoolRun> runs(begin, begin + count);
    KeyRange range{.begin = Boundary(runs, piece.part, piece.parts),
                   .end = Boundary(runs, piece.part + 1, piece.parts)};
    return MergeRuns(file_.get(), std::move(runs), std::move(range), options_.schema, arrow_schema_);
  }

  // The key that a part begins with: as many blocks begin before it as its share.
  static std::optional<std::string> Boundary(const std::vector<SpoolRun>& runs, size_t part, size_t parts) {
    if (part == 0 || part == parts) return std::nullopt;
    std::vector<std::string> keys;
    for (const SpoolRun& run : runs) {
      for (const SpoolBlock& block : run) keys.push_back(block.first_key);
    }
    std::sort(keys.begin(), keys.end());
    return keys[keys.size() * part / parts];
  }

  const SpoolOptions options_;
  std::shared_ptr<arrow::Schema> arrow_schema_;  // with the keys of sorted rows
  std::mutex mutex_;                             // guards the next three, and what is gathered
  std::unordered_map<std::string, size_t> places_;
  std::vector<std::unique_ptr<Gathered>> gathered_;
  int64_t held_bytes_ = 0;
  std::mutex file_mutex_;  // guards the making of file_
  std::unique_ptr<TempFile> file_;
};

}  // namespace

Result<std::unique_ptr<RowSpool>> RowSpool::Make(SpoolOptions options) {
  LP_TRY(PrepareArrow());
  for (const auto& field : options.spec.fields) {
    const auto& fields = options.schema.fields();
    bool there =
        std::any_of(fields.begin(), fields.end(), [&](const auto& column) { return column.id == field.source_id; });
    if (!there) return InvalidArgument("partition field \"{}\" is made of no column of the table's own", field.name);
  }
  return std::unique_ptr<RowSpool>(std::make_unique<Spool>(std::move(options)));
}

}  // namespace lakeport::formats
