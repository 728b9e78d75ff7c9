#include "formats/position_deletes.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>

#include "formats/row_reader.h"
#include "formats/row_spool.h"
#include "formats/row_writer.h"
#include "formats/rows/batch_data.h"
#include "iceberg/avro/record_edit.h"
#include "iceberg/puffin.h"

namespace lakeport::formats {
namespace {

using iceberg::FileFormat;
using iceberg::RelocatedDeletes;

// Spec, "Reserved Field IDs".
constexpr int32_t kPathColumn = 2147483546;
constexpr int32_t kPositionColumn = 2147483545;

iceberg::Schema DeletesSchema() {
  return {0,
          {{.id = kPathColumn,
            .name = "file_path",
            .type = iceberg::Type::Primitive(iceberg::TypeId::kString),
            .required = true},
           {.id = kPositionColumn,
            .name = "pos",
            .type = iceberg::Type::Primitive(iceberg::TypeId::kLong),
            .required = true}}};
}

// Paths at their new places. Rows of one data file follow each other, so the last path is mostly the next one.
class Paths {
 public:
  explicit Paths(const iceberg::PathMap& map) : map_(map) {}

  Result<std::string> Map(std::string_view path) {
    if (path != last_ || mapped_.empty()) {
      LP_ASSIGN(mapped_, map_.Get(path));
      last_ = path;
      if (!least_ || mapped_ < *least_) least_ = mapped_;
      if (!greatest_ || mapped_ > *greatest_) greatest_ = mapped_;
    }
    return mapped_;
  }

  const std::optional<std::string>& least() const { return least_; }
  const std::optional<std::string>& greatest() const { return greatest_; }

