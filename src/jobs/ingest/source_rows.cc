#include "jobs/ingest/source_rows.h"

#include <algorithm>
#include <utility>

namespace lakeport::ingest {
namespace {

constexpr int64_t kLargeBatchCells = 1 << 20;
constexpr int64_t kMostRows = 64 * 1024;
constexpr int64_t kLeastRows = 1024;

Result<std::unique_ptr<formats::RowReader>> Open(Stores& stores, const SourceFile& file,
                                                 formats::RowReaderOptions options, formats::FileRange range) {
  auto format = AdoptableFormat(file.partition->format);
  const auto& serde = file.partition->serde;
  if (!format && serde == nullptr) {
    return Unsupported("{} files can't be read here", hive::ToString(file.partition->format));
  }
  LP_ASSIGN(storage::FileIO * io, stores.Get(file.info.location));
  LP_ASSIGN(auto opened, io->Open(file.info.location));
  if (opened->size() != file.info.size) {
    return Unavailable("{} had {} bytes when it was listed and has {} now: someone is writing to it",
                       file.info.location.ToString(), file.info.size, opened->size());
  }
  if (!format) return serde->Open(std::move(opened), std::move(options), range);
  return formats::OpenRowReader(*format, std::move(opened), std::move(options), range);
}

}  // namespace

Result<std::unique_ptr<formats::RowReader>> OpenSourceRows(Stores& stores, const SourceFile& file,
                                                           const TargetSchema& target,
                                                           const iceberg::NameMapping& mapping,
                                                           formats::FileRange range) {
  return Open(stores, file, ReaderOptions(target, *file.partition, mapping), range);
}

Result<std::unique_ptr<formats::RowReader>> OpenSourceRowsInLargeBatches(Stores& stores, const SourceFile& file,
                                                                         const TargetSchema& target,
                                                                         const iceberg::NameMapping& mapping,
                                                                         formats::FileRange range) {
  auto options = ReaderOptions(target, *file.partition, mapping);
  auto columns = static_cast<int64_t>(std::max<size_t>(target.schema.fields().size(), 1));
  options.batch_rows = std::clamp(kLargeBatchCells / columns, kLeastRows, kMostRows);
  return Open(stores, file, std::move(options), range);
}

bool CanSplit(const SourceFile& file) {
  auto format = AdoptableFormat(file.partition->format);
  if (format) return formats::IsSplittable(*format);
  const auto& serde = file.partition->serde;
  return serde != nullptr && serde->IsSplittable(file.info.location.name());
}

}  // namespace lakeport::ingest
