#include "formats/row_writer.h"

#include <limits>
#include <memory>
#include <string>

#include <arrow/io/memory.h>
#include <arrow/util/key_value_metadata.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include "base/json.h"
#include "base/testing/temp_dir.h"
#include "formats/checksum.h"
#include "formats/rows/batch_data.h"
#include "formats/testing/adopted_file.h"
#include "formats/testing/arrow_rows.h"
#include "formats/testing/memory_file.h"
#include "iceberg/schema_json.h"
#include "storage/testing/forwarding_file_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::formats {
namespace {

using iceberg::NestedField;
using iceberg::Schema;
using iceberg::Type;
using iceberg::TypeId;
using iceberg::TypePtr;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

const Location kPlace = Location::Parse("/memory/file").value();

NestedField Field(int32_t id, const std::string& name, TypePtr type) {
  return {.id = id, .name = name, .type = std::move(type)};
}
NestedField Field(int32_t id, const std::string& name, TypeId type) { return Field(id, name, Type::Primitive(type)); }

RowBatch ToBatch(const Schema& schema, const Rows& rows) {
  auto table = ToArrow(schema, rows);
  return RowBatch(std::make_shared<RowBatch::Data>(RowBatch::Data{schema, *table->CombineChunksToBatch()}));
}

Result<iceberg::DataFile> WriteRows(storage::FileIO& io, RowWriterOptions options, const std::vector<Rows>& batches) {
  auto schema = options.schema;
  LP_ASSIGN(auto writer, CreateParquetFile(io, kPlace, std::move(options)));
  for (const auto& rows : batches) LP_TRY(writer->Write(ToBatch(schema, rows)));
  return writer->Finish();
}

std::string Write(const Schema& schema, const Rows& rows) {
  storage::MemoryFileIO io;
  auto file = WriteRows(io, {.schema = schema}, {rows});
  EXPECT_THAT(file, IsOk());
  return file.ok() ? *storage::ReadFile(io, kPlace) : "";
}

std::shared_ptr<parquet::FileMetaData> MetadataOf(const std::string& bytes) {
  return parquet::ParquetFileReader::Open(std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(bytes)))
      ->metadata();
}

TEST(RowWriterTest, PhysicalTypesAreThoseOfIcebergsJavaLibrary) {
  Schema schema(0, {Field(1, "i", TypeId::kInt), Field(2, "dt", TypeId::kDate), Field(3, "t", TypeId::kTime),
                    Field(4, "ts", TypeId::kTimestamp), Field(5, "tz", TypeId::kTimestampTz),
                    Field(6, "d9", Type::Decimal(9, 2)), Field(7, "d18", Type::Decimal(18, 2)),
                    Field(8, "d19", Type::Decimal(19, 2)), Field(9, "d38", Type::Decimal(38, 2)),
                    Field(10, "s", TypeId::kString), Field(11, "u", TypeId::kUuid), Field(12, "f", Type::Fixed(3))});
  auto metadata = MetadataOf(Write(schema, {std::vector<Cell>(12)}));
  std::vector<std::string> types;
  for (int i = 0; i < metadata->num_columns(); ++i) {
    const auto* column = metadata->schema()->Column(i);
    types.push_back(parquet::TypeToString(column->physical_type()) + " " + column->logical_type()->ToString());
    EXPECT_EQ(column->schema_node()->field_id(), i + 1);
  }
  const std::string kMicros = ", timeUnit=microseconds, is_from_converted_type=false, force_set_converted_type=false)";
  EXPECT_THAT(types,
              ElementsAre("INT32 None", "INT32 Date", "INT64 Time(isAdjustedToUTC=false, timeUnit=microseconds)",
                          "INT64 Timestamp(isAdjustedToUTC=false" + kMicros,
                          "INT64 Timestamp(isAdjustedToUTC=true" + kMicros, "INT32 Decimal(precision=9, scale=2)",
                          "INT64 Decimal(precision=18, scale=2)", "FIXED_LEN_BYTE_ARRAY Decimal(precision=19, scale=2)",
                          "FIXED_LEN_BYTE_ARRAY Decimal(precision=38, scale=2)", "BYTE_ARRAY String",
                          "FIXED_LEN_BYTE_ARRAY UUID", "FIXED_LEN_BYTE_ARRAY None"));
}

