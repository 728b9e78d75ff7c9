#include "formats/position_deletes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "formats/row_reader.h"
#include "formats/row_writer.h"
#include "formats/rows/batch_data.h"
#include "formats/testing/arrow_rows.h"
#include "iceberg/avro/container_reader.h"
#include "iceberg/avro/container_writer.h"
#include "iceberg/avro/decoder.h"
#include "iceberg/puffin.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::formats {
namespace {

using iceberg::FileFormat;
using testing::ElementsAre;
using testing::Pair;

Location At(const std::string& path) { return Location::Parse(path).value(); }

using Deletes = std::vector<std::pair<std::string, int64_t>>;

iceberg::Schema DeletesSchema() {
  using iceberg::Type;
  using iceberg::TypeId;
  return {0,
          {{.id = 2147483546, .name = "file_path", .type = Type::Primitive(TypeId::kString), .required = true},
           {.id = 2147483545, .name = "pos", .type = Type::Primitive(TypeId::kLong), .required = true},
           {.id = 2147483544, .name = "row", .type = Type::Primitive(TypeId::kString)}}};
}

class PositionDeletesTest : public testing::Test {
 protected:
  void WriteParquet(const Deletes& deletes) {
    Rows rows;
    for (const auto& [path, position] : deletes) rows.push_back({Of(path), Of(position), Of(std::string("a row"))});
    auto schema = DeletesSchema();
    auto batch = ToArrow(schema, rows)->CombineChunksToBatch();
    auto writer = CreateParquetFile(io_, At("/w/t/data/d"), {.schema = schema});
    ASSERT_THAT(writer, IsOk());
    ASSERT_THAT((*writer)->Write(RowBatch(std::make_shared<RowBatch::Data>(RowBatch::Data{schema, *batch}))), IsOk());
    ASSERT_THAT((*writer)->Finish(), IsOk());
  }
  void WriteAvro(const Deletes& deletes) {
    iceberg::avro::ContainerOptions options{.schema = R"({"type": "record", "name": "delete", "fields": [
        {"name": "file_path", "type": "string", "field-id": 2147483546},
        {"name": "pos", "type": "long", "field-id": 2147483545}]})"};
    auto file = io_.Create(At("/w/t/data/d"), storage::WriteMode::kCreate).value();
    auto writer = iceberg::avro::ContainerWriter::Start(std::move(file), options).value();
    for (const auto& [path, position] : deletes) {
      writer.encoder().Bytes(path);
      writer.encoder().Long(position);
      ASSERT_THAT(writer.EndRecord(), IsOk());
    }
    ASSERT_THAT(writer.Close(), IsOk());
  }
  Result<iceberg::RelocatedDeletes> Relocate(FileFormat format,
                                             std::vector<iceberg::PathRule> rules = {{At("/w/t"), At("/new/place")}}) {
    auto map = iceberg::PathMap::Make(std::move(rules)).value();
    LP_ASSIGN(auto relocated, RelocatePositionDeletes(io_, At("/w/t/data/d"), format, io_, At("/out"), map));
    EXPECT_EQ(relocated.length, io_.Stat(At("/out"))->size);
    return relocated;
  }
  Deletes ReadParquet() {
    Deletes deletes;
    std::shared_ptr<const storage::InputFile> file = io_.Open(At("/out")).value();
    auto reader = OpenRowReader(FileFormat::kParquet, file, {.schema = DeletesSchema()}).value();
    for (auto rows = reader->Next(); rows.ok() && *rows; rows = reader->Next()) {
      for (int64_t i = 0; i < (*rows)->row_count(); ++i) {
        deletes.emplace_back(std::get<std::string>((*rows)->At(i, 0).value),
                             std::get<int64_t>((*rows)->At(i, 1).value));
        EXPECT_TRUE((*rows)->At(i, 2).is_null) << "copies of rows are not kept";
      }
    }
    return deletes;
  }

  storage::MemoryFileIO io_;
};

TEST_F(PositionDeletesTest, RowsOfParquetNameTheDataFilesWhereTheyAreNow) {
  WriteParquet({{"/w/t/data/a", 1}, {"/w/t/data/a", 5}, {"file:/w/t/data/b", 0}});
  auto relocated = Relocate(FileFormat::kParquet);
  ASSERT_THAT(relocated, IsOk());
  EXPECT_THAT(ReadParquet(), ElementsAre(Pair("file:///new/place/data/a", 1), Pair("file:///new/place/data/a", 5),
                                         Pair("file:///new/place/data/b", 0)));
  EXPECT_EQ(relocated->format, FileFormat::kParquet);
  EXPECT_EQ(relocated->least_path, "file:///new/place/data/a");
  EXPECT_EQ(relocated->greatest_path, "file:///new/place/data/b");
  EXPECT_FALSE(relocated->has_its_columns);
}

