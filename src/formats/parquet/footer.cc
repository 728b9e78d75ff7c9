#include "formats/parquet/footer.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "base/utf8.h"
#include "formats/file_column.h"
#include "formats/parquet/file_metadata.h"
#include "formats/parquet/leaf.h"
#include "formats/parquet/schema.h"

namespace lakeport::formats {
namespace {

constexpr std::string_view kMagic = "PAR1";
constexpr std::string_view kEncryptedMagic = "PARE";
constexpr int64_t kMagicSize = 4;
constexpr int64_t kTrailerSize = 8;  // the footer's length, little endian, and the magic
constexpr int64_t kFirstRead = 64 * 1024;
constexpr int64_t kMaxFooterSize = 256 * 1024 * 1024;

Status CheckMagic(std::string_view magic, int64_t offset) {
  if (magic == kMagic) return Ok();
  if (magic == kEncryptedMagic) return Unsupported("the Parquet file is encrypted; decrypt it first");
  return CorruptData("it is not Parquet, or cut short: \"{}\" instead of \"PAR1\" at offset {}", Printable(magic),
                     offset);
}

// The metadata's bytes, read with one request for most files.
Result<std::string> ReadMetadataBytes(const storage::InputFile& file) {
  if (file.size() < kMagicSize + kTrailerSize) {
    return CorruptData("it is not Parquet, or cut short: {} bytes long", file.size());
  }
  int64_t tail_size = std::min(file.size(), kFirstRead);
  LP_ASSIGN(auto tail, file.ReadAt(file.size() - tail_size, tail_size));
  std::string_view trailer = std::string_view(tail).substr(tail.size() - kTrailerSize);
  LP_TRY(CheckMagic(trailer.substr(4), file.size() - kMagicSize));
  if (tail_size == file.size()) LP_TRY(CheckMagic(std::string_view(tail).substr(0, kMagicSize), 0));

  uint32_t stored = 0;
  std::memcpy(&stored, trailer.data(), sizeof(stored));
  int64_t size = stored;
  if (size > file.size() - kMagicSize - kTrailerSize) {
    return CorruptData("the Parquet footer is said to be {} bytes long in a file of {}, at offset {}", size,
                       file.size(), file.size() - kTrailerSize);
  }
  if (size > kMaxFooterSize) {
    return Unsupported("the Parquet footer is {} bytes long; at most {} are read", size, kMaxFooterSize);
  }
  if (size <= tail_size - kTrailerSize) {
    return tail.substr(static_cast<size_t>(tail_size - kTrailerSize - size), static_cast<size_t>(size));
  }
  return file.ReadAt(file.size() - kTrailerSize - size, size);
}

int64_t StartOf(const ParquetChunk& chunk) {
  int64_t dictionary = chunk.dictionary_page_offset.value_or(0);
  return dictionary > 0 && dictionary < chunk.data_page_offset ? dictionary : chunk.data_page_offset;
}

// Gathers what the row groups say of each leaf.
class RowGroups {
 public:
  RowGroups(const ParquetMetadata& metadata, int64_t data_end) : metadata_(metadata), data_end_(data_end) {
    ParquetWriter writer(metadata.created_by());
    for (const auto& element : metadata.elements()) {
      if (element.type) leaves_.emplace_back(element, metadata.has_type_order(leaves_.size()), writer);
    }
  }

  Status Read() {
    return metadata_.VisitRowGroups(
        {[this](size_t column, const ParquetChunk& chunk) { return AddChunk(column, chunk); },
         [this](size_t column_count, int64_t row_count) { return EndRowGroup(column_count, row_count); }});
  }

  int64_t row_count() const { return row_count_; }
  std::vector<int64_t> TakeOffsets() {
    std::sort(offsets_.begin(), offsets_.end());
    return std::move(offsets_);
  }
  void FillNextLeaf(FileColumn* column) { leaves_[next_leaf_++].Finish(column); }

