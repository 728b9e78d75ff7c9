#include "base/testing/temp_dir.h"
#include "storage/azure/azure_file_io.h"
#include "storage/local_file_io.h"
#include "storage/testing/azurite.h"
#include "storage/testing/file_io_suite.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::storage {
namespace {

template <bool kUnnamed>
class LocalFixture final : public FileIOFixture {
 public:
  FileIO& io() override { return *io_; }
  Location root() override { return directory_.location(); }

 private:
  TempDir directory_;
  std::unique_ptr<FileIO> io_ = MakeLocalFileIO({.write_unnamed = kUnnamed});
};

class MemoryFixture final : public FileIOFixture {
 public:
  FileIO& io() override { return io_; }
  Location root() override { return Location::Parse("memory://test/root").value(); }

 private:
  MemoryFileIO io_;
};

// Small parts, so that the suite's files have several.
class AzuriteFixture final : public FileIOFixture {
 public:
  AzuriteFixture() {
    auto client = ConnectToAzurite(net::Retrying(net::MakeHttpClient()));
    EXPECT_THAT(client->CreateContainer(container_), IsOk());
    io_ = azure::MakeAzureFileIO(std::move(client), {.block_size = 32'768});
  }
  FileIO& io() override { return *io_; }
  Location root() override { return AzuriteLocation(container_, "root"); }
  std::set<std::string> RefusedNames() override { return {"a\\b~c", "%2e."}; }

 private:
  const std::string container_ = NewContainerName();
  std::unique_ptr<FileIO> io_;
};

template <typename Fixture>
std::unique_ptr<FileIOFixture> MakeFixture() {
  return std::make_unique<Fixture>();
}

std::vector<FileIOSuiteParameter> Stores() {
  std::vector<FileIOSuiteParameter> stores{{"LocalUnnamed", MakeFixture<LocalFixture<true>>},
                                           {"LocalNamed", MakeFixture<LocalFixture<false>>},
                                           {"Memory", MakeFixture<MemoryFixture>}};
  if (HasAzurite()) stores.push_back({"Azurite", MakeFixture<AzuriteFixture>});
  return stores;
}

INSTANTIATE_TEST_SUITE_P(All, FileIOSuite, testing::ValuesIn(Stores()), NameOfFileIO);

}  // namespace
}  // namespace lakeport::storage
