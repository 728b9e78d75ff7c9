#include "catalogs/hadoop_catalog.h"

#include <filesystem>
#include <fstream>
#include <functional>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "catalogs/test/hadoop_place.h"
#include "catalogs/test/processes.h"
#include "iceberg/gzip.h"
#include "iceberg/table_metadata_io.h"

namespace lakeport::catalogs {
namespace {

namespace fs = std::filesystem;
using iceberg::Catalog;
using iceberg::LoadedTable;
using iceberg::Namespace;
using iceberg::SetProperties;
using iceberg::TableIdentifier;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Something happens just before a version file is closed, or to how it is.
class MeddlingFileIO final : public storage::ForwardingFileIO {
 public:
  MeddlingFileIO(storage::FileIO& target, std::function<Status(storage::OutputFile&)> close)
      : ForwardingFileIO(target), close_(std::move(close)) {}

  Result<std::unique_ptr<storage::OutputFile>> Create(const Location& location, storage::WriteMode mode) override {
    LP_ASSIGN(auto file, target_.Create(location, mode));
    if (mode != storage::WriteMode::kCreate) return file;
    return std::unique_ptr<storage::OutputFile>(std::make_unique<File>(std::move(file), close_));
  }

 private:
  class File final : public storage::ForwardingOutputFile {
   public:
    File(std::unique_ptr<storage::OutputFile> target, std::function<Status(storage::OutputFile&)> close)
        : ForwardingOutputFile(std::move(target)), close_(std::move(close)) {}
    Status Close() override { return close_(*target_); }

   private:
    std::function<Status(storage::OutputFile&)> close_;
  };

