#include <memory>
#include <string>

#include <arrow/adapters/orc/adapter.h>
#include <arrow/adapters/orc/options.h>
#include <arrow/array/array_dict.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include "formats/row_writer.h"
#include "formats/rows/batch_data.h"
#include "formats/testing/arrow_rows.h"
#include "formats/testing/row_reader_suite.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::formats {
namespace {

using iceberg::FileFormat;
using iceberg::NestedField;
using iceberg::Schema;
using iceberg::Type;
using iceberg::TypeId;

std::string Parquet(const arrow::Table& table, std::shared_ptr<parquet::ArrowWriterProperties> properties = nullptr) {
  auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  if (properties == nullptr) properties = parquet::default_arrow_writer_properties();
  EXPECT_TRUE(parquet::arrow::WriteTable(table, arrow::default_memory_pool(), sink, /*chunk_size=*/7,
                                         parquet::default_writer_properties(), properties)
                  .ok());
  return sink->Finish().ValueOrDie()->ToString();
}

std::string Orc(const arrow::Table& table) {
  auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  auto writer = arrow::adapters::orc::ORCFileWriter::Open(sink.get()).ValueOrDie();
  EXPECT_TRUE(writer->Write(table).ok());
  EXPECT_TRUE(writer->Close().ok());
  return sink->Finish().ValueOrDie()->ToString();
}

// By our own writer.
std::string Written(const Schema& schema, const Rows& rows) {
  storage::MemoryFileIO io;
  Location place = Location::Parse("/memory/file").value();
  auto writer = CreateParquetFile(io, place, {.schema = schema});
  auto batch = *ToArrow(schema, rows)->CombineChunksToBatch();
  EXPECT_THAT((*writer)->Write(RowBatch(std::make_shared<RowBatch::Data>(RowBatch::Data{schema, batch}))), IsOk());
  EXPECT_THAT((*writer)->Finish(), IsOk());
  return *storage::ReadFile(io, place);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, RowReaderSuite,
    testing::Values(RowFormat{"Written", FileFormat::kParquet, Written},
                    RowFormat{"Parquet", FileFormat::kParquet,
                              [](const Schema& schema, const Rows& rows) { return Parquet(*ToArrow(schema, rows)); }},
                    RowFormat{"Orc", FileFormat::kOrc,
                              [](const Schema& schema, const Rows& rows) { return Orc(*ToArrow(schema, rows)); }}),
    [](const auto& format) { return format.param.name; });

Schema OneColumn(iceberg::TypePtr type) {
  return Schema(0, {NestedField{.id = 1, .name = "c", .type = std::move(type)}});
}

Result<Rows> Read(FileFormat format, const std::string& bytes, const Schema& schema) {
  LP_ASSIGN(auto reader, OpenRowReader(format, std::make_shared<MemoryFile>(bytes),
                                       {.schema = schema, .mapping = MakeNameMapping(schema)}));
  Rows rows;
  while (true) {
    LP_ASSIGN(auto batch, reader->Next());
    if (!batch) return rows;
    for (int64_t row = 0; row < batch->row_count(); ++row) rows.push_back({batch->At(row, 0)});
  }
}

std::shared_ptr<arrow::Table> Table(std::shared_ptr<arrow::Array> array) {
  return arrow::Table::Make(arrow::schema({arrow::field("c", array->type())}), {array});
}

std::shared_ptr<arrow::Array> Nanos(const std::vector<int64_t>& values) {
  arrow::TimestampBuilder builder(arrow::timestamp(arrow::TimeUnit::NANO), arrow::default_memory_pool());
  EXPECT_TRUE(builder.AppendValues(values).ok());
  return builder.Finish().ValueOrDie();
}

TEST(RowReaderTest, P9Int96IsATimestampInMicrosecondsRoundedDown) {
  auto properties = parquet::ArrowWriterProperties::Builder().enable_deprecated_int96_timestamps()->build();
  auto bytes = Parquet(*Table(Nanos({1'500, -1, -1'500, 1'577'934'245'678'901'234})), properties);
  Rows rows = {{Of(int64_t{1})}, {Of(int64_t{-1})}, {Of(int64_t{-2})}, {Of(int64_t{1'577'934'245'678'901})}};
  for (auto type : {TypeId::kTimestamp, TypeId::kTimestampTz}) {
    auto read = Read(FileFormat::kParquet, bytes, OneColumn(Type::Primitive(type)));
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(*read, rows);
  }
}

TEST(RowReaderTest, OrcTimestampsAreRoundedDownToMicroseconds) {
  auto read = Read(FileFormat::kOrc, Orc(*Table(Nanos({1'500, 1'577'934'245'678'901'234}))),
                   OneColumn(Type::Primitive(TypeId::kTimestamp)));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, (Rows{{Of(int64_t{1})}, {Of(int64_t{1'577'934'245'678'901})}}));
}

TEST(RowReaderTest, OrcTimestampsBeyondNanosecondsAreRefused) {
  auto year_9999 = ToArrow(OneColumn(Type::Primitive(TypeId::kTimestamp)), {{Of(int64_t{253'402'214'400'000'000})}});
  auto read = Read(FileFormat::kOrc, Orc(*year_9999), OneColumn(Type::Primitive(TypeId::kTimestamp)));
  EXPECT_THAT(read, FailsWith(ErrorKind::kUnsupported));
  auto parquet = Read(FileFormat::kParquet, Parquet(*year_9999), OneColumn(Type::Primitive(TypeId::kTimestamp)));
  ASSERT_THAT(parquet, IsOk());
  EXPECT_EQ(*parquet, (Rows{{Of(int64_t{253'402'214'400'000'000})}}));
}

TEST(RowReaderTest, MillisecondsBecomeMicroseconds) {
  arrow::TimestampBuilder builder(arrow::timestamp(arrow::TimeUnit::MILLI, "UTC"), arrow::default_memory_pool());
  ASSERT_TRUE(builder.Append(-5).ok());
  auto read = Read(FileFormat::kParquet, Parquet(*Table(builder.Finish().ValueOrDie())),
                   OneColumn(Type::Primitive(TypeId::kTimestampTz)));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, (Rows{{Of(int64_t{-5000})}}));
}

TEST(RowReaderTest, WhatArrowsWritersAskOfTheirReadersIsUndone) {
  auto stored = parquet::ArrowWriterProperties::Builder().store_schema()->build();
  auto texts = ToArrow(OneColumn(Type::Primitive(TypeId::kString)), {{Of("b")}, {Of("a")}})->column(0)->chunk(0);
  arrow::Int8Builder indices;
  ASSERT_TRUE(indices.AppendValues({0, 1, 0}).ok());
  auto dictionary = arrow::DictionaryArray::FromArrays(indices.Finish().ValueOrDie(), texts).ValueOrDie();
  auto read =
      Read(FileFormat::kParquet, Parquet(*Table(dictionary), stored), OneColumn(Type::Primitive(TypeId::kString)));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, (Rows{{Of("b")}, {Of("a")}, {Of("b")}}));
}

TEST(RowReaderTest, UuidsAndFixedBytesAreReadFromParquet) {
  for (const auto& type : {Type::Fixed(3), Type::Primitive(TypeId::kUuid)}) {
    std::string value(type->id() == TypeId::kUuid ? 16 : 3, 'u');
    auto schema = OneColumn(Type::Fixed(static_cast<int32_t>(value.size())));
    auto read = Read(FileFormat::kParquet, Parquet(*ToArrow(schema, {{Of(value)}, {Null()}})), schema);
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(*read, (Rows{{Of(value)}, {Null()}}));
  }
}

// The rows of a part of a file.
Result<Rows> ReadPart(FileFormat format, const std::string& bytes, const Schema& schema, FileRange range) {
  LP_ASSIGN(auto reader, OpenRowReader(format, std::make_shared<MemoryFile>(bytes),
                                       {.schema = schema, .mapping = MakeNameMapping(schema)}, range));
  Rows rows;
  while (true) {
    LP_ASSIGN(auto batch, reader->Next());
    if (!batch) return rows;
    for (int64_t row = 0; row < batch->row_count(); ++row) rows.push_back({batch->At(row, 0)});
  }
}

TEST(RowReaderTest, PartsOfAParquetFileHaveEachRowOnce) {
  auto schema = OneColumn(Type::Primitive(TypeId::kInt));
  Rows rows;
  for (int32_t i = 0; i < 50; ++i) rows.push_back({Of(i)});
  auto bytes = Parquet(*ToArrow(schema, rows));  // row groups of seven rows
  auto size = static_cast<int64_t>(bytes.size());
  for (int64_t step : {int64_t{1}, int64_t{97}, size / 3, size}) {
    Rows read;
    for (int64_t begin = 0; begin < size; begin += step) {
      auto part = ReadPart(FileFormat::kParquet, bytes, schema, {begin, begin + step});
      ASSERT_THAT(part, IsOk());
      read.insert(read.end(), part->begin(), part->end());
    }
    EXPECT_EQ(read, rows) << step;
  }
}

TEST(RowReaderTest, RowsOfConstantsAloneAreInOnePartOnly) {
  auto schema = OneColumn(Type::Primitive(TypeId::kInt));
  auto bytes = Parquet(*ToArrow(schema, {{Of(int32_t{1})}, {Of(int32_t{2})}}));
  Schema other(0, {NestedField{.id = 5, .name = "other", .type = Type::Primitive(TypeId::kInt)}});
  EXPECT_EQ(ReadPart(FileFormat::kParquet, bytes, other, {0, 50})->size(), 2u);
  EXPECT_EQ(ReadPart(FileFormat::kParquet, bytes, other, {50})->size(), 0u);
}

TEST(RowReaderTest, AnOrcFileIsReadAsAWholeOnly) {
  auto schema = OneColumn(Type::Primitive(TypeId::kInt));
  auto bytes = Orc(*ToArrow(schema, {{Of(int32_t{1})}}));
  EXPECT_THAT(ReadPart(FileFormat::kOrc, bytes, schema, {0, 10}), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::formats
