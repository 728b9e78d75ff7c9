#include "iceberg/commit.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "iceberg/table_metadata_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

using testing::MatchesRegex;

class CommitTest : public testing::Test {
 protected:
  std::vector<TableUpdate> Creation() {
    return {AddSchema{Schema(0, {{.id = 1, .name = "id", .type = Type::Primitive(TypeId::kLong)}})},
            SetCurrentSchema{}};
  }

  LoadedTable Create(std::map<std::string, std::string> properties = {}) {
    auto updates = Creation();
    updates.emplace_back(SetProperties{std::move(properties)});
    auto made = PrepareCommit(io_, nullptr, {AssertCreate{}}, updates, location_, now_);
    EXPECT_THAT(made, IsOk());
    return made.ok() ? *made : LoadedTable{};
  }

  Result<LoadedTable> Change(const LoadedTable& base, const Swap& swap) {
    return CommitBySwap(io_, &base, {}, {SetProperties{{{"a", "1"}}}}, location_, now_, swap);
  }

  storage::MemoryFileIO io_;
  const Location location_ = *Location::Parse("s3://b/t");
  const Timestamp now_ = FromMillis(1'700'000'000'000);
};

TEST_F(CommitTest, ANewTableGetsAUuidAndTheDefaultLocation) {
  auto made = Create();
  EXPECT_EQ(made.metadata.location, "s3://b/t");
  EXPECT_EQ(made.metadata.table_uuid.size(), 36u);
  EXPECT_THAT(made.metadata_location, MatchesRegex("s3://b/t/metadata/00000-.*\\.metadata\\.json"));
  auto read = ReadTableMetadata(io_, made.metadata_location);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->table_uuid, made.metadata.table_uuid);
}

TEST_F(CommitTest, AskedForUuidAndLocationAreKept) {
  auto updates = Creation();
  updates.emplace_back(AssignUuid{"9c12d441-03fe-4693-9a96-a0705ddf69c1"});
  updates.emplace_back(SetLocation{"s3://b/elsewhere"});
  auto made = PrepareCommit(io_, nullptr, {AssertCreate{}}, updates, location_, now_);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->metadata.table_uuid, "9c12d441-03fe-4693-9a96-a0705ddf69c1");
  EXPECT_TRUE(made->metadata_location.starts_with("s3://b/elsewhere/metadata/"));
}

TEST_F(CommitTest, ATableThatIsNotThereIsOnlyMadeWhenThatIsAskedFor) {
  EXPECT_THAT(PrepareCommit(io_, nullptr, {}, Creation(), location_, now_), FailsWith(ErrorKind::kNotFound));
  EXPECT_TRUE(io_.files().empty());
}

TEST_F(CommitTest, TheMetadataLogKeepsAsManyFilesAsTheTableAsksFor) {
  auto table = Create({{"write.metadata.previous-versions-max", "3"}});
  std::vector<std::string> before;
  for (int i = 0; i < 5; ++i) {
    before.push_back(table.metadata_location);
    table = *Change(table, [](const LoadedTable&) { return Ok(); });
  }
  ASSERT_EQ(table.metadata.metadata_log.size(), 3u);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(table.metadata.metadata_log[i].metadata_file, before[i + 2]);
}

TEST_F(CommitTest, ALimitThatIsNoNumberIsTheDefault) {
  for (const char* limit : {"", "0", "-1", "many", "3 ", "99999999999999999999999"}) {
    auto table = Create({{"write.metadata.previous-versions-max", limit}});
    for (int i = 0; i < 101; ++i) table = *Change(table, [](const LoadedTable&) { return Ok(); });
    EXPECT_EQ(table.metadata.metadata_log.size(), 100u) << limit;
  }
}

TEST_F(CommitTest, AFileThatLostTheRaceIsDeleted) {
  auto base = Create();
  for (ErrorKind kind : {ErrorKind::kConflict, ErrorKind::kAlreadyExists}) {
    auto committed = Change(base, [&](const LoadedTable&) -> Status { return Error(kind, "someone was first"); });
    EXPECT_THAT(committed, FailsWith(kind));
    EXPECT_EQ(io_.files().size(), 1u);
  }
}

TEST_F(CommitTest, AFileThatTheCatalogMayNameIsNeverDeleted) {
  auto base = Create();
  size_t files = 1;
  for (ErrorKind kind :
       {ErrorKind::kCommitUnknown, ErrorKind::kTimeout, ErrorKind::kUnavailable, ErrorKind::kInternal}) {
    auto committed = Change(base, [&](const LoadedTable&) -> Status { return Error(kind, "who knows"); });
    EXPECT_THAT(committed, FailsWith(kind));
    EXPECT_EQ(io_.files().size(), ++files);
  }
}

TEST_F(CommitTest, TheSwapIsToldTheFileThatLiesThereAlready) {
  auto base = Create();
  auto committed = Change(base, [&](const LoadedTable& prepared) -> Status {
    EXPECT_THAT(ReadTableMetadata(io_, prepared.metadata_location), IsOk());
    return Ok();
  });
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->metadata.properties.at("a"), "1");
}

TEST_F(CommitTest, WithoutUpdatesThereIsNothingToSwap) {
  auto base = Create();
  auto committed = CommitBySwap(io_, &base, {}, {}, location_, now_,
                                [](const LoadedTable&) -> Status { return Internal("must not be called"); });
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->metadata_location, base.metadata_location);
}

}  // namespace
}  // namespace lakeport::iceberg