 private:
  const iceberg::PathMap& map_;
  std::string last_, mapped_;
  std::optional<std::string> least_, greatest_;
};

Result<RowBatch> MapBatch(const RowBatch& rows, Paths& paths) {
  const auto& batch = *rows.data().batch;
  if (batch.column(0)->null_count() > 0) return CorruptData("a row names no data file");
  const auto& column = static_cast<const arrow::BinaryArray&>(*batch.column(0));
  arrow::StringBuilder builder;
  for (int64_t i = 0; i < column.length(); ++i) {
    LP_ASSIGN(auto path, paths.Map(column.GetView(i)));
    if (!builder.Append(path).ok()) return Internal("out of memory");
  }
  auto mapped = builder.Finish();
  if (!mapped.ok()) return Internal("out of memory");
  auto with_paths = batch.SetColumn(0, batch.schema()->field(0), *mapped);
  if (!with_paths.ok()) return Internal("{}", with_paths.status().ToString());
  return RowBatch(std::make_shared<RowBatch::Data>(RowBatch::Data{rows.data().schema, *with_paths}));
}

// Rows whose paths are mapped, as `take` gets them.
template <typename Take>
Status VisitMapped(RowReader& reader, Paths& paths, Take take) {
  for (;;) {
    LP_ASSIGN(auto rows, reader.Next());
    if (!rows) return Ok();
    LP_ASSIGN(auto mapped, MapBatch(*rows, paths));
    LP_TRY(take(mapped));
  }
}

iceberg::SortOrder ByPathAndPosition() {
  iceberg::SortOrder order;
  order.order_id = 1;
  for (int32_t id : {kPathColumn, kPositionColumn}) order.fields.emplace_back().source_id = id;
  return order;
}

// Several rules may put the paths into another order: then the rows are sorted anew.
Status WriteSorted(RowReader& reader, Paths& paths, RowWriter& writer) {
  LP_ASSIGN(auto spool, RowSpool::Make({.schema = DeletesSchema(), .order = ByPathAndPosition()}));
  LP_TRY(VisitMapped(reader, paths, [&](const RowBatch& rows) { return spool->Add(rows); }));
  LP_ASSIGN(auto pieces, spool->Cut(std::numeric_limits<int64_t>::max()));
  for (const SpoolPiece& piece : pieces) {
    LP_ASSIGN(auto sorted, spool->Open(piece));
    for (;;) {
      LP_ASSIGN(auto rows, sorted->Next());
      if (!rows) break;
      LP_TRY(writer.Write(*rows));
    }
  }
  return Ok();
}

Result<RelocatedDeletes> RelocateRows(std::unique_ptr<storage::InputFile> from, FileFormat format,
                                      storage::FileIO& to_io, const Location& to, const iceberg::PathMap& map) {
  LP_ASSIGN(auto reader, OpenRowReader(format, std::move(from), {.schema = DeletesSchema()}));
  LP_ASSIGN(auto writer, CreateParquetFile(to_io, to, {.schema = DeletesSchema()}));
  Paths paths(map);
  if (map.rules().size() == 1) {
    LP_TRY(VisitMapped(*reader, paths, [&](const RowBatch& rows) { return writer->Write(rows); }));
  } else {
    LP_TRY(WriteSorted(*reader, paths, *writer));
  }
  LP_ASSIGN(auto written, writer->Finish());
  return RelocatedDeletes{.length = written.file_size_in_bytes,
                          .format = FileFormat::kParquet,
                          .least_path = paths.least(),
                          .greatest_path = paths.greatest()};
}

Result<RelocatedDeletes> RelocateAvro(std::unique_ptr<storage::InputFile> from, std::unique_ptr<storage::OutputFile> to,
                                      const iceberg::PathMap& map) {
  Paths paths(map);
  auto edit = [&](iceberg::avro::RecordEdit& record) -> Status {
    const auto* path = record.Find(kPathColumn);
    if (path == nullptr) return CorruptData("a row names no data file");
    LP_ASSIGN(auto mapped, paths.Map(record.Bytes(*path)));
    return record.SetBytes(*path, mapped);
  };
  LP_ASSIGN(int64_t length, iceberg::avro::EditContainer(std::move(from), std::move(to), {kPathColumn}, edit));
  return RelocatedDeletes{.length = length,
                          .format = FileFormat::kAvro,
                          .least_path = paths.least(),
                          .greatest_path = paths.greatest(),
                          .has_its_columns = true};
}

Result<RelocatedDeletes> RelocateVectors(const storage::InputFile& from, std::unique_ptr<storage::OutputFile> to,
                                         const iceberg::PathMap& map) {
  auto edit = [&](Json& properties) -> Status {
    LP_ASSIGN(auto path, FindString(properties, iceberg::kReferencedDataFile));
    if (!path) return Ok();
    LP_ASSIGN(properties[iceberg::kReferencedDataFile], map.Get(*path));
    return Ok();
  };
  LP_ASSIGN(int64_t length, iceberg::EditPuffin(from, std::move(to), edit));
  return RelocatedDeletes{.length = length, .format = FileFormat::kPuffin, .has_its_columns = true};
}

Result<RelocatedDeletes> Relocate(storage::FileIO& from_io, const Location& from, FileFormat format,
                                  storage::FileIO& to_io, const Location& to, const iceberg::PathMap& map) {
  LP_ASSIGN(auto file, from_io.Open(from));
  if (format == FileFormat::kParquet || format == FileFormat::kOrc) {
    return RelocateRows(std::move(file), format, to_io, to, map);
  }
  LP_ASSIGN(auto output, to_io.Create(to, storage::WriteMode::kCreate));
  return format == FileFormat::kAvro ? RelocateAvro(std::move(file), std::move(output), map)
                                     : RelocateVectors(*file, std::move(output), map);
}

}  // namespace

Result<RelocatedDeletes> RelocatePositionDeletes(storage::FileIO& from_io, const Location& from, FileFormat format,
                                                 storage::FileIO& to_io, const Location& to,
                                                 const iceberg::PathMap& map) {
  LP_ASSIGN(auto relocated, Relocate(from_io, from, format, to_io, to, map), "writing the delete file {} anew",
            from.ToString());
  return relocated;
}

}  // namespace lakeport::formats
