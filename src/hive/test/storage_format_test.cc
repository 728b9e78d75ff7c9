#include "hive/storage_format.h"

#include <gtest/gtest.h>

namespace lakeport::hive {
namespace {

constexpr const char* kText = "org.apache.hadoop.mapred.TextInputFormat";

TEST(StorageFormatTest, InputFormatDecidesForBinaryFormats) {
  EXPECT_EQ(ToStorageFormat("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat", "any"),
            StorageFormat::kParquet);
  EXPECT_EQ(ToStorageFormat("org.apache.hadoop.hive.ql.io.orc.OrcInputFormat", ""), StorageFormat::kOrc);
  EXPECT_EQ(ToStorageFormat("org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat", ""), StorageFormat::kAvro);
  EXPECT_EQ(ToStorageFormat("org.apache.hadoop.mapred.SequenceFileInputFormat",
                            "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"),
            StorageFormat::kSequenceFile);
}

TEST(StorageFormatTest, SerDeDecidesForText) {
  EXPECT_EQ(ToStorageFormat(kText, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"), StorageFormat::kText);
  EXPECT_EQ(ToStorageFormat(kText, "org.apache.hadoop.hive.serde2.OpenCSVSerde"), StorageFormat::kCsv);
  EXPECT_EQ(ToStorageFormat(kText, "org.apache.hive.hcatalog.data.JsonSerDe"), StorageFormat::kJson);
  EXPECT_EQ(ToStorageFormat(kText, "org.apache.hadoop.hive.serde2.RegexSerDe"), StorageFormat::kRegex);
  EXPECT_EQ(ToStorageFormat(kText, "com.example.OwnSerDe"), StorageFormat::kUnknown);
}

TEST(StorageFormatTest, TablesThatOnlyLookLikeParquetOrTextAreUnknown) {
  EXPECT_EQ(ToStorageFormat("org.apache.hudi.hadoop.HoodieParquetInputFormat",
                            "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"),
            StorageFormat::kUnknown);
  EXPECT_EQ(ToStorageFormat("org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat",
                            "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"),
            StorageFormat::kUnknown);
  EXPECT_EQ(ToStorageFormat("", ""), StorageFormat::kUnknown);
}

TEST(StorageFormatTest, ExtensionsAreReadInAnyCase) {
  EXPECT_EQ(FormatByExtension("part-0.snappy.PARQUET"), StorageFormat::kParquet);
  EXPECT_EQ(FormatByExtension("x.zlib.orc"), StorageFormat::kOrc);
  EXPECT_EQ(FormatByExtension("000000_0"), StorageFormat::kUnknown);
}

TEST(StorageFormatTest, MagicTellsFilesWithoutAnExtension) {
  EXPECT_EQ(FormatByMagic("PAR1"), StorageFormat::kParquet);
  EXPECT_EQ(FormatByMagic("ORC\x0a"), StorageFormat::kOrc);
  EXPECT_EQ(FormatByMagic(std::string_view("Obj\x01", 4)), StorageFormat::kAvro);
  EXPECT_EQ(FormatByMagic("PK\x03\x04"), StorageFormat::kUnknown);
  EXPECT_EQ(FormatByMagic(""), StorageFormat::kUnknown);
}

}  // namespace
}  // namespace lakeport::hive
