#include "formats/table_sum.h"

#include <utility>

#include "base/parallel.h"
#include "formats/column_match.h"
#include "formats/footer.h"
#include "iceberg/value_check.h"

namespace lakeport::formats {
namespace {

constexpr size_t kFilesInBatch = 1'024;

Status CheckSize(const RowFile& file, const storage::InputFile& opened) {
  if (!file.size || *file.size == opened.size()) return Ok();
  return CorruptData("{} has {} bytes, and not {} as its table says", file.location.ToString(), opened.size(),
                     *file.size);
}

Status CheckRows(const RowFile& file, const TableChecksum& checksum) {
  if (!file.row_count || *file.row_count == checksum.row_count()) return Ok();
  return CorruptData("{} has {} rows, and not {} as its table says", file.location.ToString(), checksum.row_count(),
                     *file.row_count);
}

Status CheckConstants(const RowFile& file, const iceberg::Schema& schema) {
  for (const auto& field : schema.fields()) {
    auto constant = file.constants.find(field.id);
    if (constant == file.constants.end() || iceberg::IsValueOf(*field.type, constant->second)) continue;
    return CorruptData("{}: the partition's value of column \"{}\" is no {}", file.location.ToString(), field.name,
                       field.type->ToString());
  }
  return Ok();
}

// Without a mapping, a file without field ids would seem to lack every column.
Status CheckIds(const RowFile& file, const storage::InputFile& opened) {
  LP_ASSIGN(auto footer, ReadFooter(file.format, opened), "opening the rows of {}", file.location.ToString());
  if (HasFieldIds(footer.columns)) return Ok();
  return Unsupported("{} has no field ids, and its table no name mapping to tell columns by", file.location.ToString());
}

}  // namespace

std::map<int32_t, iceberg::Value> ConstantsOf(const iceberg::PartitionSpec& spec,
                                              const std::vector<iceberg::Value>& partition) {
  std::map<int32_t, iceberg::Value> constants;
  for (size_t i = 0; i < spec.fields.size() && i < partition.size(); ++i) {
    const auto& field = spec.fields[i];
    if (field.transform.kind == iceberg::TransformKind::kIdentity) constants[field.source_id] = partition[i];
  }
  return constants;
}

Result<RowFile> ToRowFile(const iceberg::DataFile& file, const iceberg::PartitionSpec& spec) {
  LP_ASSIGN(Location location, Location::Parse(file.file_path));
  return RowFile{.location = std::move(location),
                 .format = file.file_format,
                 .constants = ConstantsOf(spec, file.partition),
                 .size = file.file_size_in_bytes,
                 .row_count = file.metrics.record_count};
}

Status TableSum::Add(RowFile file) {
  ++file_count_;
  batch_.push_back(std::move(file));
  return batch_.size() < kFilesInBatch ? Ok() : ReadBatch();
}

Result<TableChecksum> TableSum::Finish() {
  LP_TRY(ReadBatch());
  return total_;
}

Status TableSum::ReadBatch() {
  auto position = batch_.begin();
  auto next = [&]() -> Result<std::optional<const RowFile*>> {
    return position == batch_.end() ? std::optional<const RowFile*>() : std::optional<const RowFile*>(&*position++);
  };
  auto read = [this](const RowFile* file, std::stop_token) { return Read(*file); };
  auto add = [this](const RowFile*, Result<Part> read_one) -> Status {
    LP_ASSIGN(auto part, std::move(read_one));
    total_.Add(*part);
    return Ok();
  };
  LP_TRY(RunParallel(next, read, add, {.threads = options_.threads, .ordered = true, .stop = options_.stop}));
  batch_.clear();
  return Ok();
}

Result<TableSum::Part> TableSum::Read(const RowFile& file) const {
  LP_ASSIGN(auto opened, options_.open(file.location));
  LP_TRY(CheckSize(file, *opened));
  LP_TRY(CheckConstants(file, options_.schema));
  if (options_.mapping.empty()) LP_TRY(CheckIds(file, *opened));
  LP_ASSIGN(auto reader,
            OpenRowReader(file.format, std::move(opened),
                          {.schema = options_.schema, .mapping = options_.mapping, .constants = file.constants}));
  LP_ASSIGN(auto checksum, ChecksumRows(*reader));
  LP_TRY(CheckRows(file, checksum));
  return std::make_shared<const TableChecksum>(std::move(checksum));
}

}  // namespace lakeport::formats
