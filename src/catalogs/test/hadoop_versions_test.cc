#include "catalogs/hadoop_versions.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "storage/local_file_io.h"
#include "storage/testing/forwarding_file_io.h"

namespace lakeport::catalogs {
namespace {

class HadoopVersionsTest : public testing::Test {
 protected:
  void Put(const std::string& name, const std::string& text = "{}") {
    auto location = table_.Child("metadata/" + name).value();
    ASSERT_THAT(WriteFile(*io_, location, text, storage::WriteMode::kReplace), IsOk());
  }
  void PutVersions(const std::vector<std::string>& names) {
    for (const auto& name : names) Put(name);
  }
  // The current version's file name; "" when there is no table.
  std::string Current() { return CurrentBy(*io_); }
  std::string CurrentBy(storage::FileIO& io) {
    auto version = FindVersion(io, table_);
    EXPECT_THAT(version, IsOk());
    return version.ok() && *version ? (*version)->file.name() : "";
  }

  TempDir directory_;
  Location table_ = directory_.location("t");
  std::unique_ptr<storage::FileIO> io_ = storage::MakeLocalFileIO();
};

TEST(ParseVersionNameTest, TakesTheNamesThatJavaWrites) {
  EXPECT_EQ(ParseVersionName("v1.metadata.json"), 1);
  EXPECT_EQ(ParseVersionName("v12.gz.metadata.json"), 12);
  EXPECT_EQ(ParseVersionName("v3.metadata.json.gz"), 3);
  EXPECT_EQ(ParseVersionName("v2147483647.metadata.json"), 2147483647);
}

TEST(ParseVersionNameTest, RefusesEverythingElse) {
  for (const char* name :
       {"", "v", "v.metadata.json", "v1", "v1.json", "v1.metadata.json.tmp", ".v1.metadata.json.crc",
        "v0.metadata.json", "v-1.metadata.json", "v01.metadata.json", "v+1.metadata.json", "v2147483648.metadata.json",
        "v1x.metadata.json", "V1.metadata.json", "00001-c8a0e4b2-0000-4000-8000-000000000000.metadata.json",
        "version-hint.text", "dropped-v1-x.json", "v1.zstd.metadata.json"}) {
    EXPECT_EQ(ParseVersionName(name), std::nullopt) << name;
  }
}

TEST_F(HadoopVersionsTest, NoDirectoryAndNoVersionIsNoTable) {
  EXPECT_EQ(Current(), "");
  Put("snap-1.avro");
  EXPECT_EQ(Current(), "");
  Put("version-hint.text", "4");
  EXPECT_EQ(Current(), "");
}

TEST_F(HadoopVersionsTest, TheHintIsFollowedOnwards) {
  PutVersions({"v1.metadata.json", "v2.metadata.json", "v3.gz.metadata.json", "v4.metadata.json.gz"});
  Put("version-hint.text", "4");
  EXPECT_EQ(Current(), "v4.metadata.json.gz");
  Put("version-hint.text", "2\n");
  EXPECT_EQ(Current(), "v4.metadata.json.gz");
  Put("v7.metadata.json");  // somebody's leftover: Java does not jump over what is missing either
  EXPECT_EQ(Current(), "v4.metadata.json.gz");
}

TEST_F(HadoopVersionsTest, AHintThatIsNoneIsMadeUpForByAListing) {
  PutVersions({"v9.metadata.json", "v10.metadata.json", "v11.metadata.json", "snap-12.avro"});
  EXPECT_EQ(Current(), "v11.metadata.json");
  for (const std::string hint : {"", "x", "3", "99", "-1", "0", "011", " 9", "2147483648", "9.5", "\xff\xfe",
                                 "00000000000000000000000000000000000000000000000000009"}) {
    Put("version-hint.text", hint);
    EXPECT_EQ(Current(), "v11.metadata.json") << hint;
  }
  ASSERT_THAT(DeleteVersionHint(*io_, table_), IsOk());
  ASSERT_THAT(io_->MakeDirectory(table_.Child("metadata/version-hint.text").value()), IsOk());
  EXPECT_EQ(Current(), "v11.metadata.json");
}

TEST_F(HadoopVersionsTest, OfOneNumbersNamesTheOneCountsThatJavaLooksForFirst) {
  PutVersions({"v2.gz.metadata.json", "v2.metadata.json.gz", "v2.metadata.json", "v1.metadata.json"});
  EXPECT_EQ(Current(), "v2.metadata.json");
  Put("version-hint.text", "2");
  EXPECT_EQ(Current(), "v2.metadata.json");
  Put("version-hint.text", "1");
  EXPECT_EQ(Current(), "v2.metadata.json");
}

TEST_F(HadoopVersionsTest, TheLastNumberThereIsIsFound) {
  Put("v2147483647.metadata.json");
  Put("version-hint.text", "2147483647");
  EXPECT_EQ(Current(), "v2147483647.metadata.json");
}

TEST_F(HadoopVersionsTest, AStoreThatDoesNotAnswerIsNoMissingHint) {
  class Silent final : public storage::ForwardingFileIO {
   public:
    using ForwardingFileIO::ForwardingFileIO;
    Result<std::unique_ptr<storage::InputFile>> Open(const Location&) override { return Unavailable("no answer"); }
  };
  PutVersions({"v1.metadata.json", "v3.metadata.json"});
  Silent silent(*io_);
  EXPECT_THAT(FindVersion(silent, table_), FailsWith(ErrorKind::kUnavailable));
}

TEST_F(HadoopVersionsTest, AHintIsANumberWithoutALineEndAndTakesHadoopsChecksumAway) {
  Put("version-hint.text", "1");
  Put(".version-hint.text.crc", "crc");
  ASSERT_THAT(WriteVersionHint(*io_, table_, 12), IsOk());
  EXPECT_EQ(ReadFile(*io_, table_.Child("metadata/version-hint.text").value()).value(), "12");
  EXPECT_THAT(io_->Stat(table_.Child("metadata/.version-hint.text.crc").value()), FailsWith(ErrorKind::kNotFound));
}

}  // namespace
}  // namespace lakeport::catalogs
