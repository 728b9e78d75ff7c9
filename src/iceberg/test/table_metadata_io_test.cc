#include "iceberg/table_metadata_io.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "iceberg/gzip.h"
#include "iceberg/table_metadata_json.h"
#include "iceberg/testing/fixture.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class TableMetadataIoTest : public testing::Test {
 protected:
  void Put(const std::string& location, const std::string& bytes) {
    auto file = io_.Create(*Location::Parse(location), storage::WriteMode::kReplace);
    ASSERT_THAT((*file)->Append(bytes), IsOk());
    ASSERT_THAT((*file)->Close(), IsOk());
  }

  TableMetadata Valid() { return *TableMetadataFromJson(Json::parse(text_)); }

  storage::MemoryFileIO io_;
  std::string text_ = ReadFixture("metadata/TableMetadataV2Valid.json");
};

TEST_F(TableMetadataIoTest, AFileIsReadPlainAndGzipped) {
  Put("s3://b/t/metadata/00001-x.metadata.json", text_);
  Put("s3://b/t/metadata/00001-x.gz.metadata.json", Gzip(text_));
  auto plain = ReadTableMetadata(io_, "s3://b/t/metadata/00001-x.metadata.json");
  auto packed = ReadTableMetadata(io_, "s3://b/t/metadata/00001-x.gz.metadata.json");
  ASSERT_THAT(plain, IsOk());
  ASSERT_THAT(packed, IsOk());
  EXPECT_EQ(TableMetadataToJson(*plain), TableMetadataToJson(*packed));
}

TEST_F(TableMetadataIoTest, AMissingFileIsNotFoundAndSaysWhich) {
  auto metadata = ReadTableMetadata(io_, "s3://b/t/v9.metadata.json");
  ASSERT_THAT(metadata, FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(metadata.error().ToString(), HasSubstr("while reading table metadata s3://b/t/v9.metadata.json"));
}

TEST_F(TableMetadataIoTest, AFileCutShortAtAnyByteIsCorrupt) {
  const std::string location = "s3://b/t/00001-x.metadata.json";
  auto packed = Gzip(text_);
  for (const std::string& whole : {text_.substr(0, text_.find_last_of('}') + 1), packed}) {
    for (size_t length = 0; length < whole.size(); ++length) {
      Put(location, whole.substr(0, length));
      ASSERT_THAT(ReadTableMetadata(io_, location), FailsWith(ErrorKind::kCorruptData)) << length;
    }
  }
}

TEST_F(TableMetadataIoTest, AFileWithAnyByteChangedDoesNoHarm) {
  const std::string location = "s3://b/t/00001-x.metadata.json";
  for (size_t i = 0; i < text_.size(); ++i) {
    auto changed = text_;
    changed[i] = static_cast<char>(changed[i] ^ 0x15);
    Put(location, changed);
    auto metadata = ReadTableMetadata(io_, location);
    if (metadata.ok()) continue;
    EXPECT_THAT(metadata.error().kind(), testing::AnyOf(ErrorKind::kCorruptData, ErrorKind::kUnsupported));
  }
}

TEST_F(TableMetadataIoTest, WhatIsWrittenIsReadAgain) {
  for (const char* name : {"00000-a.metadata.json", "00000-a.gz.metadata.json"}) {
    auto location = *Location::Parse(std::string("s3://b/t/metadata/") + name);
    ASSERT_THAT(WriteTableMetadata(io_, location, Valid()), IsOk());
    auto metadata = ReadTableMetadata(io_, location.ToString());
    ASSERT_THAT(metadata, IsOk());
    EXPECT_EQ(TableMetadataToJson(*metadata), TableMetadataToJson(Valid()));
  }
  EXPECT_TRUE(IsGzip(io_.files().at(*Location::Parse("s3://b/t/metadata/00000-a.gz.metadata.json"))));
}

TEST_F(TableMetadataIoTest, AMetadataFileIsNeverReplaced) {
  auto location = *Location::Parse("s3://b/t/metadata/00000-a.metadata.json");
  ASSERT_THAT(WriteTableMetadata(io_, location, Valid()), IsOk());
  EXPECT_THAT(WriteTableMetadata(io_, location, Valid()), FailsWith(ErrorKind::kAlreadyExists));
}

TEST_F(TableMetadataIoTest, TheNextFileIsNumberedAfterTheCurrentOne) {
  auto metadata = Valid();
  const std::pair<const char*, const char*> cases[] = {
      {"", "00000"},
      {"s3://b/t/metadata/00000-9c12d441-03fe-4693-9a96-a0705ddf69c1.metadata.json", "00001"},
      {"s3://b/t/metadata/00041-x.gz.metadata.json", "00042"},
      {"s3://b/t/metadata/99999-x.metadata.json", "100000"},
      {"s3://b/t/metadata/v3.metadata.json", "00000"},
      {"s3://b/t/metadata/99999999999-x.metadata.json", "00000"},
      {"s3://b/t/metadata/2147483647-x.metadata.json", "00000"},
  };
  for (const auto& [current, number] : cases) {
    auto next = NextMetadataLocation(metadata, current);
    ASSERT_THAT(next, IsOk());
    EXPECT_THAT(
        next->ToString(),
        MatchesRegex(fmt::format("s3://bucket/test/location/metadata/{}-[0-9a-f-]{{36}}\\.metadata\\.json", number)));
  }
  EXPECT_NE(*NextMetadataLocation(metadata, ""), *NextMetadataLocation(metadata, ""));
}

TEST_F(TableMetadataIoTest, TheTablesPropertiesChooseFolderAndCompression) {
  auto metadata = Valid();
  metadata.properties["write.metadata.path"] = "file:///other/place/";
  metadata.properties["write.metadata.compression-codec"] = "gzip";
  auto next = NextMetadataLocation(metadata, "");
  ASSERT_THAT(next, IsOk());
  EXPECT_THAT(next->ToString(), MatchesRegex("file:///other/place/00000-.*\\.gz\\.metadata\\.json"));
}

TEST(GzipTest, MoreThanTheLimitIsRefused) {
  auto packed = Gzip(std::string(1'000'000, 'x'));
  EXPECT_LT(packed.size(), 2000u);
  EXPECT_THAT(Gunzip(packed, 999'999), FailsWith(ErrorKind::kCorruptData));
  ASSERT_THAT(Gunzip(packed, 1'000'000), IsOk());
}

TEST(GzipTest, DamagedBytesAreRefused) {
  auto packed = Gzip("some text that is long enough");
  packed[packed.size() / 2] ^= 0x55;
  EXPECT_THAT(Gunzip(packed, 1000), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::iceberg
