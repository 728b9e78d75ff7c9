#include <algorithm>
#include <atomic>
#include <unordered_map>
#include <utility>

#include "base/parallel.h"
#include "formats/row_spool.h"
#include "iceberg/transform.h"
#include "jobs/ingest/partition_hash.h"
#include "jobs/ingest/partition_version.h"
#include "jobs/ingest/rewrite_units.h"
#include "jobs/ingest/rewriter.h"
#include "jobs/ingest/rolling_files.h"

namespace lakeport::ingest {
namespace {

constexpr int64_t kSpoolMemory = 192ll << 20;
constexpr int64_t kMostInRun = 32ll << 20;
constexpr int64_t kLeastInRun = 4ll << 20;
constexpr int64_t kMergeMemory = 128ll << 20;  // of all pieces that are merged at once; a run needs about 1 MB
constexpr int64_t kMegabyte = 1ll << 20;
// Rows need so many times more in memory than in a file.
constexpr int64_t kPacked = 4;
constexpr int64_t kLeastInPiece = 128ll << 20;

class GatheringRewriter final : public Rewriter {
 public:
  GatheringRewriter(const RewriteContext& context, OnRows on_rows, OnFile on_file)
      : context_(context),
        threads_(std::max(context.threads, 1)),
        on_rows_(std::move(on_rows)),
        on_file_(std::move(on_file)) {}

  Status Add(std::vector<RewriteFile> files) override {
    if (spool_ == nullptr) {
      LP_ASSIGN(spool_, formats::RowSpool::Make(SpoolOptions()));
    }
    for (const RewriteFile& file : files) NoteVersion(*file.source.partition);
    std::vector<RewriteUnit> units = MakeUnits(std::move(files), UnitBytes(context_));
    if (units.size() >= static_cast<size_t>(threads_)) return GatherInParallel(std::move(units));
    for (const RewriteUnit& unit : units) LP_TRY(Gather(unit));
    return Ok();
  }

  Status Finish() override {
    if (spool_ == nullptr) return Ok();
    int64_t parted = 0;
    for (const auto& count : spool_->Counts()) {
      parted += count.row_count;
      on_rows_(count.partition, count.row_count);
    }
    if (parted != rows_read_) return Internal("{} rows were read, and {} were put into partitions", rows_read_, parted);
    LP_ASSIGN(auto pieces, spool_->Cut(PieceBytes()));
    return Write(std::move(pieces));
  }

 private:
  formats::SpoolOptions SpoolOptions() const {
    return {.schema = context_.target.schema,
            .spec = context_.layout.spec,
            .order = context_.layout.sort_order,
            .memory_bytes = kSpoolMemory,
            .run_bytes = std::clamp(kSpoolMemory / 2 / threads_, kLeastInRun, kMostInRun),
            .merged_runs = static_cast<size_t>(std::clamp<int64_t>(kMergeMemory / threads_ / kMegabyte, 8, 64))};
  }

  // Hive may have two partitions for one of Iceberg's ("n=1", "n=01").
  void NoteVersion(const SourcePartition& partition) {
    if (context_.layout.repartitions) return;
    auto [known, is_new] = versions_.emplace(HashPartition(partition.values), partition.version);
    if (!is_new && known->second != partition.version) known->second.clear();
  }

  std::string Version(const formats::SpoolPiece& piece) const {
    auto version = versions_.find(HashPartition(piece.partition));
    return version == versions_.end() ? "" : version->second;
  }

  // A file's rows, but enough pieces for all threads.
  int64_t PieceBytes() const {
    int64_t share = context_.source_bytes * kPacked / threads_;
    return std::min(context_.layout.target_file_size * kPacked, std::max(share, kLeastInPiece));
  }

