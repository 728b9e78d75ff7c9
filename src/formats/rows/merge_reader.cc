#include "formats/rows/merge_reader.h"

#include <functional>
#include <queue>
#include <string_view>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/compute/api_vector.h>
#include <arrow/datum.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "formats/rows/batch_data.h"

namespace lakeport::formats {
namespace {

constexpr size_t kRowsInBatch = 8'192;

// The first row whose key is not below `key`.
int64_t LowerBound(const arrow::BinaryArray& keys, std::string_view key) {
  int64_t begin = 0;
  int64_t end = keys.length();
  while (begin < end) {
    int64_t middle = begin + (end - begin) / 2;
    keys.GetView(middle) < key ? begin = middle + 1 : end = middle;
  }
  return begin;
}

// A place in one run.
class Cursor {
 public:
  Cursor(const TempFile* file, SpoolRun run, const KeyRange& range, std::shared_ptr<arrow::Schema> schema)
      : file_(file), run_(std::move(run)), range_(range), schema_(std::move(schema)) {
    if (!range_.begin) return;
    // The last block that begins before the range may reach into it.
    while (next_ + 1 < run_.size() && run_[next_ + 1].first_key < *range_.begin) ++next_;
  }

  bool at_end() const { return row_ >= end_; }
  std::string_view key() const { return keys_->GetView(row_); }
  int64_t row() const { return row_; }
  const std::shared_ptr<arrow::RecordBatch>& rows() const { return rows_; }
  void Advance() { ++row_; }

  // Goes on to the next block with rows in the range; at_end after that: there are none.
  Status Load() {
    while (at_end() && next_ < run_.size()) {
      const SpoolBlock& block = run_[next_++];
      if (range_.end && block.first_key >= *range_.end) break;
      LP_ASSIGN(rows_, ReadBlock(file_, block, schema_));
      keys_ = std::static_pointer_cast<arrow::BinaryArray>(rows_->columns().back());
      row_ = range_.begin ? LowerBound(*keys_, *range_.begin) : 0;
      end_ = range_.end ? LowerBound(*keys_, *range_.end) : rows_->num_rows();
    }
    return Ok();
  }

 private:
  const TempFile* file_;
  const SpoolRun run_;
  const KeyRange& range_;
  const std::shared_ptr<arrow::Schema> schema_;
  size_t next_ = 0;
  std::shared_ptr<arrow::RecordBatch> rows_;
  std::shared_ptr<arrow::BinaryArray> keys_;
  int64_t row_ = 0;
  int64_t end_ = 0;
};

// Consecutive rows of one block that go into the batch under way.
struct Stretch {
  std::shared_ptr<arrow::RecordBatch> rows;
  int64_t begin = 0;
  int64_t count = 0;
};

// The rows of stretches, in the order of `picks`: for each row the stretch that it is the next of.
arrow::Result<std::shared_ptr<arrow::RecordBatch>> Interleave(const std::vector<Stretch>& stretches,
                                                              const std::vector<size_t>& picks) {
  arrow::RecordBatchVector slices;
  std::vector<int64_t> next;
  int64_t total = 0;
  for (const Stretch& stretch : stretches) {
    slices.push_back(stretch.rows->Slice(stretch.begin, stretch.count));
    next.push_back(total);
    total += stretch.count;
  }
  if (slices.size() == 1) return slices.front();
  ARROW_ASSIGN_OR_RAISE(auto all, arrow::ConcatenateRecordBatches(slices));
  arrow::Int64Builder builder;
  ARROW_RETURN_NOT_OK(builder.Reserve(total));
  for (size_t pick : picks) builder.UnsafeAppend(next[pick]++);
  ARROW_ASSIGN_OR_RAISE(auto indices, builder.Finish());
  ARROW_ASSIGN_OR_RAISE(auto taken, arrow::compute::Take(all, indices, arrow::compute::TakeOptions::NoBoundsCheck()));
  return taken.record_batch();
}

class MergeReader final : public RowReader {
 public:
  MergeReader(const TempFile* file, std::vector<SpoolRun> runs, KeyRange range, iceberg::Schema schema,
              std::shared_ptr<arrow::Schema> with_keys)
      : range_(std::move(range)), schema_(std::move(schema)) {
    cursors_.reserve(runs.size());
    for (SpoolRun& run : runs) cursors_.emplace_back(file, std::move(run), range_, with_keys);
  }

  Result<std::optional<RowBatch>> Next() override {
    if (!started_) LP_TRY(Start());
    std::vector<Stretch> stretches;
    std::vector<size_t> picks;
    std::vector<size_t> stretch_of(cursors_.size(), kNone);
    while (!heap_.empty() && picks.size() < kRowsInBatch) {
      size_t least = heap_.top().second;
      heap_.pop();
      Cursor& cursor = cursors_[least];
      if (stretch_of[least] == kNone) {
        stretch_of[least] = stretches.size();
        stretches.push_back({cursor.rows(), cursor.row(), 0});
      }
      picks.push_back(stretch_of[least]);
      stretches[stretch_of[least]].count += 1;
      cursor.Advance();
      if (cursor.at_end()) {
        stretch_of[least] = kNone;
        LP_TRY(cursor.Load());
      }
      if (!cursor.at_end()) heap_.emplace(cursor.key(), least);
    }
    if (picks.empty()) return std::optional<RowBatch>();
    return Make(stretches, picks);
  }

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);
  using Head = std::pair<std::string_view, size_t>;

  Status Start() {
    started_ = true;
    for (size_t i = 0; i < cursors_.size(); ++i) {
      LP_TRY(cursors_[i].Load());
      if (!cursors_[i].at_end()) heap_.emplace(cursors_[i].key(), i);
    }
    return Ok();
  }

  Result<std::optional<RowBatch>> Make(const std::vector<Stretch>& stretches, const std::vector<size_t>& picks) const {
    auto merged = Interleave(stretches, picks);
    if (!merged.ok()) return Internal("sorted rows can't be put together: {}", merged.status().message());
    auto without_keys = (*merged)->RemoveColumn((*merged)->num_columns() - 1);
    if (!without_keys.ok()) return Internal("{}", without_keys.status().message());
    return std::optional(RowBatch(std::make_shared<RowBatch::Data>(RowBatch::Data{schema_, *std::move(without_keys)})));
  }

  const KeyRange range_;
  const iceberg::Schema schema_;
  std::vector<Cursor> cursors_;
  std::priority_queue<Head, std::vector<Head>, std::greater<>> heap_;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<RowReader> MergeRuns(const TempFile* file, std::vector<SpoolRun> runs, KeyRange range,
                                     iceberg::Schema schema, std::shared_ptr<arrow::Schema> with_keys) {
  return std::make_unique<MergeReader>(file, std::move(runs), std::move(range), std::move(schema),
                                       std::move(with_keys));
}

}  // namespace lakeport::formats
