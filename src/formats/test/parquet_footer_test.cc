#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "formats/footer.h"
#include "formats/test/parquet_file.h"
#include "formats/testing/memory_file.h"

namespace lakeport::formats {
namespace {

using testing::HasSubstr;

Result<FileFooter> Read(const std::string& bytes) {
  return ReadFooter(iceberg::FileFormat::kParquet, MemoryFile(bytes));
}

ParquetFile OneColumn(const Chunk& chunk) {
  return {.elements = {{.name = "i", .type = parquet_type::kInt32}}, .row_groups = {{{chunk}, chunk.values}}};
}

TEST(ParquetFooterTest, TakesOneReadOfASmallFile) {
  MemoryFile file(OneColumn({.values = 3}).Bytes());
  auto footer = ReadFooter(iceberg::FileFormat::kParquet, file);
  ASSERT_THAT(footer, IsOk());
  EXPECT_EQ(footer->record_count, 3);
  EXPECT_EQ(file.reads(), 1);
}

TEST(ParquetFooterTest, TakesASecondReadWhenTheFooterIsLarge) {
  ParquetFile parquet;
  RowGroup group{.rows = 1};
  for (int i = 0; i < 3000; ++i) {
    parquet.elements.push_back(
        {.name = "a column with a long name, number " + std::to_string(i), .type = parquet_type::kInt32});
    group.chunks.push_back({.values = 1});
  }
  parquet.row_groups = {group};
  MemoryFile file(parquet.Bytes());
  auto footer = ReadFooter(iceberg::FileFormat::kParquet, file);
  ASSERT_THAT(footer, IsOk());
  EXPECT_EQ(footer->columns.size(), 3000u);
  EXPECT_EQ(file.reads(), 2);
}

TEST(ParquetFooterTest, NamesWriterAndRowGroupOffsets) {
  ParquetFile parquet{.elements = {{.name = "i", .type = parquet_type::kInt32}},
                      .row_groups = {{{{.values = 2, .offset = 500}}, 2}, {{{.values = 1, .offset = 4}}, 1}}};
  auto footer = Read(parquet.Bytes());
  ASSERT_THAT(footer, IsOk());
  EXPECT_EQ(footer->writer, "parquet-mr version 1.13.1 (build abc)");
  EXPECT_THAT(footer->split_offsets, testing::ElementsAre(4, 500));
}

TEST(ParquetFooterTest, KeepsFieldIdsAndWhatIsRequired) {
  auto footer = Read(
      ParquetFile{.elements = {{.name = "i", .type = parquet_type::kInt32, .repetition = 0, .field_id = 7}}}.Bytes());
  ASSERT_THAT(footer, IsOk());
  EXPECT_EQ(footer->columns[0].field_id, 7);
  EXPECT_TRUE(footer->columns[0].required);
}

TEST(ParquetFooterTest, AFileWithoutRowGroupsHasNoRowsAndNoNulls) {
  auto footer = Read(ParquetFile{.elements = {{.name = "i", .type = parquet_type::kInt32}}}.Bytes());
  ASSERT_THAT(footer, IsOk());
  EXPECT_EQ(footer->record_count, 0);
  EXPECT_EQ(footer->columns[0].value_count, 0);
  EXPECT_EQ(footer->columns[0].null_count, 0);
  EXPECT_EQ(footer->columns[0].size, std::nullopt);
}

TEST(ParquetFooterTest, ForeignAndTruncatedFilesAreCorrupt) {
  auto whole = OneColumn({.values = 3}).Bytes();
  EXPECT_THAT(Read(""), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read("PAR1"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read("a,b\n1,2\n3,4\n"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read("ORC!" + whole.substr(4)), FailsWith(ErrorKind::kCorruptData));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(Read(whole.substr(0, size)), FailsWith(ErrorKind::kCorruptData)) << size;
  }
}

TEST(ParquetFooterTest, AFailureSaysWhatAndWhere) {
  auto footer = Read("a,b\n1,2\n3,4\n");
  ASSERT_THAT(footer, FailsWith(ErrorKind::kCorruptData));
  EXPECT_EQ(footer.error().ToString(),
            "CorruptData: it is not Parquet, or cut short: \"3,4\\x0a\" instead of \"PAR1\" at offset 8; "
            "while reading the footer of file:///memory/file");
}

TEST(ParquetFooterTest, AFooterLongerThanItsFileIsCorrupt) {
  auto bytes = OneColumn({.values = 3}).Bytes();
  bytes.replace(bytes.size() - 8, 4, Plain(uint32_t{0xfffffff0}));
  EXPECT_THAT(Read(bytes), FailsWith(ErrorKind::kCorruptData));
}

TEST(ParquetFooterTest, EncryptedFilesAreUnsupported) {
  auto hidden_footer = OneColumn({.values = 3}).Bytes();
  hidden_footer.replace(hidden_footer.size() - 4, 4, "PARE");
  auto open_footer = OneColumn({.values = 3});
  open_footer.encrypted = true;
  EXPECT_THAT(Read(hidden_footer), FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(Read(open_footer.Bytes()), FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(Read(OneColumn({.values = 3, .encrypted = true}).Bytes()), FailsWith(ErrorKind::kUnsupported));
}

TEST(ParquetFooterTest, AFileThatOnlyRefersToOthersIsUnsupported) {
  EXPECT_THAT(Read(OneColumn({.values = 3, .file_path = "part-0.parquet"}).Bytes()),
              FailsWith(ErrorKind::kUnsupported));
}

TEST(ParquetFooterTest, CountsThatDisagreeAreCorrupt) {
  auto rows = OneColumn({.values = 3});
  rows.rows = 4;
  auto columns = OneColumn({.values = 3});
  columns.row_groups[0].chunks.push_back({.values = 3});
  auto missing = OneColumn({.values = 3});
  missing.row_groups[0].chunks.clear();
  EXPECT_THAT(Read(rows.Bytes()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read(columns.Bytes()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read(missing.Bytes()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read(OneColumn({.values = -3}).Bytes()), FailsWith(ErrorKind::kCorruptData));
}

TEST(ParquetFooterTest, ColumnsThatReachPastTheDataAreCorrupt) {
  EXPECT_THAT(Read(OneColumn({.values = 3, .size = 2000}).Bytes()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read(OneColumn({.values = 3, .offset = 100'000}).Bytes()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read(OneColumn({.values = 3, .offset = -1}).Bytes()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read(OneColumn({.values = 3, .size = INT64_MAX, .offset = INT64_MAX}).Bytes()),
              FailsWith(ErrorKind::kCorruptData));
}

TEST(ParquetFooterTest, ASchemaThatIsNoTreeIsCorrupt) {
  ParquetFile too_few{.elements = {{.name = "g", .children = 2}, {.name = "i", .type = parquet_type::kInt32}},
                      .root_children = 1};
  ParquetFile too_many{.elements = {{.name = "i", .type = parquet_type::kInt32}}, .root_children = 0};
  EXPECT_THAT(Read(too_few.Bytes()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read(too_many.Bytes()), FailsWith(ErrorKind::kCorruptData));
}

TEST(ParquetFooterTest, DeepNestingIsRefused) {
  ParquetFile parquet{.root_children = 1};
  for (int i = 0; i < 200; ++i) parquet.elements.push_back({.name = "g", .children = 1});
  parquet.elements.push_back({.name = "i", .type = parquet_type::kInt32});
  EXPECT_THAT(Read(parquet.Bytes()), FailsWith(ErrorKind::kUnsupported));
}

TEST(ParquetFooterTest, TooManyColumnsAreRefused) {
  ParquetFile parquet{.elements = std::vector<Element>(100'000, {.name = "i", .type = parquet_type::kInt32})};
  EXPECT_THAT(Read(parquet.Bytes()), FailsWith(ErrorKind::kUnsupported));
}

TEST(ParquetFooterTest, AListThatClaimsMoreItemsThanBytesIsCorrupt) {
  std::string metadata =
      thrift::Struct({{1, thrift::I32(1)}, {2, {thrift::kList, "\xfc" + thrift::Varint(UINT64_MAX)}}}).bytes;
  auto bytes = "PAR1" + metadata + Plain(static_cast<uint32_t>(metadata.size())) + "PAR1";
  EXPECT_THAT(Read(bytes), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::formats