TEST(RowWriterTest, NestedFieldsHaveTheirIdsAndThreeLevels) {
  Schema schema(0,
                {Field(1, "a", Type::List(Field(3, "element", TypeId::kInt))),
                 Field(2, "m",
                       Type::Map({.id = 4, .name = "key", .type = Type::Primitive(TypeId::kString), .required = true},
                                 Field(5, "value", Type::Struct({Field(6, "x", TypeId::kLong)}))))});
  auto metadata = MetadataOf(Write(schema, {{Nested({Of(int32_t{1})}), Nested({Of("k"), Nested({Of(int64_t{2})})})}}));
  std::vector<std::pair<std::string, int>> leaves;
  for (int i = 0; i < metadata->num_columns(); ++i) {
    const auto* column = metadata->schema()->Column(i);
    leaves.emplace_back(column->path()->ToDotString(), column->schema_node()->field_id());
  }
  EXPECT_THAT(leaves,
              ElementsAre(Pair("a.list.element", 3), Pair("m.key_value.key", 4), Pair("m.key_value.value.x", 6)));
}

TEST(RowWriterTest, TheFileIsZstdAndSaysItsSchemaAndWriter) {
  Schema schema(0, {Field(1, "i", TypeId::kInt)});
  auto metadata = MetadataOf(Write(schema, {{Of(int32_t{1})}}));
  EXPECT_EQ(metadata->RowGroup(0)->ColumnChunk(0)->compression(), parquet::Compression::ZSTD);
  EXPECT_THAT(metadata->created_by(), HasSubstr("lakeport version"));
  auto json = ParseJson(*metadata->key_value_metadata()->Get("iceberg.schema"), "schema");
  EXPECT_TRUE(iceberg::SchemaFromJson(*json)->SameFields(schema));
}

TEST(RowWriterTest, MetricsCountNullsAndNaNsAndBoundTheRest) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  Schema schema(0, {Field(1, "i", TypeId::kInt), Field(2, "d", TypeId::kDouble),
                    Field(3, "st", Type::Struct({Field(5, "f", TypeId::kFloat)})), Field(4, "s", TypeId::kString)});
  storage::MemoryFileIO io;
  auto file = WriteRows(io, {.schema = schema},
                        {{{Of(int32_t{7}), Of(nan), Nested({Of(1.5F)}), Of("a text longer than bounds are")},
                          {Null(), Of(-2.5), Null(), Null()}},
                         {{Of(int32_t{-3}), Of(nan), Nested({Of(static_cast<float>(nan))}), Of("b")}}});
  ASSERT_THAT(file, IsOk());
  const auto& metrics = file->metrics;
  EXPECT_EQ(metrics.record_count, 3);
  EXPECT_THAT(metrics.value_counts, ElementsAre(Pair(1, 3), Pair(2, 3), Pair(4, 3), Pair(5, 3)));
  EXPECT_THAT(metrics.null_value_counts, ElementsAre(Pair(1, 1), Pair(2, 0), Pair(4, 1), Pair(5, 1)));
  EXPECT_THAT(metrics.nan_value_counts, ElementsAre(Pair(2, 2), Pair(5, 1)));
  auto lower = [&](int32_t id, TypeId type) {
    return *iceberg::DecodeValue(*Type::Primitive(type), metrics.lower_bounds.at(id));
  };
  EXPECT_EQ(lower(1, TypeId::kInt), iceberg::Value(int32_t{-3}));
  EXPECT_EQ(lower(2, TypeId::kDouble), iceberg::Value(-2.5));
  EXPECT_EQ(lower(4, TypeId::kString), iceberg::Value("a text longer th"));
  EXPECT_EQ(file->file_path, kPlace.ToString());
  EXPECT_EQ(file->file_size_in_bytes, static_cast<int64_t>(storage::ReadFile(io, kPlace)->size()));
  EXPECT_THAT(file->split_offsets, ElementsAre(4));
}

