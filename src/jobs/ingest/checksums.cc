#include "jobs/ingest/checksums.h"

#include <memory>
#include <utility>

#include "base/parallel.h"
#include "formats/table_sum.h"
#include "iceberg/scan.h"
#include "jobs/ingest/source_rows.h"

namespace lakeport::ingest {
namespace {

using formats::TableChecksum;

using SumPtr = std::shared_ptr<const TableChecksum>;

}  // namespace

Result<TableChecksum> ChecksumSource(const ChecksumContext& context, Stores& stores, Adoption& adoption) {
  TableChecksum total;
  auto sum = [&](const SourceFile& file, std::stop_token) -> Result<SumPtr> {
    LP_ASSIGN(auto reader, OpenSourceRows(stores, file, adoption.target(), adoption.source_mapping()));
    LP_ASSIGN(auto one, formats::ChecksumRows(*reader));
    return std::make_shared<const TableChecksum>(std::move(one));
  };
  auto add = [&](const std::vector<SourceFile>& files) -> Status {
    LP_ASSIGN(auto sums, MapParallel(files, sum, {.threads = context.threads, .stop = context.stop}));
    for (const SumPtr& one : sums) total.Add(*one);
    return Ok();
  };
  LP_TRY(adoption.VisitAgain(add));
  return total;
}

Result<TableChecksum> ChecksumManifests(const ChecksumContext& context, storage::FileIO& io,
                                        const std::vector<iceberg::ManifestFile>& manifests,
                                        const std::string& name_mapping) {
  LP_ASSIGN(auto mapping, iceberg::ParseNameMapping(name_mapping));
  formats::TableSum sum({.schema = context.schema,
                         .mapping = std::move(mapping),
                         .open = [&](const Location& location) { return io.Open(location); },
                         .threads = context.threads,
                         .stop = context.stop});
  auto add = [&](const iceberg::ManifestEntry& entry, const iceberg::PartitionSpec& spec) -> Status {
    LP_ASSIGN(auto file, formats::ToRowFile(entry.data_file, spec));
    return sum.Add(std::move(file));
  };
  LP_TRY(iceberg::VisitDataFiles(io, manifests, add));
  return sum.Finish();
}

Status CompareChecksumsOf(const iceberg::Schema& schema, const TableChecksum& source, const TableChecksum& target) {
  if (source.row_count() != target.row_count()) {
    return Internal("the source has {} rows, the new table {}", source.row_count(), target.row_count());
  }
  for (size_t i = 0; i < source.columns().size() && i < target.columns().size(); ++i) {
    if (source.columns()[i] == target.columns()[i]) continue;
    return Internal("column {} differs: its checksum is {} in the source and {} in the new table",
                    schema.fields().at(i).name, source.columns()[i].ToString(), target.columns()[i].ToString());
  }
  if (source == target) return Ok();
  return Internal("the new table has other columns than its source");
}

}  // namespace lakeport::ingest
