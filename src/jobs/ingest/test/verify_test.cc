#include "formats/checksum.h"
#include "formats/row_reader.h"
#include "hive/table_schema.h"
#include "jobs/ingest/checksums.h"
#include "jobs/ingest/file_names.h"
#include "jobs/ingest/row_counts.h"
#include "jobs/ingest/test/lake.h"

namespace lakeport::ingest {
namespace {

using protocol::ExitCode;
using protocol::IngestMode;
using protocol::TableStatus;
using protocol::Verify;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A disk that gives back another file than was written below lake/.../data.
class LyingDisk final : public storage::ForwardingFileIO {
 public:
  LyingDisk(storage::FileIO& target, Location truth) : ForwardingFileIO(target), truth_(std::move(truth)) {}

  bool lies = true;

  Result<std::unique_ptr<storage::InputFile>> Open(const Location& location) override {
    bool is_copy = location.path().find("/data/") != std::string::npos && location.name().ends_with(".parquet");
    return target_.Open(is_copy && lies ? truth_ : location);
  }

 private:
  const Location truth_;
};

class VerifyTest : public ::testing::TestWithParam<IngestMode> {};

INSTANTIATE_TEST_SUITE_P(Modes, VerifyTest,
                         ::testing::Values(IngestMode::kCopy, IngestMode::kInPlace, IngestMode::kRewrite),
                         [](const auto& mode) {
                           return mode.param == IngestMode::kCopy      ? "Copy"
                                  : mode.param == IngestMode::kInPlace ? "InPlace"
                                                                       : "Rewrite";
                         });

TEST_P(VerifyTest, ChecksumsOfSourceAndNewTableAgreeForEveryKindOfFile) {
  Lake lake;
  lake.request.mode = GetParam();
  lake.request.verify = Verify::kChecksum;
  lake.AddDaily();
  hive::Table odd = lake.Orders("odd");
  odd.columns.push_back({"note", "string"});
  for (const char* name : {"upper_case", "narrow", "with_note", "no_rows"}) {
    lake.PutFixture(std::string("odd/") + name, std::string(name) + ".parquet");
  }
  lake.hive.Add(odd);
  hive::Table orc = lake.Orders("orc");
  orc.format = hive::StorageFormat::kOrc;
  lake.PutFixture("orc/a", "orders.orc");
  lake.PutFixture("orc/b", "positional.orc");
  lake.hive.Add(orc);
  auto ran = lake.Run();
  EXPECT_EQ(ran.code, ExitCode::kDone) << ran.summary.error;
  EXPECT_EQ(ran.summary.committed, 3);
}

TEST_P(VerifyTest, NothingIsCheckedWhenNobodyAsks) {
  Lake lake;
  lake.AddDaily();
  lake.request.mode = GetParam();
  lake.request.verify = Verify::kOff;
  EXPECT_EQ(lake.Run().code, ExitCode::kDone);
  lake.ExpectWhole("daily", 5);
}

TEST(VerifyCopyTest, ACopyThatIsReadBackDifferentlyIsNeverCommitted) {
  for (Verify verify : {Verify::kCounts, Verify::kChecksum}) {
    Lake lake;
    lake.PutFixture("orders/f", "narrow.parquet");
    lake.PutFixture("truth/f", "upper_case.parquet");
    lake.hive.Add(lake.Orders());
    lake.request.verify = verify;
    LyingDisk disk(lake.io(), lake.HivePath("truth/f"));
    lake.broken_io = &disk;
    auto ran = lake.Run();
    EXPECT_EQ(ran.code, ExitCode::kFailed);
    EXPECT_EQ(ran.Of("sales.orders").status, TableStatus::kFailed);
    EXPECT_THAT(lake.Load("orders"), FailsWith(ErrorKind::kNotFound));
    EXPECT_THAT(lake.Files("lake"), IsEmpty());
  }
}

TEST(CompareChecksumsTest, ADifferenceNamesTheColumnAndBothSums) {
  Lake lake;
  auto sums = [&](const char* fixture) {
    lake.PutFixture("f", fixture);
    auto schema = hive::ToTableSchema(lake.Orders())->schema;
    auto mapping = iceberg::MakeNameMapping(schema);
    AddFileNames({{1, "Id"}, {2, "NAME"}}, mapping);
    std::shared_ptr<const storage::InputFile> file = lake.io().Open(lake.HivePath("f")).value();
    auto reader = formats::OpenRowReader(iceberg::FileFormat::kParquet, file, {.schema = schema, .mapping = mapping});
    return *formats::ChecksumRows(**reader);
  };
  auto schema = hive::ToTableSchema(lake.Orders())->schema;
  auto ten = sums("narrow.parquet"), six = sums("upper_case.parquet"), three = sums("orders_1.parquet");
  EXPECT_THAT(CompareChecksumsOf(schema, ten, ten), IsOk());
  auto other = CompareChecksumsOf(schema, ten, six);
  ASSERT_THAT(other, FailsWith(ErrorKind::kInternal));
  EXPECT_THAT(other.error().message(), HasSubstr("column id differs: its checksum is 1:"));
  EXPECT_THAT(CompareChecksumsOf(schema, ten, three), FailsWith(ErrorKind::kInternal));
}

TEST(RowCountsTest, P15FilesRowsAndPartitionsMustAgreeAndAFileThatCameTwiceDoesNot) {
  Lake lake;
  lake.AddDaily();
  ASSERT_EQ(lake.Run().code, ExitCode::kDone);
  auto manifests = iceberg::ReadManifestList(
      lake.io(), *Location::Parse(lake.Load("daily")->metadata.current_snapshot()->manifest_list));
  iceberg::Value day = std::string("2024-01-01");
  auto compare = [&](const std::vector<std::pair<iceberg::Value, int64_t>>& files) {
    RowCounts counts;
    for (const auto& [value, rows] : files) counts.Add({value}, rows);
    auto metadata = lake.Load("daily")->metadata;
    return counts.CompareWith(lake.io(), *manifests, **metadata.spec().PartitionType(metadata.schema()));
  };
  EXPECT_THAT(compare({{day, 3}, {iceberg::Value(), 2}}), IsOk());
  EXPECT_THAT(compare({{day, 3}}), FailsWith(ErrorKind::kInternal));
  EXPECT_THAT(compare({{day, 3}, {day, 3}, {iceberg::Value(), 2}}), FailsWith(ErrorKind::kInternal));
  EXPECT_THAT(compare({{day, 3}, {iceberg::Value(), 3}}), FailsWith(ErrorKind::kInternal));
  auto moved = compare({{day, 2}, {iceberg::Value(), 2}});
  ASSERT_THAT(moved, FailsWith(ErrorKind::kInternal));
  EXPECT_EQ(moved.error().message(),
            "partition day=2024-01-01: the source has 2 rows in 1 file, the new manifests 3 in 1");
  auto missing = compare({{day, 3}});
  EXPECT_EQ(missing.error().message(),
            "partition day=null: the source has 0 rows in 0 files, the new manifests 2 in 1");
}

}  // namespace
}  // namespace lakeport::ingest