  std::function<Status(storage::OutputFile&)> close_;
};

class HadoopCatalogTest : public testing::Test {
 protected:
  static Result<LoadedTable> CreateIn(Catalog& catalog, const TableIdentifier& table, const std::string& codec = "") {
    iceberg::Schema schema(0, {{.id = 1, .name = "id", .type = iceberg::Type::Primitive(iceberg::TypeId::kLong)}});
    std::vector<iceberg::TableUpdate> updates{iceberg::AddSchema{schema}, iceberg::SetCurrentSchema{}};
    if (!codec.empty()) updates.emplace_back(SetProperties{{{"write.metadata.compression-codec", codec}}});
    return catalog.CommitTable(table, {iceberg::AssertCreate{}}, updates);
  }
  LoadedTable Create(const std::string& codec = "") {
    EXPECT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
    auto created = CreateIn(*catalog_, orders_, codec);
    EXPECT_THAT(created, IsOk());
    return created.ok() ? *created : LoadedTable{};
  }
  Result<LoadedTable> SetProperty(Catalog& catalog, const std::string& key, const std::string& value = "x") {
    return catalog.CommitTable(orders_, {}, {SetProperties{{{key, value}}}});
  }
  std::unique_ptr<Catalog> OpenMeddling(std::function<Status(storage::OutputFile&)> close) {
    return place_.OpenWith(std::make_unique<MeddlingFileIO>(*disk_, std::move(close)));
  }
  std::vector<std::string> FilesIn(const std::string& relative) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(place_.path(relative))) names.push_back(entry.path().filename());
    return names;
  }
  void Put(const std::string& relative, const std::string& text) {
    auto path = place_.path(relative);
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << text;
  }
  std::string Get(const std::string& relative) const {
    std::ifstream file(place_.path(relative), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  HadoopPlace place_;
  std::unique_ptr<storage::FileIO> disk_ = storage::MakeLocalFileIO();
  std::unique_ptr<Catalog> catalog_ = place_.Open();
  const TableIdentifier orders_{{"sales", "eu"}, "orders"};
  const std::string folder_ = "sales/eu/orders/metadata";
};

TEST_F(HadoopCatalogTest, FilesLieAsJavasHadoopCatalogHasThem) {
  Create();
  auto second = SetProperty(*catalog_, "a");
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->metadata.location, place_.warehouse().ToString() + "/sales/eu/orders");
  EXPECT_THAT(FilesIn(folder_), UnorderedElementsAre("v1.metadata.json", "v2.metadata.json", "version-hint.text"));
  EXPECT_EQ(Get(folder_ + "/version-hint.text"), "2");
}

TEST_F(HadoopCatalogTest, MetadataIsPackedFromTheCommitAfterTheOneThatAsksForIt) {
  Create("gzip");
  ASSERT_THAT(SetProperty(*catalog_, "a"), IsOk());
  ASSERT_THAT(SetProperty(*catalog_, "write.metadata.compression-codec", "none"), IsOk());
  auto last = SetProperty(*catalog_, "b");
  ASSERT_THAT(last, IsOk());
  EXPECT_THAT(FilesIn(folder_), UnorderedElementsAre("v1.metadata.json", "v2.gz.metadata.json", "v3.gz.metadata.json",
                                                     "v4.metadata.json", "version-hint.text"));
  EXPECT_TRUE(iceberg::IsGzip(Get(folder_ + "/v3.gz.metadata.json")));
  EXPECT_FALSE(iceberg::IsGzip(Get(folder_ + "/v4.metadata.json")));
  EXPECT_EQ(place_.Open()->LoadTable(orders_)->metadata.properties.size(), 3u);
}

TEST_F(HadoopCatalogTest, ACommitGoesOnFromAStaleHint) {
  Create();
  for (const char* key : {"a", "b", "c"}) ASSERT_THAT(SetProperty(*catalog_, key), IsOk());
  Put(folder_ + "/version-hint.text", "2");
  EXPECT_EQ(catalog_->LoadTable(orders_)->metadata.properties.size(), 3u);
  fs::remove(place_.path(folder_ + "/version-hint.text"));
  ASSERT_THAT(SetProperty(*catalog_, "d"), IsOk());
  EXPECT_EQ(Get(folder_ + "/version-hint.text"), "5");
  EXPECT_EQ(catalog_->LoadTable(orders_)->metadata.properties.size(), 4u);
}

TEST_F(HadoopCatalogTest, OfTwoWhoCommitUponOneVersionTheSlowerGetsConflict) {
  Create();
  auto slow = OpenMeddling([&](storage::OutputFile& file) {
    EXPECT_THAT(SetProperty(*catalog_, "fast"), IsOk());
    return file.Close();
  });
  EXPECT_THAT(SetProperty(*slow, "slow"), FailsWith(ErrorKind::kConflict));
  auto now = catalog_->LoadTable(orders_);
  EXPECT_TRUE(now->metadata.properties.contains("fast"));
  EXPECT_FALSE(now->metadata.properties.contains("slow"));
}

TEST_F(HadoopCatalogTest, OfTwoWhoCreateATableTheSlowerGetsAlreadyExists) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  auto slow = OpenMeddling([&](storage::OutputFile& file) {
    EXPECT_THAT(CreateIn(*catalog_, orders_, "gzip"), IsOk());
    return file.Close();
  });
  EXPECT_THAT(CreateIn(*slow, orders_), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_EQ(catalog_->LoadTable(orders_)->metadata.properties.size(), 1u);
}

TEST_F(HadoopCatalogTest, ACommitThatIsThereAlthoughTheStoreSaysOtherwiseIsDone) {
  Create();
  for (const Error& said : {Timeout("no answer"), AlreadyExists("it is there"), Unavailable("try again")}) {
    auto lied_to = OpenMeddling([&](storage::OutputFile& file) -> Status {
      EXPECT_THAT(file.Close(), IsOk());
      return said;
    });
    auto key = std::string(ToString(said.kind()));
    ASSERT_THAT(SetProperty(*lied_to, key), IsOk());
    EXPECT_TRUE(catalog_->LoadTable(orders_)->metadata.properties.contains(key));
  }
}

TEST_F(HadoopCatalogTest, ACommitThatMayStillArriveIsUnknown) {
  Create();
  auto broken = OpenMeddling([](storage::OutputFile&) -> Status { return Timeout("no answer"); });
  EXPECT_THAT(SetProperty(*broken, "a"), FailsWith(ErrorKind::kCommitUnknown));
  auto refused = OpenMeddling([](storage::OutputFile&) -> Status { return PermissionDenied("not yours"); });
  EXPECT_THAT(SetProperty(*refused, "a"), FailsWith(ErrorKind::kPermissionDenied));
}

TEST_F(HadoopCatalogTest, AHintThatCannotBeWrittenDoesNotFailTheCommit) {
  Create();
  fs::remove(place_.path(folder_ + "/version-hint.text"));
  Put(folder_ + "/version-hint.text/in/the/way", "");
  ASSERT_THAT(SetProperty(*catalog_, "a"), IsOk());
  EXPECT_TRUE(place_.Open()->LoadTable(orders_)->metadata.properties.contains("a"));
}

TEST_F(HadoopCatalogTest, ProcessesThatCommitAtOnceLoseNothing) {
  Create();
  constexpr int kProcesses = 3, kCommits = 20;
  CommitFromProcesses(kProcesses, kCommits, orders_, [&] { return place_.Open(); });
  auto table = catalog_->LoadTable(orders_);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->metadata.properties.size(), size_t{kProcesses * kCommits});
  EXPECT_EQ(FilesIn(folder_).size(), size_t{kProcesses * kCommits} + 2);
}

