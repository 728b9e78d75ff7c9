#include "jobs/ingest/rewriter.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "base/parallel.h"
#include "iceberg/transform.h"
#include "jobs/ingest/partition_version.h"
#include "jobs/ingest/rewrite_units.h"
#include "jobs/ingest/rolling_files.h"
#include "jobs/ingest/source_rows.h"

namespace lakeport::ingest {
namespace {

constexpr int64_t kWriterMemory = 256ll << 20;  // of all writers together
constexpr int64_t kLeastRowGroup = 8ll << 20;
constexpr int64_t kMostRowGroup = 128ll << 20;  // write.parquet.row-group-size-bytes

// What became of one unit.
struct Written {
  int64_t rows = 0;  // read
  std::vector<iceberg::DataFile> files{};
};

class DirectRewriter final : public Rewriter {
 public:
  DirectRewriter(const RewriteContext& context, OnRows on_rows, OnFile on_file)
      : context_(context), on_rows_(std::move(on_rows)), on_file_(std::move(on_file)) {}

  Status Add(std::vector<RewriteFile> files) override {
    std::vector<RewriteUnit> units = MakeUnits(std::move(files), UnitBytes(context_));
    auto threads = static_cast<size_t>(std::max(context_.threads, 1));
    // With fewer units than threads, each unit is written by several.
    size_t lanes = units.empty() ? 1 : std::max<size_t>(1, threads / units.size());
    auto position = units.begin();
    auto next = [&]() -> Result<std::optional<Numbered>> {
      if (position == units.end()) return std::optional<Numbered>();
      return std::optional(Numbered{++units_, std::move(*position++)});
    };
    auto write = [&](const Numbered& one, std::stop_token stop) {
      bool share = lanes > 1 && one.unit.bytes > UnitBytes(context_);
      return share ? WriteInLanes(one, lanes, stop) : Write(one, stop);
    };
    auto keep = [this](const Numbered& one, Result<Written> written) { return Keep(one, std::move(written)); };
    return RunParallel(next, write, keep, {.threads = context_.threads, .ordered = true, .stop = context_.stop});
  }

  Status Finish() override { return Ok(); }

 private:
  struct Numbered {
    int64_t number = 0;
    RewriteUnit unit;
  };

  RollingFiles Files(const Numbered& one, size_t lane) const {
    auto partition = one.unit.parts.front().file->source.partition;
    auto place = [this, partition, number = one.number, lane](int n) -> Result<Location> {
      LP_ASSIGN(auto folder,
                iceberg::FormatPartitionPath(context_.layout.spec, context_.target.schema, partition->values));
      return context_.place(folder, NewFileName(number, lane, n, partition->version));
    };
    return RollingFiles(context_.io, {.writer = WriterOptions(context_),
                                      .target_bytes = context_.layout.target_file_size,
                                      .partition = partition->values,
                                      .place = std::move(place)});
  }

  Result<Written> Write(const Numbered& one, std::stop_token stop) const {
    UnitReader reader(context_, one.unit);
    RollingFiles files = Files(one, 0);
    while (true) {
      if (stop.stop_requested()) return Cancelled("stopped while writing files anew");
      LP_ASSIGN(auto rows, reader.Next());
      if (!rows) break;
      LP_TRY(files.Write(*rows));
    }
    LP_ASSIGN(auto written, files.Finish());
    return Written{reader.row_count(), std::move(written)};
  }

  static Status WriteAll(const std::vector<formats::RowBatch>& rows, RollingFiles& files) {
    for (const auto& batch : rows) LP_TRY(files.Write(batch));
    return Ok();
  }

  // One thread decodes, several encode, each into files of its own.
  Result<Written> WriteInLanes(const Numbered& one, size_t lanes, std::stop_token stop) const {
    UnitReader reader(context_, one.unit);
    std::mutex mutex;
    std::vector<RollingFiles> idle;  // at least one for each thread that looks, unless a lane is lost
    std::optional<Error> lost;       // why: nothing of the file is of any use then
    for (size_t lane = 0; lane < lanes; ++lane) idle.push_back(Files(one, lane));
    auto next = [&] { return reader.NextGroup(); };
    auto write = [&](const std::vector<formats::RowBatch>& rows, std::stop_token) -> Status {
      std::unique_lock lock(mutex);
      if (lost) return *lost;
      RollingFiles files = std::move(idle.back());
      idle.pop_back();
      lock.unlock();
      Status written = WriteAll(rows, files);
      lock.lock();
      if (!written.ok()) {
        lost = written.error();
        return written;
      }
      idle.push_back(std::move(files));
      return Ok();
    };
    auto check = [](const std::vector<formats::RowBatch>&, Status written) { return written; };
    ParallelOptions options{
        .threads = static_cast<int>(lanes), .in_flight = static_cast<int>(lanes) + 1, .stop = std::move(stop)};
    LP_TRY(RunParallel(next, write, check, options));
    Written all{.rows = reader.row_count()};
    for (RollingFiles& files : idle) {
      LP_ASSIGN(auto written, files.Finish());
      for (auto& file : written) all.files.push_back(std::move(file));
    }
    return all;
  }

  Status Keep(const Numbered& one, Result<Written> result) {
    LP_ASSIGN(auto written, std::move(result));
    on_rows_(one.unit.parts.front().file->source.partition->values, written.rows);
    for (auto& file : written.files) LP_TRY(on_file_(std::move(file)));
    return Ok();
  }

  const RewriteContext& context_;
  const OnRows on_rows_;
  const OnFile on_file_;
  int64_t units_ = 0;
};

}  // namespace

formats::RowWriterOptions WriterOptions(const RewriteContext& context) {
  int64_t share = kWriterMemory / std::max(context.threads, 1);
  return {.schema = context.target.schema, .row_group_bytes = std::clamp(share, kLeastRowGroup, kMostRowGroup)};
}

std::unique_ptr<Rewriter> MakeRewriter(const RewriteContext& context, Rewriter::OnRows on_rows,
                                       Rewriter::OnFile on_file) {
  if (context.layout.gathers()) return MakeGatheringRewriter(context, std::move(on_rows), std::move(on_file));
  return MakeDirectRewriter(context, std::move(on_rows), std::move(on_file));
}

std::unique_ptr<Rewriter> MakeDirectRewriter(const RewriteContext& context, Rewriter::OnRows on_rows,
                                             Rewriter::OnFile on_file) {
  return std::make_unique<DirectRewriter>(context, std::move(on_rows), std::move(on_file));
}

}  // namespace lakeport::ingest