TEST(RowWriterTest, RowGroupsEndByTheirMemory) {
  Schema schema(0, {Field(1, "l", TypeId::kLong)});
  storage::MemoryFileIO io;
  std::vector<Rows> batches;
  uint64_t random = 1;
  for (int b = 0; b < 20; ++b) {
    auto& rows = batches.emplace_back();
    for (int i = 0; i < 5'000; ++i) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      rows.push_back({Of(static_cast<int64_t>(random))});
    }
  }
  auto file = WriteRows(io, {.schema = schema, .row_group_bytes = 1, .page_bytes = 4'096}, batches);
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->split_offsets, SizeIs(20));
  EXPECT_EQ(file->metrics.record_count, 100'000);
}

TEST(RowWriterTest, ANullInARequiredColumnIsAnErrorThatNamesIt) {
  Schema nullable(0, {Field(1, "needed", TypeId::kInt)});
  Schema required(0, {{.id = 1, .name = "needed", .type = Type::Primitive(TypeId::kInt), .required = true}});
  storage::MemoryFileIO io;
  auto writer = CreateParquetFile(io, kPlace, {.schema = required});
  ASSERT_THAT(writer, IsOk());
  auto written = (*writer)->Write(ToBatch(nullable, {{Null()}}));
  EXPECT_THAT(written, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(written.error().message(), HasSubstr("\"needed\""));
}

TEST(RowWriterTest, ATypeThatParquetHasNotIsRefusedByName) {
  storage::MemoryFileIO io;
  auto writer = CreateParquetFile(io, kPlace, {.schema = Schema(0, {Field(1, "v", TypeId::kVariant)})});
  EXPECT_THAT(writer, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(writer.error().message(), HasSubstr("\"v\""));
}

TEST(RowWriterTest, AFileThatIsNotFinishedIsNotThere) {
  Schema schema(0, {Field(1, "i", TypeId::kInt)});
  storage::MemoryFileIO io;
  {
    auto writer = CreateParquetFile(io, kPlace, {.schema = schema});
    ASSERT_THAT(writer, IsOk());
    EXPECT_THAT((*writer)->Write(ToBatch(schema, {{Of(int32_t{1})}})), IsOk());
  }
  EXPECT_THAT(io.Stat(kPlace), FailsWith(ErrorKind::kNotFound));
}

// A disk that is full after some bytes.
class FullDisk final : public storage::ForwardingFileIO {
 public:
  FullDisk(storage::FileIO& target, int64_t room) : ForwardingFileIO(target), room_(room) {}
  Result<std::unique_ptr<storage::OutputFile>> Create(const Location& location, storage::WriteMode mode) override {
    LP_ASSIGN(auto file, target_.Create(location, mode));
    return std::unique_ptr<storage::OutputFile>(std::make_unique<Output>(std::move(file), room_));
  }

 private:
  class Output final : public storage::ForwardingOutputFile {
   public:
    Output(std::unique_ptr<storage::OutputFile> target, int64_t room)
        : ForwardingOutputFile(std::move(target)), room_(room) {}
    Status Append(std::string_view bytes) override {
      room_ -= static_cast<int64_t>(bytes.size());
      return room_ < 0 ? Status(PermissionDenied("no space left")) : target_->Append(bytes);
    }

   private:
    int64_t room_;
  };
  int64_t room_;
};

TEST(RowWriterTest, TheStoresOwnErrorIsWhatIsTold) {
  Schema schema(0, {Field(1, "i", TypeId::kInt)});
  storage::MemoryFileIO io;
  FullDisk disk(io, 50);
  auto file = WriteRows(disk, {.schema = schema}, {{{Of(int32_t{1})}}});
  EXPECT_THAT(file, FailsWith(ErrorKind::kPermissionDenied));
  EXPECT_THAT(io.Stat(kPlace), FailsWith(ErrorKind::kNotFound));
}

class RewrittenFileTest : public testing::TestWithParam<std::string> {};

TEST_P(RewrittenFileTest, HoldsWhatTheFileHeldByItsFieldIdsAlone) {
  AdoptedFile adopted(GetParam());
  auto open = [](iceberg::FileFormat format, std::string bytes, RowReaderOptions options) {
    return OpenRowReader(format, std::make_shared<MemoryFile>(std::move(bytes)), std::move(options));
  };
  RowReaderOptions options{.schema = adopted.schema, .mapping = adopted.mapping};
  auto expected = ChecksumRows(**open(adopted.format, adopted.file.bytes(), options));
  if (!expected.ok()) {
    EXPECT_THAT(expected, FailsWith(ErrorKind::kUnsupported));
    return;
  }
  storage::MemoryFileIO io;
  auto writer = CreateParquetFile(io, kPlace, {.schema = adopted.schema});
  ASSERT_THAT(writer, IsOk());
  auto reader = open(adopted.format, adopted.file.bytes(), options);
  while (auto batch = *(*reader)->Next()) ASSERT_THAT((*writer)->Write(*batch), IsOk());
  auto file = (*writer)->Finish();
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->metrics.record_count, expected->row_count());
  auto rewritten = open(iceberg::FileFormat::kParquet, *storage::ReadFile(io, kPlace), {.schema = adopted.schema});
  ASSERT_THAT(rewritten, IsOk());
  auto sum = ChecksumRows(**rewritten);
  ASSERT_THAT(sum, IsOk());
  EXPECT_EQ(*sum, *expected);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, RewrittenFileTest, testing::ValuesIn(AdoptedFileNames()), AdoptedFileTestName);

}  // namespace
}  // namespace lakeport::formats
