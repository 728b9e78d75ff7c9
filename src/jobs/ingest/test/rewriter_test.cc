#include "jobs/ingest/rewriter.h"

#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "formats/serde.h"
#include "storage/testing/forwarding_file_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr size_t kLanes = 2;
constexpr int64_t kRows = 300'000;  // three times what a thread is handed

// A disk that one change fails on, and no other: a file that is to be made, or finished.
class FaultyDisk final : public storage::ForwardingFileIO {
 public:
  FaultyDisk(storage::FileIO& target, int change) : ForwardingFileIO(target), left_(change) {}

  bool has_failed() const { return left_ < 0; }

  Result<std::unique_ptr<storage::OutputFile>> Create(const Location& location, storage::WriteMode mode) override {
    LP_TRY(Change());
    LP_ASSIGN(auto file, target_.Create(location, mode));
    return std::unique_ptr<storage::OutputFile>(std::make_unique<Output>(*this, std::move(file)));
  }

 private:
  class Output final : public storage::ForwardingOutputFile {
   public:
    Output(FaultyDisk& disk, std::unique_ptr<storage::OutputFile> target)
        : ForwardingOutputFile(std::move(target)), disk_(disk) {}
    Status Close() override {
      LP_TRY(disk_.Change());
      return target_->Close();
    }

   private:
    FaultyDisk& disk_;
  };

  Status Change() { return left_.fetch_sub(1) == 0 ? Status(Unavailable("the disk is full")) : Ok(); }

  std::atomic<int> left_;
};

// A text file with a last line to be left out: it can only be read from front to back, so that one thread reads and
// several write.
class LanesTest : public ::testing::Test {
 protected:
  LanesTest() {
    std::string text;
    for (int64_t row = 0; row <= kRows; ++row) text += std::to_string(row) + "\n";
    info_ = {.location = *Location::Parse("file:///hive/f"), .size = static_cast<int64_t>(text.size())};
    EXPECT_THAT(storage::WriteFile(io_, info_.location, text, storage::WriteMode::kCreate), IsOk());
    target_.mapping = iceberg::MakeNameMapping(target_.schema);
  }

  static std::shared_ptr<const formats::Serde> TextSerde() {
    auto serde = formats::Serde::Make({.input_format = "org.apache.hadoop.mapred.TextInputFormat",
                                       .serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                                       .columns = {{"id", "bigint"}},
                                       .table_properties = {{"skip.footer.line.count", "1"}}});
    EXPECT_THAT(serde, IsOk());
    return *serde;
  }

  // Its rows, and the files that hold them.
  Status Rewrite(storage::FileIO& disk) {
    Stores stores([this](const Location&) -> Result<std::unique_ptr<storage::FileIO>> {
      return std::unique_ptr<storage::FileIO>(std::make_unique<storage::ForwardingFileIO>(io_));
    });
    RewriteContext context{
        .stores = stores,
        .io = disk,
        .target = target_,
        .layout = layout_,
        .threads = kLanes,
        .place = [](const std::string&, const auto& name) { return Location::Parse("file:///lake/" + name); }};
    auto rewriter = MakeRewriter(
        context, [this](const auto&, int64_t rows) { rows_ += rows; },
        [this](iceberg::DataFile file) {
          files_.push_back(std::move(file));
          return Ok();
        });
    auto partition = std::make_shared<SourcePartition>(SourcePartition{.path = "",
                                                                       .values = {},
                                                                       .format = hive::StorageFormat::kText,
                                                                       .location = *Location::Parse("file:///hive"),
                                                                       .serde = TextSerde()});
    LP_TRY(rewriter->Add({{.source = {info_, partition}, .mapping = target_.mapping}}));
    return rewriter->Finish();
  }

  storage::MemoryFileIO io_;
  storage::FileInfo info_{.location = *Location::Parse("file:///hive/f")};
  TargetSchema target_{
      .schema = iceberg::Schema(0, {{.id = 1, .name = "id", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)}}),
      .spec = {},
      .mapping = {}};
  TableLayout layout_{.spec = {}, .target_file_size = 1 << 20};
  int64_t rows_ = 0;
  std::vector<iceberg::DataFile> files_;
};

TEST_F(LanesTest, SeveralThreadsWriteEveryRowOfAFileOnce) {
  EXPECT_THAT(Rewrite(io_), IsOk());
  EXPECT_EQ(rows_, kRows);
  EXPECT_THAT(files_, SizeIs(::testing::Ge(kLanes)));
  int64_t written = 0;
  for (const auto& file : files_) written += file.metrics.record_count;
  EXPECT_EQ(written, kRows);
}

TEST_F(LanesTest, WhenOneOfTheWritersFailsTheFileFailsWithItsErrorAndNothingOfItIsTaken) {
  for (int change = 0;; ++change) {
    SCOPED_TRACE(change);
    rows_ = 0;
    files_.clear();
    storage::MemoryFileIO memory;
    FaultyDisk disk(memory, change);
    Status rewritten = Rewrite(disk);
    if (!disk.has_failed()) break;
    ASSERT_THAT(rewritten, FailsWith(ErrorKind::kUnavailable));
    EXPECT_THAT(rewritten.error().ToString(), HasSubstr("the disk is full"));
    EXPECT_EQ(rows_, 0);
    EXPECT_THAT(files_, IsEmpty());
    ASSERT_LT(change, 100);
  }
}

}  // namespace
}  // namespace lakeport::ingest
