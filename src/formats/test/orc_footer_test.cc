#include <string>

#include <gtest/gtest.h>
#include <orc_metadata.pb.h>

#include "formats/footer.h"
#include "formats/orc/tail.h"
#include "formats/testing/memory_file.h"

namespace lakeport::formats {
namespace {

using iceberg::Decimal;
using iceberg::Value;

constexpr uint32_t kInt = 3, kLong = 4, kFloat = 5, kString = 7, kTimestamp = 9, kUnion = 13, kDecimal = 14;

Result<FileFooter> Read(const std::string& bytes) { return ReadFooter(iceberg::FileFormat::kOrc, MemoryFile(bytes)); }

// A footer of one column of this kind, with ten rows.
orc_metadata::Footer OneColumn(uint32_t kind) {
  orc_metadata::Footer footer;
  footer.set_row_count(10);
  auto* stripe = footer.add_stripes();
  stripe->set_offset(3);
  stripe->set_data_length(100);
  stripe->set_row_count(10);
  auto* root = footer.add_types();
  root->set_kind(12);
  root->add_subtypes(1);
  root->add_field_names("c");
  footer.add_types()->set_kind(kind);
  for (int i = 0; i < 2; ++i) footer.add_statistics()->set_value_count(10);
  return footer;
}

std::string File(const std::string& footer, uint32_t compression = 0) {
  orc_metadata::PostScript postscript;
  postscript.set_footer_length(footer.size());
  postscript.set_compression(compression);
  postscript.set_compression_block_size(1024);
  postscript.set_magic("ORC");
  auto end = postscript.SerializeAsString();
  return "ORC" + std::string(100, '.') + footer + end + static_cast<char>(end.size());
}
std::string File(const orc_metadata::Footer& footer) { return File(footer.SerializeAsString()); }

FileColumn ReadColumn(const orc_metadata::Footer& footer) {
  auto read = Read(File(footer));
  EXPECT_THAT(read, IsOk());
  return read.ok() && read->columns.size() == 1 ? read->columns[0] : FileColumn{};
}

TEST(OrcFooterTest, TakesOneReadOfASmallFile) {
  MemoryFile file(File(OneColumn(kInt)));
  auto footer = ReadFooter(iceberg::FileFormat::kOrc, file);
  ASSERT_THAT(footer, IsOk());
  EXPECT_EQ(file.reads(), 1);
  EXPECT_EQ(footer->record_count, 10);
  EXPECT_THAT(footer->split_offsets, testing::ElementsAre(3));
}

TEST(OrcFooterTest, TakesASecondReadWhenTheFooterIsLarge) {
  auto footer = OneColumn(kInt);
  footer.set_software_version(std::string(100'000, 'x'));
  MemoryFile file(File(footer));
  EXPECT_THAT(ReadFooter(iceberg::FileFormat::kOrc, file), IsOk());
  EXPECT_EQ(file.reads(), 2);
}

TEST(OrcFooterTest, ForeignAndTruncatedFilesAreCorrupt) {
  auto whole = File(OneColumn(kInt));
  EXPECT_THAT(Read("a,b\n1,2\n3,4\n"), FailsWith(ErrorKind::kCorruptData));
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(Read(whole.substr(0, size)), FailsWith(ErrorKind::kCorruptData)) << size;
  }
}

TEST(OrcFooterTest, FilesOfHive11HaveTheirMagicAtTheBeginningOnly) {
  auto footer = OneColumn(kInt).SerializeAsString();
  orc_metadata::PostScript postscript;
  postscript.set_footer_length(footer.size());
  postscript.set_compression(0);
  postscript.set_compression_block_size(0);
  auto end = postscript.SerializeAsString();
  auto tail = std::string(100, '.') + footer + end + static_cast<char>(end.size());
  EXPECT_THAT(Read("ORC" + tail), IsOk());
  EXPECT_THAT(Read("PAR" + tail), FailsWith(ErrorKind::kCorruptData));
}

TEST(OrcFooterTest, ColumnsWithPositionalNamesKeepThem) {
  auto footer = OneColumn(kInt);
  footer.mutable_types(0)->set_field_names(0, "_col0");
  EXPECT_EQ(ReadColumn(footer).name, "_col0");
}

TEST(OrcFooterTest, AttributesHoldIdsAndWhatOrcHasNoTypeFor) {
  auto footer = OneColumn(kLong);
  for (const auto& [key, value] :
       {std::pair("iceberg.id", "12"), {"iceberg.required", "true"}, {"iceberg.long-type", "TIME"}}) {
    auto* attribute = footer.mutable_types(1)->add_attributes();
    attribute->set_key(key);
    attribute->set_value(value);
  }
  auto column = ReadColumn(footer);
  EXPECT_EQ(column.field_id, 12);
  EXPECT_TRUE(column.required);
  EXPECT_EQ(column.type->id(), iceberg::TypeId::kTime);
}

TEST(OrcFooterTest, UnionsAndUnknownKindsHaveNoType) {
  EXPECT_EQ(ReadColumn(OneColumn(kUnion)).type, nullptr);
  EXPECT_EQ(ReadColumn(OneColumn(kUnion)).physical, "ORC uniontype");
  EXPECT_EQ(ReadColumn(OneColumn(25)).physical, "ORC type number 25");
}

TEST(OrcFooterTest, NullsAreTheRowsWithoutAValue) {
  auto footer = OneColumn(kInt);
  footer.mutable_statistics(1)->set_value_count(7);
  EXPECT_EQ(ReadColumn(footer).null_count, 3);
  EXPECT_EQ(ReadColumn(footer).value_count, 10);
  footer.mutable_statistics(1)->set_has_null(false);
  EXPECT_EQ(ReadColumn(footer).null_count, 0);
}

TEST(OrcFooterTest, CountsThatCantBeAreNotKnown) {
  auto footer = OneColumn(kInt);
  footer.mutable_statistics(1)->set_value_count(11);
  EXPECT_EQ(ReadColumn(footer).null_count, std::nullopt);
  footer.mutable_statistics(1)->set_value_count(UINT64_MAX);
  EXPECT_EQ(ReadColumn(footer).value_count, std::nullopt);
}

TEST(OrcFooterTest, IntegerBoundsThatDoNotFitAreNotKnown) {
  auto footer = OneColumn(kInt);
  auto* integers = footer.mutable_statistics(1)->mutable_integers();
  integers->set_minimum(-3);
  integers->set_maximum(9);
  EXPECT_EQ(ReadColumn(footer).lower, Value(int32_t{-3}));
  integers->set_maximum(INT64_MAX);
  EXPECT_TRUE(IsNull(ReadColumn(footer).lower));
}

TEST(OrcFooterTest, NaNIsABoundAsFarAsItGoes) {
  auto footer = OneColumn(kFloat);
  auto* doubles = footer.mutable_statistics(1)->mutable_doubles();
  doubles->set_minimum(std::numeric_limits<double>::quiet_NaN());
  doubles->set_maximum(1e300);
  EXPECT_EQ(ReadColumn(footer).lower, Value(-std::numeric_limits<float>::infinity()));
  EXPECT_EQ(ReadColumn(footer).upper, Value(std::numeric_limits<float>::infinity()));
}

TEST(OrcFooterTest, DecimalBoundsTakeTheColumnsScale) {
  auto footer = OneColumn(kDecimal);
  footer.mutable_types(1)->set_precision(5);
  footer.mutable_types(1)->set_scale(2);
  auto* decimals = footer.mutable_statistics(1)->mutable_decimals();
  decimals->set_minimum("-12.5");
  decimals->set_maximum("7");
  EXPECT_EQ(ReadColumn(footer).lower, Value(Decimal{-1250}));
  EXPECT_EQ(ReadColumn(footer).upper, Value(Decimal{700}));
  decimals->set_maximum("7.123");
  EXPECT_TRUE(IsNull(ReadColumn(footer).upper));
}

TEST(OrcFooterTest, TimestampBoundsAreInUtcOrNotKnown) {
  auto footer = OneColumn(kTimestamp);
  auto* timestamps = footer.mutable_statistics(1)->mutable_timestamps();
  EXPECT_TRUE(IsNull(ReadColumn(footer).lower));
  timestamps->set_minimum_utc(-1);
  timestamps->set_maximum_utc(5);
  EXPECT_EQ(ReadColumn(footer).lower, Value(int64_t{-1000}));
  EXPECT_EQ(ReadColumn(footer).upper, Value(int64_t{5999}));
  timestamps->set_minimum_nanos(1 + 250'500);
  timestamps->set_maximum_nanos(1 + 1'000);
  EXPECT_EQ(ReadColumn(footer).lower, Value(int64_t{-750}));
  EXPECT_EQ(ReadColumn(footer).upper, Value(int64_t{5001}));
  timestamps->set_maximum_utc(INT64_MAX);
  EXPECT_TRUE(IsNull(ReadColumn(footer).upper));
}

TEST(OrcFooterTest, TextThatIsNotUtf8IsNoBound) {
  auto footer = OneColumn(kString);
  footer.mutable_statistics(1)->mutable_strings()->set_minimum("a");
  footer.mutable_statistics(1)->mutable_strings()->set_maximum("z\xc3");
  EXPECT_TRUE(IsNull(ReadColumn(footer).lower));
}

TEST(OrcFooterTest, TypesThatAreNoTreeAreCorrupt) {
  for (uint32_t child : {0U, 2U, 7U, UINT32_MAX}) {
    auto footer = OneColumn(kInt);
    footer.mutable_types(0)->set_subtypes(0, child);
    EXPECT_THAT(Read(File(footer)), FailsWith(ErrorKind::kCorruptData)) << child;
  }
  auto unnamed = OneColumn(kInt);
  unnamed.mutable_types(0)->clear_field_names();
  EXPECT_THAT(Read(File(unnamed)), FailsWith(ErrorKind::kCorruptData));
}

TEST(OrcFooterTest, DeepNestingIsRefused) {
  auto footer = OneColumn(kInt);
  for (uint32_t i = 1; i < 200; ++i) {
    footer.mutable_types(static_cast<int>(i))->set_kind(10);
    footer.mutable_types(static_cast<int>(i))->add_subtypes(i + 1);
    footer.add_types()->set_kind(kInt);
  }
  EXPECT_THAT(Read(File(footer)), FailsWith(ErrorKind::kUnsupported));
}

TEST(OrcFooterTest, StripesThatDoNotAddUpAreCorrupt) {
  auto rows = OneColumn(kInt);
  rows.set_row_count(11);
  auto place = OneColumn(kInt);
  place.mutable_stripes(0)->set_data_length(UINT64_MAX - 1);
  EXPECT_THAT(Read(File(rows)), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read(File(place)), FailsWith(ErrorKind::kCorruptData));
}

TEST(OrcFooterTest, EncryptedFilesAreUnsupported) {
  auto footer = OneColumn(kInt);
  footer.mutable_encryption();
  EXPECT_THAT(Read(File(footer)), FailsWith(ErrorKind::kUnsupported));
}

TEST(OrcFooterTest, LzoAndUnknownCompressionsAreUnsupported) {
  auto lzo = Read(File(std::string("\0\0\0", 3), 3));
  ASSERT_THAT(lzo, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(lzo.error().message(), testing::HasSubstr("LZO"));
  EXPECT_THAT(Read(File(std::string("\0\0\0", 3), 9)), FailsWith(ErrorKind::kUnsupported));
}

TEST(OrcDecompressTest, ChunksThatWereNotWorthCompressingAreTakenAsTheyAre) {
  auto opened = DecompressOrc(1, 100, std::string("\x0b\0\0hello\x03\0\0!", 12));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(*opened, "hello!");
}

TEST(OrcDecompressTest, DamagedAndTruncatedChunksAreCorrupt) {
  for (uint32_t codec : {1U, 2U, 4U, 5U}) {
    EXPECT_THAT(DecompressOrc(codec, 100, std::string("\x0a\0\0\xff\xff\xff\xff\xff", 8)),
                FailsWith(ErrorKind::kCorruptData))
        << codec;
    EXPECT_THAT(DecompressOrc(codec, 100, std::string("\x0a\0\0ab", 5)), FailsWith(ErrorKind::kCorruptData)) << codec;
    EXPECT_THAT(DecompressOrc(codec, 100, std::string("\x0a\0", 2)), FailsWith(ErrorKind::kCorruptData)) << codec;
  }
}

TEST(OrcDecompressTest, AChunkMayFillItsBlockButNotMore) {
  // 1,000 times 'a', as raw deflate.
  std::string deflated("\x4b\x4c\x1c\x05\xa3\x60\x14\x0c\x77\x00\x00", 11);
  std::string chunk{static_cast<char>(deflated.size() << 1), 0, 0};
  auto opened = DecompressOrc(1, 1000, chunk + deflated);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(*opened, std::string(1000, 'a'));
  EXPECT_THAT(DecompressOrc(1, 999, chunk + deflated), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::formats
