#include "storage/resolve.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"

namespace lakeport::storage {
namespace {

TEST(OpenStoreTest, LocalLocationsAreOnLocalDisks) {
  TempDir directory;
  auto io = MakeOpenStore({})(directory.location());
  ASSERT_THAT(io, IsOk());
  EXPECT_THAT(WriteFile(**io, directory.location("a"), "x", WriteMode::kCreate), IsOk());
}

TEST(OpenStoreTest, OtherStoresAreRefusedWithWhatIsSupported) {
  auto io = MakeOpenStore({})(Location::Parse("hdfs://namenode:8020/user/hive").value());
  ASSERT_THAT(io, FailsWith(ErrorKind::kUnsupported));
  EXPECT_EQ(io.error().message(),
            "hdfs://namenode:8020/user/hive lies on a store that can't be reached yet; what can: file://, abfss:// and "
            "Azure's other spellings");
}

TEST(OpenStoreTest, AStorageAccountIsOpenedByAnySpellingOfItsLocations) {
  auto open = MakeOpenStore({{"acct", {{"account", "acct"}, {"sas", "sv=1&sig=x"}}}});
  for (const char* text : {"abfss://lake@acct.dfs.core.windows.net/t", "wasbs://lake@acct.blob.core.windows.net/t",
                           "https://acct.blob.core.windows.net/lake/t"}) {
    EXPECT_THAT(open(Location::Parse(text).value()), IsOk()) << text;
  }
}

TEST(OpenStoreTest, AnUnknownAccountIsRefusedWithWhatToAdd) {
  auto io = MakeOpenStore({})(Location::Parse("abfss://lake@acct.dfs.core.windows.net/t").value());
  ASSERT_THAT(io, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_NE(io.error().message().find("account = \"acct\""), std::string::npos);
}

TEST(MakeResolvingFileIOTest, EachCallGoesToTheStoreOfItsLocation) {
  TempDir directory;
  auto io = MakeResolvingFileIO(MakeOpenStore({}));
  auto file = directory.location("a/file");
  ASSERT_THAT(WriteFile(*io, file, "bytes", WriteMode::kCreate), IsOk());
  EXPECT_EQ(ReadFile(*io, file).value(), "bytes");
  EXPECT_EQ(io->Stat(file).value().size, 5);
  ASSERT_THAT(io->MakeDirectory(directory.location("a/b")), IsOk());
  EXPECT_EQ(io->List(directory.location("a")).value().directories.size(), 1u);
  ASSERT_THAT(io->Delete(file), IsOk());
  auto elsewhere = Location::Parse("s3://bucket/file").value();
  EXPECT_THAT(io->Open(elsewhere), FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(io->Create(elsewhere, WriteMode::kCreate), FailsWith(ErrorKind::kUnsupported));
}

}  // namespace
}  // namespace lakeport::storage
