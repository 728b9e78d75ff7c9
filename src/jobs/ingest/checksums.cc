#include "jobs/ingest/checksums.h"

#include <map>
#include <memory>
#include <utility>

#include "base/parallel.h"
#include "formats/row_reader.h"
#include "iceberg/manifest_io.h"

namespace lakeport::ingest {
namespace {

using formats::TableChecksum;

constexpr size_t kFilesInBatch = 1'024;

// A file to be read, and what its partition says of it.
struct RowFile {
  Location location;
  iceberg::FileFormat format = iceberg::FileFormat::kParquet;
  std::vector<iceberg::Value> partition;
};

class Summing {
 public:
  Summing(const ChecksumContext& context, iceberg::NameMapping mapping)
      : context_(context), mapping_(std::move(mapping)) {}

  // `open`: (const Location&) -> Result<std::unique_ptr<storage::InputFile>>, from several threads.
  template <typename Open>
  Status Add(const std::vector<RowFile>& files, Open&& open) {
    auto sum = [&](const RowFile& file, std::stop_token) -> Result<SumPtr> {
      LP_ASSIGN(auto opened, open(file.location));
      return Sum(file, std::move(opened));
    };
    LP_ASSIGN(auto sums, MapParallel(files, sum, {.threads = context_.threads, .stop = context_.stop}));
    for (const SumPtr& one : sums) total_.Add(*one);
    return Ok();
  }

  const TableChecksum& total() const { return total_; }

 private:
  using SumPtr = std::shared_ptr<const TableChecksum>;

  Result<SumPtr> Sum(const RowFile& file, std::shared_ptr<const storage::InputFile> opened) const {
    formats::RowReaderOptions options{.schema = context_.schema, .mapping = mapping_};
    for (size_t i = 0; i < context_.spec.fields.size() && i < file.partition.size(); ++i) {
      options.constants[context_.spec.fields[i].source_id] = file.partition[i];
    }
    LP_ASSIGN(auto reader, formats::OpenRowReader(file.format, std::move(opened), std::move(options)));
    LP_ASSIGN(auto sum, formats::ChecksumRows(*reader));
    return std::make_shared<const TableChecksum>(std::move(sum));
  }

  const ChecksumContext& context_;
  const iceberg::NameMapping mapping_;
  TableChecksum total_;
};

}  // namespace

Result<TableChecksum> ChecksumSource(const ChecksumContext& context, Stores& stores, Adoption& adoption) {
  Summing summing(context, adoption.mapping());
  auto open = [&](const Location& location) -> Result<std::unique_ptr<storage::InputFile>> {
    LP_ASSIGN(storage::FileIO * io, stores.Get(location));
    return io->Open(location);
  };
  LP_TRY(adoption.VisitAgain([&](const std::vector<SourceFile>& files) {
    std::vector<RowFile> row_files;
    for (const SourceFile& file : files) {
      row_files.push_back({file.info.location, *AdoptableFormat(file.partition->format), file.partition->values});
    }
    return summing.Add(row_files, open);
  }));
  return summing.total();
}

Result<TableChecksum> ChecksumManifests(const ChecksumContext& context, storage::FileIO& io,
                                        const std::vector<iceberg::ManifestFile>& manifests,
                                        const std::string& name_mapping) {
  LP_ASSIGN(auto mapping, iceberg::ParseNameMapping(name_mapping));
  Summing summing(context, std::move(mapping));
  auto open = [&](const Location& location) { return io.Open(location); };
  std::vector<RowFile> batch;
  for (const iceberg::ManifestFile& manifest : manifests) {
    LP_TRY(iceberg::ReadManifest(io, manifest, [&](const iceberg::ManifestEntry& entry) -> Status {
      LP_ASSIGN(Location location, Location::Parse(entry.data_file.file_path));
      batch.push_back({std::move(location), entry.data_file.file_format, entry.data_file.partition});
      if (batch.size() < kFilesInBatch) return Ok();
      return summing.Add(std::exchange(batch, {}), open);
    }));
  }
  LP_TRY(summing.Add(batch, open));
  return summing.total();
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
