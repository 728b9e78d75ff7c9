#include "jobs/ingest/checksums.h"

#include <utility>

#include "formats/table_sum.h"
#include "iceberg/scan.h"

namespace lakeport::ingest {
namespace {

using formats::TableChecksum;

formats::TableSumOptions SumOptions(const ChecksumContext& context, iceberg::NameMapping mapping) {
  return {.schema = context.schema,
          .mapping = std::move(mapping),
          .open = {},
          .threads = context.threads,
          .stop = context.stop};
}

}  // namespace

Result<TableChecksum> ChecksumSource(const ChecksumContext& context, Stores& stores, Adoption& adoption) {
  auto options = SumOptions(context, adoption.mapping());
  options.open = [&](const Location& location) -> Result<std::unique_ptr<storage::InputFile>> {
    LP_ASSIGN(storage::FileIO * io, stores.Get(location));
    return io->Open(location);
  };
  formats::TableSum sum(std::move(options));
  auto add = [&](const std::vector<SourceFile>& files) -> Status {
    for (const SourceFile& file : files) {
      LP_TRY(sum.Add({.location = file.info.location,
                      .format = *AdoptableFormat(file.partition->format),
                      .constants = formats::ConstantsOf(context.spec, file.partition->values)}));
    }
    return Ok();
  };
  LP_TRY(adoption.VisitAgain(add));
  return sum.Finish();
}

Result<TableChecksum> ChecksumManifests(const ChecksumContext& context, storage::FileIO& io,
                                        const std::vector<iceberg::ManifestFile>& manifests,
                                        const std::string& name_mapping) {
  LP_ASSIGN(auto mapping, iceberg::ParseNameMapping(name_mapping));
  auto options = SumOptions(context, std::move(mapping));
  options.open = [&](const Location& location) { return io.Open(location); };
  formats::TableSum sum(std::move(options));
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
