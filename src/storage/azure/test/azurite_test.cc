#include "storage/testing/azurite.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "net/digest.h"
#include "storage/azure/azure_file_io.h"
#include "storage/copy.h"
#include "storage/local_file_io.h"

namespace lakeport::storage {
namespace {

// Counts what is asked of a server, by method.
class CountingClient final : public net::HttpClient {
 public:
  explicit CountingClient(std::map<std::string, int>& counts) : counts_(counts) {}
  Result<net::HttpResponse> Send(const net::HttpRequest& request) override {
    {
      std::lock_guard lock(mutex_);
      ++counts_[request.method];
    }
    return client_->Send(request);
  }

 private:
  std::map<std::string, int>& counts_;
  std::mutex mutex_;
  const std::unique_ptr<net::HttpClient> client_ = net::Retrying(net::MakeHttpClient());
};

// The parameter is the size of the file in bytes: less than a part, just one, many.
class AzuriteTest : public testing::TestWithParam<size_t> {
 protected:
  AzuriteTest() {
    std::string bytes;
    while (bytes.size() < GetParam()) bytes += fmt::format("{},", bytes.size());
    bytes.resize(GetParam());
    EXPECT_THAT(WriteFile(*local_, source_, bytes, WriteMode::kCreate), IsOk());
    EXPECT_THAT(client_->CreateContainer(container_), IsOk());
    counts_.clear();
  }
  Result<CopiedFile> Copy() {
    LP_ASSIGN(auto info, local_->Stat(source_));
    return CopyFile(*local_, info, *io_, target_);
  }

  TempDir directory_;
  Location source_ = directory_.location("file");
  std::unique_ptr<FileIO> local_ = MakeLocalFileIO();
  const std::string container_ = NewContainerName();
  Location target_ = AzuriteLocation(container_, "t/data/p=a%2Fb/file x.parquet");
  std::map<std::string, int> counts_;
  std::unique_ptr<azure::BlobClient> client_ = ConnectToAzurite(net::MakeHttpClient());
  std::unique_ptr<FileIO> io_ =
      azure::MakeAzureFileIO(ConnectToAzurite(std::make_shared<CountingClient>(counts_)), {.block_size = 50'000});
};

TEST_P(AzuriteTest, ACopyIsCheckedByTheStoreAndNotReadBack) {
  auto copied = Copy();
  ASSERT_THAT(copied, IsOk());
  EXPECT_EQ(io_->Stat(target_)->hash, copied->hash);
  EXPECT_LE(counts_["GET"], 1) << "the list of parts that are there";
  EXPECT_EQ(ReadFile(*io_, target_).value(), ReadFile(*local_, source_).value());
}

TEST_P(AzuriteTest, ACopyThatIsThereIsNotSentAgain) {
  ASSERT_THAT(Copy(), IsOk());
  counts_.clear();
  auto again = Copy();
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->was_there_already);
  EXPECT_EQ(counts_["PUT"] + counts_["GET"], 0);
}

// P37: the same size is not the same content, whatever another program has put there.
TEST_P(AzuriteTest, OtherBytesOfTheSameSizeAreNoCopy) {
  azure::BlobName blob{container_, "t/data/p=a%2Fb/file x.parquet"};
  std::string other(GetParam(), 'x');
  ASSERT_THAT(client_->PutBlob(blob, other, {}, {}), IsOk());
  EXPECT_THAT(Copy(), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_EQ(ReadFile(*io_, target_).value(), other);
}

std::vector<size_t> Sizes() { return HasAzurite() ? std::vector<size_t>{1, 50'000, 200'001} : std::vector<size_t>{}; }

INSTANTIATE_TEST_SUITE_P(Sizes, AzuriteTest, testing::ValuesIn(Sizes()));
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AzuriteTest);

}  // namespace
}  // namespace lakeport::storage
