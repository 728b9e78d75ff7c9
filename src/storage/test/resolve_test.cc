#include "storage/resolve.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"

namespace lakeport::storage {
namespace {

TEST(MakeFileIOTest, LocalLocationsAreOnLocalDisks) {
  TempDir directory;
  auto io = MakeFileIO(directory.location());
  ASSERT_THAT(io, IsOk());
  EXPECT_THAT(WriteFile(**io, directory.location("a"), "x", WriteMode::kCreate), IsOk());
}

TEST(MakeFileIOTest, OtherStoresAreRefusedWithWhatIsSupported) {
  auto io = MakeFileIO(Location::Parse("hdfs://namenode:8020/user/hive").value());
  ASSERT_THAT(io, FailsWith(ErrorKind::kUnsupported));
  EXPECT_EQ(io.error().message(),
            "hdfs://namenode:8020/user/hive lies on a store that can't be reached yet; what can: file://");
}

}  // namespace
}  // namespace lakeport::storage