 private:
  Status AddChunk(size_t column, const ParquetChunk& chunk) {
    if (chunk.encrypted) return Unsupported("the Parquet file has encrypted columns; decrypt it first");
    if (!chunk.file_path.empty()) {
      return Unsupported("the Parquet file only refers to data in \"{}\"", Printable(chunk.file_path));
    }
    if (column >= leaves_.size()) return CorruptData("a Parquet row group has more columns than the schema");
    int64_t start = StartOf(chunk);
    if (start < 0 || chunk.compressed_size > data_end_ || start > data_end_ - chunk.compressed_size) {
      return CorruptData("a Parquet column chunk of {} bytes at offset {} reaches past the data's end at {}",
                         chunk.compressed_size, start, data_end_);
    }
    if (column == 0) offsets_.push_back(start);
    return leaves_[column].Add(chunk);
  }

  Status EndRowGroup(size_t column_count, int64_t row_count) {
    if (column_count != leaves_.size()) {
      return CorruptData("a Parquet row group has {} columns, the schema {}", column_count, leaves_.size());
    }
    if (row_count < 0 || __builtin_add_overflow(row_count_, row_count, &row_count_)) {
      return CorruptData("a Parquet row group claims {} rows", row_count);
    }
    return Ok();
  }

  const ParquetMetadata& metadata_;
  int64_t data_end_;
  std::vector<LeafAccumulator> leaves_;
  size_t next_leaf_ = 0;
  std::vector<int64_t> offsets_;
  int64_t row_count_ = 0;
};

// As Hive has it: by the Julian calendar unless the file says otherwise; Spark 3 and Iceberg say so in their own ways.
struct Calendar {
  bool julian_dates = false;
  bool julian_int96 = false;
};

Calendar CalendarOf(const ParquetMetadata& metadata) {
  if (!metadata.created_by().starts_with("parquet-mr") || metadata.FindNote("iceberg.schema")) return {};
  if (auto proleptic = metadata.FindNote("writer.date.proleptic")) {
    return {.julian_dates = *proleptic != "true", .julian_int96 = true};
  }
  auto spark = metadata.FindNote("org.apache.spark.version");
  if (!spark) return {.julian_dates = true, .julian_int96 = true};
  bool old = *spark < "3";
  return {.julian_dates = old || metadata.FindNote("org.apache.spark.legacyDateTime"),
          .julian_int96 = old || metadata.FindNote("org.apache.spark.legacyINT96")};
}

void MarkJulian(const Calendar& calendar, FileColumn& column) {
  bool int96 = column.physical == "INT96";
  bool date = column.type != nullptr && column.type->id() == iceberg::TypeId::kDate;
  if ((int96 && calendar.julian_int96) || (date && calendar.julian_dates)) column.physical += kJulian;
  for (FileColumn& child : column.children) MarkJulian(calendar, child);
}

}  // namespace

Result<FileFooter> ReadParquetFooter(const storage::InputFile& file) {
  LP_ASSIGN(auto bytes, ReadMetadataBytes(file));
  LP_ASSIGN(auto metadata, ParquetMetadata::Decode(bytes));
  if (metadata.encrypted()) return Unsupported("the Parquet file has encrypted columns; decrypt it first");
  RowGroups row_groups(metadata, file.size() - kTrailerSize - static_cast<int64_t>(bytes.size()));
  LP_TRY(row_groups.Read());
  if (row_groups.row_count() != metadata.row_count()) {
    return CorruptData("the Parquet file claims {} rows, its row groups {}", metadata.row_count(),
                       row_groups.row_count());
  }
  FileFooter footer;
  footer.format = iceberg::FileFormat::kParquet;
  footer.record_count = metadata.row_count();
  footer.writer = std::string(metadata.created_by());
  footer.split_offsets = row_groups.TakeOffsets();
  LP_ASSIGN(footer.columns,
            BuildParquetColumns(metadata.elements(), [&](FileColumn* column) { row_groups.FillNextLeaf(column); }));
  Calendar calendar = CalendarOf(metadata);
  for (FileColumn& column : footer.columns) MarkJulian(calendar, column);
  return footer;
}

}  // namespace lakeport::formats
