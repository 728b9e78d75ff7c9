#include "jobs/ingest/rewrite_units.h"

#include <algorithm>
#include <utility>

#include "jobs/ingest/source_rows.h"

namespace lakeport::ingest {
namespace {

constexpr int64_t kRowsInGroup = 128 * 1024;
constexpr int64_t kLeastBytes = 32ll << 20;
// Of what text has, Parquet needs about a fifth.
constexpr int64_t kTextShrinks = 5;

int64_t Weight(const SourceFile& file) {
  return AdoptableFormat(file.partition->format) ? file.info.size : file.info.size / kTextShrinks;
}

std::vector<RewritePart> Split(RewriteFile file, int64_t unit_bytes) {
  int64_t size = file.source.info.size;
  int64_t weight = Weight(file.source);
  auto shared = std::make_shared<const RewriteFile>(std::move(file));
  int64_t count = CanSplit(shared->source) ? std::max<int64_t>(1, weight / unit_bytes) : 1;
  std::vector<RewritePart> parts;
  for (int64_t i = 0; i < count; ++i) {
    formats::FileRange range;
    if (i > 0) range.begin = size / count * i;
    if (i + 1 < count) range.end = size / count * (i + 1);
    parts.push_back({.file = shared, .range = range, .bytes = std::min(range.end, size) - range.begin});
  }
  return parts;
}

}  // namespace

int64_t UnitBytes(const RewriteContext& context) {
  int64_t share = context.source_bytes / std::max(context.threads, 1);
  return std::min(context.layout.target_file_size, std::max(share, kLeastBytes));
}

std::vector<RewriteUnit> MakeUnits(std::vector<RewriteFile> files, int64_t unit_bytes) {
  std::vector<RewriteUnit> units;
  const SourcePartition* partition = nullptr;
  for (RewriteFile& file : files) {
    bool new_partition = file.source.partition.get() != partition;
    partition = file.source.partition.get();
    for (RewritePart& part : Split(std::move(file), unit_bytes)) {
      if (new_partition || units.back().bytes + part.bytes / 2 >= unit_bytes) units.emplace_back();
      new_partition = false;
      units.back().bytes += part.bytes;
      units.back().parts.push_back(std::move(part));
    }
  }
  return units;
}

Result<std::optional<formats::RowBatch>> UnitReader::Next() {
  while (part_ < unit_.parts.size()) {
    const RewritePart& part = unit_.parts[part_];
    if (reader_ == nullptr) {
      auto open = context_.layout.gathers() ? OpenSourceRowsInLargeBatches : OpenSourceRows;
      LP_ASSIGN(reader_, open(context_.stores, part.file->source, context_.target, part.file->mapping, part.range));
    }
    LP_ASSIGN(auto rows, reader_->Next());
    if (rows) {
      row_count_ += rows->row_count();
      return rows;
    }
    reader_.reset();
    context_.on_bytes(part.bytes);
    if (part.range.begin == 0) context_.on_file();
    ++part_;
  }
  return std::optional<formats::RowBatch>();
}

Result<std::optional<std::vector<formats::RowBatch>>> UnitReader::NextGroup() {
  std::vector<formats::RowBatch> group;
  for (int64_t count = 0; count < kRowsInGroup;) {
    LP_ASSIGN(auto rows, Next());
    if (!rows) break;
    count += rows->row_count();
    group.push_back(*std::move(rows));
  }
  return group.empty() ? std::optional<std::vector<formats::RowBatch>>() : std::optional(std::move(group));
}

}  // namespace lakeport::ingest
