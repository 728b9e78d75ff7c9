#include "iceberg/testing/memory_catalog.h"

#include "base/testing/temp_dir.h"
#include "iceberg/testing/catalog_suite.h"
#include "storage/local_file_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

class InMemory final : public CatalogUnderTest {
 public:
  std::unique_ptr<Catalog> Open() override {
    return std::make_unique<MemoryCatalog>(state_, io_, *Location::Parse("mem://w/warehouse"), clock_);
  }

 private:
  MemoryCatalogState state_;
  storage::MemoryFileIO io_;
  SystemClock clock_;
};

// The names in memory, the metadata files on disk.
class OnDisk final : public CatalogUnderTest {
 public:
  std::unique_ptr<Catalog> Open() override {
    return std::make_unique<MemoryCatalog>(state_, *io_, *Location::Parse(directory_.path() + "/warehouse"), clock_);
  }

 private:
  TempDir directory_;
  MemoryCatalogState state_;
  std::unique_ptr<storage::FileIO> io_ = storage::MakeLocalFileIO();
  SystemClock clock_;
};

template <typename T>
std::unique_ptr<CatalogUnderTest> Make() {
  return std::make_unique<T>();
}

INSTANTIATE_TEST_SUITE_P(Memory, CatalogSuite,
                         testing::Values(CatalogFactory{"memory", Make<InMemory>},
                                         CatalogFactory{"disk", Make<OnDisk>}));

class MemoryCatalogTest : public testing::Test {
 protected:
  Result<LoadedTable> Create() {
    return catalog_.CommitTable(table_, {AssertCreate{}}, {AddSchema{}, SetCurrentSchema{}});
  }

  void SetUp() override { ASSERT_THAT(catalog_.CreateNamespace(table_.ns, {}), IsOk()); }

  MemoryCatalogState state_;
  storage::MemoryFileIO io_;
  SystemClock clock_;
  MemoryCatalog catalog_{state_, io_, *Location::Parse("mem://w/warehouse"), clock_};
  const TableIdentifier table_{{"sales"}, "orders"};
};

TEST_F(MemoryCatalogTest, CanFailBeforeItMovesTheTable) {
  catalog_.before_swap = []() -> Status { return CommitUnknown("the reply was lost"); };
  EXPECT_THAT(Create(), FailsWith(ErrorKind::kCommitUnknown));
  EXPECT_THAT(catalog_.LoadTable(table_), FailsWith(ErrorKind::kNotFound));
}

TEST_F(MemoryCatalogTest, CanFailAfterItMovedTheTable) {
  catalog_.after_swap = []() -> Status { return CommitUnknown("the reply was lost"); };
  EXPECT_THAT(Create(), FailsWith(ErrorKind::kCommitUnknown));
  EXPECT_THAT(catalog_.LoadTable(table_), IsOk());
}

TEST_F(MemoryCatalogTest, ACompetitorBetweenLoadAndMoveMakesAConflict) {
  ASSERT_THAT(Create(), IsOk());
  MemoryCatalog competitor(state_, io_, *Location::Parse("mem://w/warehouse"), clock_);
  catalog_.before_swap = [&]() -> Status {
    return competitor.CommitTable(table_, {}, {SetProperties{{{"b", "2"}}}}).ok() ? Ok() : Status(Internal("lost"));
  };
  EXPECT_THAT(catalog_.CommitTable(table_, {}, {SetProperties{{{"a", "1"}}}}), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(catalog_.LoadTable(table_)->metadata.properties, (std::map<std::string, std::string>{{"b", "2"}}));
}

}  // namespace
}  // namespace lakeport::iceberg