TEST_F(PositionDeletesTest, RowsStaySortedWhenDirectoriesChangeTheirOrder) {
  WriteParquet({{"/w/t/data/a", 1}, {"/w/t/data/a", 5}, {"/w/u/b", 0}, {"/w/u/b", 7}});
  auto relocated = Relocate(FileFormat::kParquet, {{At("/w/t"), At("/z")}, {At("/w/u"), At("/y")}});
  ASSERT_THAT(relocated, IsOk());
  EXPECT_THAT(ReadParquet(), ElementsAre(Pair("file:///y/b", 0), Pair("file:///y/b", 7), Pair("file:///z/data/a", 1),
                                         Pair("file:///z/data/a", 5)));
  EXPECT_EQ(relocated->least_path, "file:///y/b");
  EXPECT_EQ(relocated->greatest_path, "file:///z/data/a");
}

TEST_F(PositionDeletesTest, AvroStaysAvro) {
  WriteAvro({{"/w/t/data/a", 1}, {"/w/t/data/b", 300}});
  auto relocated = Relocate(FileFormat::kAvro);
  ASSERT_THAT(relocated, IsOk());
  EXPECT_EQ(relocated->format, FileFormat::kAvro);
  EXPECT_EQ(relocated->greatest_path, "file:///new/place/data/b");
  auto reader = iceberg::avro::ContainerReader::Start(io_.Open(At("/out")).value()).value();
  auto block = reader.NextBlock();
  ASSERT_TRUE(block.ok() && *block);
  iceberg::avro::Decoder decoder((*block)->bytes);
  EXPECT_EQ(decoder.Bytes(), "file:///new/place/data/a");
  EXPECT_EQ(decoder.Long(), 1);
  EXPECT_EQ(decoder.Bytes(), "file:///new/place/data/b");
  EXPECT_EQ(decoder.Long(), 300);
  EXPECT_TRUE(decoder.at_end());
}

TEST_F(PositionDeletesTest, AVectorsBlobStaysAndNamesItsDataFileAnew) {
  auto payload = FormatJson({{"blobs",
                              {{{"type", iceberg::kDeletionVectorBlob},
                                {"offset", 4},
                                {"length", 6},
                                {"properties", {{iceberg::kReferencedDataFile, "/w/t/data/a"}}}}}}});
  auto size = static_cast<char>(payload.size());
  std::string puffin = "PFA1vectorPFA1" + payload + size + std::string(7, '\0') + "PFA1";
  ASSERT_THAT(WriteFile(io_, At("/w/t/data/d"), puffin, storage::WriteMode::kCreate), IsOk());
  auto relocated = Relocate(FileFormat::kPuffin);
  ASSERT_THAT(relocated, IsOk());
  EXPECT_TRUE(relocated->has_its_columns);
  auto written = ReadFile(io_, At("/out")).value();
  EXPECT_EQ(written.substr(0, 10), "PFA1vector");
  EXPECT_NE(written.find("\"file:///new/place/data/a\""), std::string::npos);
}

TEST_F(PositionDeletesTest, AFileWithoutRowsHasNoPaths) {
  WriteParquet({});
  auto relocated = Relocate(FileFormat::kParquet);
  ASSERT_THAT(relocated, IsOk());
  EXPECT_EQ(relocated->least_path, std::nullopt);
  EXPECT_TRUE(ReadParquet().empty());
}

TEST_F(PositionDeletesTest, APathWithoutAPlaceIsRefusedAndNothingIsLeft) {
  for (FileFormat format : {FileFormat::kParquet, FileFormat::kAvro}) {
    Deletes deletes{{"/w/t/data/a", 1}, {"/elsewhere/b", 2}};
    format == FileFormat::kAvro ? WriteAvro(deletes) : WriteParquet(deletes);
    EXPECT_THAT(Relocate(format), FailsWith(ErrorKind::kNotFound));
    EXPECT_THAT(io_.Stat(At("/out")), FailsWith(ErrorKind::kNotFound));
    ASSERT_THAT(io_.Delete(At("/w/t/data/d")), IsOk());
  }
}

}  // namespace
}  // namespace lakeport::formats
