#include "formats/serde/avro_serde.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <arrow/array/util.h>
#include <arrow/record_batch.h>

#include "formats/rows/julian.h"
#include "formats/rows/prepare_arrow.h"
#include "formats/rows/projected_reader.h"
#include "formats/serde/avro_column.h"
#include "formats/serde/avro_table_schema.h"
#include "hivetype/name.h"
#include "iceberg/avro/container_reader.h"

namespace lakeport::formats {
namespace {

using iceberg::avro::ContainerReader;
using iceberg::avro::Decoder;
using iceberg::avro::SchemaPtr;

constexpr size_t kMaxBatchBytes = 32u << 20;  // large records make batches of few rows

// A file that others hold as well.
class SharedFile final : public storage::InputFile {
 public:
  explicit SharedFile(std::shared_ptr<const storage::InputFile> file) : file_(std::move(file)) {}
  const Location& location() const override { return file_->location(); }
  int64_t size() const override { return file_->size(); }
  Result<std::string> ReadAt(int64_t offset, int64_t length) const override { return file_->ReadAt(offset, length); }

 private:
  std::shared_ptr<const storage::InputFile> file_;
};

// Hive counts days so, but for files of Hive 4 and later that say otherwise.
bool IsJulian(const ContainerReader& file) {
  auto said = file.metadata().find("writer.proleptic");
  return said == file.metadata().end() || said->second != "true";
}

class AvroBatches final : public BatchSource {
 public:
  AvroBatches(ContainerReader file, SchemaPtr reader, std::unique_ptr<AvroRecord> record,
              std::vector<std::string> names, int64_t batch_rows)
      : file_(std::move(file)),
        reader_(std::move(reader)),
        record_(std::move(record)),
        names_(std::move(names)),
        batch_rows_(batch_rows),
        is_julian_(IsJulian(file_)) {}

  Result<std::shared_ptr<arrow::RecordBatch>> Next() override {
    int64_t rows = 0;
    size_t bytes = 0;
    while (rows < batch_rows_ && bytes < kMaxBatchBytes) {
      LP_ASSIGN(bool more, PrepareRecord());
      if (!more) break;
      size_t begin = decoder_->position();
      record_->Read(*decoder_);
      LP_TRY(decoder_->status());
      bytes += decoder_->position() - begin;
      --records_left_;
      ++rows;
    }
    if (rows == 0) return std::shared_ptr<arrow::RecordBatch>();
    return FinishBatch(rows);
  }
  std::optional<int64_t> row_count() const override { return std::nullopt; }

 private:
  // Goes on to the next block when this one is done; false at the file's end.
  Result<bool> PrepareRecord() {
    while (records_left_ == 0) {
      if (decoder_ && !decoder_->at_end()) return CorruptData("an Avro block holds more than its records");
      LP_ASSIGN(auto block, file_.NextBlock());
      if (!block) return false;
      records_left_ = block->records;
      decoder_.emplace(block->bytes);
    }
    return true;
  }

  Result<std::shared_ptr<arrow::RecordBatch>> FinishBatch(int64_t rows) {
    arrow::FieldVector fields;
    arrow::ArrayVector arrays;
    for (size_t i = 0; i < names_.size(); ++i) {
      LP_ASSIGN(auto array, record_->members()[i]->Finish());
      fields.push_back(arrow::field(names_[i], array->type()));
      if (is_julian_) {
        auto data = FromJulianCalendar(array->data());
        if (!data.ok()) return FromArrow(data.status()).error();
        array = arrow::MakeArray(*std::move(data));
      }
      arrays.push_back(std::move(array));
    }
    return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(arrays));
  }

  ContainerReader file_;
  SchemaPtr reader_;
  std::unique_ptr<AvroRecord> record_;
  std::vector<std::string> names_;
  int64_t batch_rows_;
  bool is_julian_;
  std::optional<Decoder> decoder_;
  int64_t records_left_ = 0;
};

class AvroSerde final : public Serde {
 public:
  explicit AvroSerde(SchemaPtr schema) : schema_(std::move(schema)) {
    for (const auto& field : schema_->fields) columns_.push_back(AvroColumn(hive::LowerName(field.name), *field.type));
  }

  const std::vector<FileColumn>& columns() const override { return columns_; }
  bool IsSplittable(std::string_view) const override { return false; }

  Result<std::unique_ptr<RowReader>> Open(std::shared_ptr<const storage::InputFile> file, RowReaderOptions options,
                                          FileRange range) const override {
    auto location = file->location().ToString();
    if (range.begin != 0 || range.end < file->size())
      return InvalidArgument("{} can only be read as a whole", location);
    LP_ASSIGN(auto reader, OpenRows(std::move(file), options), "opening the rows of {}", location);
    return reader;
  }

 private:
  Result<std::unique_ptr<RowReader>> OpenRows(std::shared_ptr<const storage::InputFile> file,
                                              const RowReaderOptions& options) const {
    if (options.batch_rows <= 0) return InvalidArgument("a batch of {} rows was asked for", options.batch_rows);
    LP_TRY(PrepareArrow());
    FileFooter footer;
    footer.columns = columns_;
    LP_ASSIGN(auto projection, Projection::Plan(footer, options));
    auto location = file->location().ToString();
    LP_ASSIGN(auto container, ContainerReader::Start(std::make_unique<SharedFile>(std::move(file))));
    const auto& wanted = projection.file_columns();
    LP_ASSIGN(auto record, ResolveAvroRecord(*container.schema(), *schema_, wanted));
    std::vector<std::string> names;
    for (int column : wanted) names.push_back(columns_[static_cast<size_t>(column)].name);
    auto source = std::make_unique<AvroBatches>(std::move(container), schema_, std::move(record), std::move(names),
                                                options.batch_rows);
    return MakeProjectedReader(std::move(location), options.schema, std::move(projection), std::move(source),
                               std::nullopt);
  }

  SchemaPtr schema_;
  std::vector<FileColumn> columns_;
};

}  // namespace

Result<std::shared_ptr<const Serde>> MakeAvroSerde(const SerdeDescription& description) {
  LP_ASSIGN(auto schema, AvroTableSchema(description));
  return std::shared_ptr<const Serde>(std::make_shared<AvroSerde>(std::move(schema)));
}

}  // namespace lakeport::formats