TEST_F(HadoopCatalogTest, ATableIsNoNamespaceAndItsDirectoriesAreNone) {
  Create();
  Put("sales/eu/orders/data/day=1/part-0.parquet", "x");
  Put("sales/uncommitted/metadata/m0.avro", "x");
  Put("sales/.hidden/x", "x");
  EXPECT_THAT(*catalog_->ListNamespaces(), ElementsAre(Namespace{"sales"}, Namespace{"sales", "eu"}));
  EXPECT_FALSE(*catalog_->NamespaceExists({"sales", "eu", "orders"}));
  EXPECT_FALSE(*catalog_->NamespaceExists({"sales", "uncommitted"}));
  EXPECT_THAT(catalog_->CreateNamespace({"sales", "eu", "orders", "x"}, {}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(*catalog_->ListTables({"sales"}), IsEmpty());
}

TEST_F(HadoopCatalogTest, TableMayBeNamedAsTheDirectoriesOfTablesAre) {
  ASSERT_THAT(catalog_->CreateNamespace({"sales"}, {}), IsOk());
  for (const char* name : {"metadata", "data"}) ASSERT_THAT(CreateIn(*catalog_, {{"sales"}, name}), IsOk());
  EXPECT_EQ(catalog_->ListTables({"sales"})->size(), 2u);
  EXPECT_THAT(*catalog_->ListNamespaces(), ElementsAre(Namespace{"sales"}));
}

TEST_F(HadoopCatalogTest, AWarehouseThatIsNotThereHoldsNothing) {
  EXPECT_THAT(*catalog_->ListNamespaces(), IsEmpty());
  EXPECT_FALSE(*catalog_->NamespaceExists({"sales"}));
}

TEST_F(HadoopCatalogTest, ADroppedTableLeavesItsLastMetadataAndNoChecksumThatWouldNotFit) {
  auto created = Create("gzip");
  ASSERT_THAT(SetProperty(*catalog_, "a"), IsOk());
  Put(folder_ + "/.v1.metadata.json.crc", "crc");
  Put(folder_ + "/snap-1.avro", "x");
  ASSERT_THAT(catalog_->DropTable(orders_), IsOk());
  EXPECT_THAT(FilesIn(folder_), UnorderedElementsAre(testing::StartsWith("dropped-v2-"), "snap-1.avro"));
  EXPECT_THAT(*catalog_->ListTables(orders_.ns), IsEmpty());
  EXPECT_FALSE(*catalog_->NamespaceExists({"sales", "eu", "orders"}));
  ASSERT_THAT(CreateIn(*catalog_, orders_), IsOk());
}

TEST_F(HadoopCatalogTest, MetadataCannotBeSentElsewhere) {
  Create();
  EXPECT_THAT(SetProperty(*catalog_, "write.metadata.path", "file:///elsewhere"), FailsWith(ErrorKind::kUnsupported));
  auto moved = catalog_->CommitTable(orders_, {}, {iceberg::SetLocation{"file:///elsewhere"}});
  EXPECT_THAT(moved, FailsWith(ErrorKind::kUnsupported));
  EXPECT_EQ(catalog_->LoadTable(orders_)->metadata.properties.size(), 0u);
}

TEST_F(HadoopCatalogTest, DamageIsNoMissingTable) {
  Create();
  Put(folder_ + "/v2.metadata.json", "{\"format-version\": 2");
  EXPECT_THAT(catalog_->LoadTable(orders_), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(SetProperty(*catalog_, "a"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(CreateIn(*catalog_, orders_), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(HadoopCatalogTest, TheLastVersionThereCanBeIsNotFollowedByAnother) {
  Create();
  fs::rename(place_.path(folder_ + "/v1.metadata.json"), place_.path(folder_ + "/v2147483647.metadata.json"));
  EXPECT_THAT(catalog_->LoadTable(orders_), IsOk());
  EXPECT_THAT(SetProperty(*catalog_, "a"), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::catalogs