  Status GatherInParallel(std::vector<RewriteUnit> units) {
    auto position = units.begin();
    auto next = [&]() -> Result<std::optional<RewriteUnit>> {
      return position == units.end() ? std::optional<RewriteUnit>() : std::optional(std::move(*position++));
    };
    auto gather = [this](const RewriteUnit& unit, std::stop_token stop) -> Status {
      UnitReader reader(context_, unit);
      while (true) {
        if (stop.stop_requested()) return Cancelled("stopped while reading files");
        LP_ASSIGN(auto rows, reader.Next());
        if (!rows) break;
        LP_TRY(spool_->Add(*rows));
      }
      rows_read_ += reader.row_count();
      return Ok();
    };
    auto check = [](const RewriteUnit&, Status gathered) { return gathered; };
    return RunParallel(next, gather, check, {.threads = threads_, .stop = context_.stop});
  }

  // One thread decodes, the others part and sort.
  Status Gather(const RewriteUnit& unit) {
    UnitReader reader(context_, unit);
    auto next = [&] { return reader.NextGroup(); };
    auto gather = [this](const std::vector<formats::RowBatch>& rows, std::stop_token) -> Status {
      for (const auto& batch : rows) LP_TRY(spool_->Add(batch));
      return Ok();
    };
    auto check = [](const std::vector<formats::RowBatch>&, Status gathered) { return gathered; };
    LP_TRY(RunParallel(next, gather, check, {.threads = threads_, .in_flight = threads_ + 1, .stop = context_.stop}));
    rows_read_ += reader.row_count();
    return Ok();
  }

  Status Write(std::vector<formats::SpoolPiece> pieces) {
    int64_t number = 0;
    auto next = [&]() -> Result<std::optional<Numbered>> {
      auto place = static_cast<size_t>(number);
      return place == pieces.size() ? std::optional<Numbered>() : Numbered{++number, std::move(pieces[place])};
    };
    auto write = [this](const Numbered& one, std::stop_token stop) { return WritePiece(one, stop); };
    auto keep = [this](const Numbered&, Result<std::vector<iceberg::DataFile>> result) -> Status {
      LP_ASSIGN(auto written, std::move(result));
      for (auto& file : written) LP_TRY(on_file_(std::move(file)));
      return Ok();
    };
    return RunParallel(next, write, keep, {.threads = threads_, .ordered = true, .stop = context_.stop});
  }

  struct Numbered {
    int64_t number = 0;
    formats::SpoolPiece piece;
  };

  Result<std::vector<iceberg::DataFile>> WritePiece(const Numbered& one, std::stop_token stop) {
    LP_ASSIGN(auto folder,
              iceberg::FormatPartitionPath(context_.layout.spec, context_.target.schema, one.piece.partition));
    auto place = [&](int n) { return context_.place(folder, NewFileName(one.number, 0, n, Version(one.piece))); };
    RollingFiles files(context_.io, {.writer = WriterOptions(context_),
                                     .target_bytes = context_.layout.target_file_size,
                                     .partition = one.piece.partition,
                                     .sort_order_id = context_.layout.sort_order.order_id,
                                     .place = place});
    LP_ASSIGN(auto reader, spool_->Open(one.piece));
    while (true) {
      if (stop.stop_requested()) return Cancelled("stopped while writing files anew");
      LP_ASSIGN(auto rows, reader->Next());
      if (!rows) return files.Finish();
      LP_TRY(files.Write(*rows));
    }
  }

  const RewriteContext& context_;
  const int threads_;
  const OnRows on_rows_;
  const OnFile on_file_;
  std::unique_ptr<formats::RowSpool> spool_;
  std::unordered_map<size_t, std::string> versions_;  // of Hive's partitions, by a hash of their values
  std::atomic<int64_t> rows_read_ = 0;
};

}  // namespace

std::unique_ptr<Rewriter> MakeGatheringRewriter(const RewriteContext& context, Rewriter::OnRows on_rows,
                                                Rewriter::OnFile on_file) {
  return std::make_unique<GatheringRewriter>(context, std::move(on_rows), std::move(on_file));
}

}  // namespace lakeport::ingest
