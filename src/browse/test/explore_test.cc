#include "browse/explore.h"

#include "browse/test/iceberg_lake.h"
#include "hive/testing/memory_source.h"
#include "storage/testing/forwarding_file_io.h"

namespace lakeport::browse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ExploreTest : public testing::Test {
 protected:
  ExploreTest() {
    config_.path = "lakeport.toml";
    for (const auto& [name, type] :
         std::map<std::string, std::string>{{"hive", "hive"}, {"lake", "iceberg-sql"}, {"acct", "azure"}}) {
      config_.connections[name] = {.name = name, .type = type, .settings = {}};
    }
    hive::Table daily{.database = "sales",
                      .name = "daily",
                      .columns = {{"id", "bigint", "the number"}},
                      .partition_keys = {{"day", "date"}},
                      .format = hive::StorageFormat::kOrc,
                      .location = "file:///w/daily"};
    hive_.Add(daily, {{{"2024-01-01"}, "file:///w/daily/1"}, {{std::nullopt}, "file:///w/daily/2"}});
    openers_ = {.open_source = [this](const auto&) -> Result<std::unique_ptr<hive::Source>> {
                  return std::unique_ptr<hive::Source>(std::make_unique<hive::MemorySource>(hive_));
                },
                .open_catalog = [this](const auto&) -> Result<std::unique_ptr<iceberg::Catalog>> {
                  return std::unique_ptr<iceberg::Catalog>(std::make_unique<iceberg::MemoryCatalog>(lake_.Catalog()));
                },
                .open_store = [this](const Location&) -> Result<std::unique_ptr<storage::FileIO>> {
                  return std::unique_ptr<storage::FileIO>(std::make_unique<storage::ForwardingFileIO>(lake_.io()));
                }};
  }

  Status Run(const ExploreRequest& request, std::stop_token stop = {}) {
    found_.clear();
    return Explore(
        request, config_, openers_, [this](const Json& json) { return found_.push_back(json), Ok(); }, stop);
  }
  // What is found, each as one line.
  std::vector<std::string> Lines(const ExploreRequest& request) {
    EXPECT_THAT(Run(request), IsOk());
    std::vector<std::string> lines;
    for (const auto& json : found_) lines.push_back(FormatJson(json));
    return lines;
  }
  Json Only(const ExploreRequest& request) {
    EXPECT_THAT(Run(request), IsOk());
    EXPECT_EQ(found_.size(), 1u);
    return found_.size() == 1 ? found_[0] : Json::object();
  }

  IcebergLake lake_;
  hive::MemorySourceState hive_;
  config::Config config_;
  Openers openers_;
  std::vector<Json> found_;
};

TEST_F(ExploreTest, ListsNamesThatTheNextQuestionTakes) {
  lake_.AddTable("orders", {});
  EXPECT_THAT(Lines({View::kDatabases, "hive"}), ElementsAre(R"({"database":"sales"})"));
  EXPECT_THAT(Lines({View::kTables, "hive", "sales"}), ElementsAre(R"({"table":"sales.daily"})"));
  EXPECT_THAT(Lines({View::kNamespaces, "lake"}), ElementsAre(R"({"namespace":"shop"})"));
  EXPECT_THAT(Lines({View::kTables, "lake", "shop"}), ElementsAre(R"({"table":"shop.orders"})"));
}

TEST_F(ExploreTest, ShowsAHiveTableWithItsPartitionsCounted) {
  Json table = Only({View::kTable, "hive", "sales.daily"});
  EXPECT_EQ(table["kind"], "hive");
  EXPECT_EQ(table["format"], "ORC");
  EXPECT_EQ(table["partitions"], 2);
  EXPECT_EQ(FormatJson(table["columns"]), R"([{"name":"id","type":"bigint","comment":"the number"}])");
  EXPECT_EQ(table["partition_keys"][0]["name"], "day");
  EXPECT_EQ(table["location"], "file:///w/daily");
}

TEST_F(ExploreTest, ShowsAnIcebergTable) {
  auto loaded = lake_.AddTable("orders", {std::string("monday")});
  Json table = Only({View::kTable, "lake", "shop.orders"});
  EXPECT_EQ(table["table"], "shop.orders");
  EXPECT_EQ(table["metadata_location"], loaded.metadata_location);
  EXPECT_EQ(FormatJson(table["columns"][0]), R"({"id":1,"name":"i","type":"int","required":false,"comment":""})");
  EXPECT_EQ(FormatJson(table["partitioned_by"]), R"(["day"])");
  EXPECT_EQ(table["current_snapshot"]["summary"]["total-records"], "10");
  EXPECT_EQ(table["current_snapshot"]["refs"][0], "main");
}

TEST_F(ExploreTest, ATableIsTheSameByItsMetadataFile) {
  auto loaded = lake_.AddTable("orders", {std::string("monday")});
  for (View view : {View::kTable, View::kSnapshots, View::kFiles, View::kChecksum}) {
    auto by_name = Lines({view, "lake", "shop.orders"});
    ASSERT_EQ(by_name.size(), 1u);
    Json of_file = Only({.view = view, .metadata_location = loaded.metadata_location});
    if (of_file.contains("table")) of_file["table"] = "shop.orders";
    EXPECT_EQ(FormatJson(of_file), by_name[0]);
  }
}

TEST_F(ExploreTest, ListsSnapshotsAndTheFilesOfEach) {
  auto first = lake_.AddTable("orders", {std::string("monday")});
  lake_.AddFiles(first, "orders", {iceberg::Value()});
  ASSERT_THAT(Run({View::kSnapshots, "lake", "shop.orders"}), IsOk());
  ASSERT_EQ(found_.size(), 2u);
  EXPECT_EQ(found_[0]["current"], false);
  EXPECT_EQ(found_[1]["parent_snapshot_id"], found_[0]["snapshot_id"]);
  ExploreRequest files{View::kFiles, "lake", "shop.orders"};
  EXPECT_EQ(Lines(files).size(), 2u);
  files.snapshot_id = first.metadata.current_snapshot_id;
  Json file = Only(files);
  EXPECT_EQ(file["path"], "memory://hive/orders/f1.parquet");
  EXPECT_EQ(file["content"], "data");
  EXPECT_EQ(file["format"], "parquet");
  EXPECT_EQ(FormatJson(file["partition"]), R"({"day":"monday"})");
  EXPECT_EQ(file["rows"], 10);
}

TEST_F(ExploreTest, ShowsPartitionValuesAndDeletesOfOthers) {
  auto lines = Lines({.view = View::kFiles, .metadata_location = lake_.PutFixtureTable("pyiceberg")});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr(R"("region":"eu","day":"2024-01-01","price":"12.50")"));
  EXPECT_THAT(lines[1], HasSubstr(R"("region":null,"day":null,"price":null)"));
  ASSERT_THAT(Run({.view = View::kFiles, .metadata_location = lake_.PutFixtureTable("changes")}), IsOk());
  EXPECT_EQ(found_.back()["content"], "equality-deletes");
}

TEST_F(ExploreTest, SumsTheRowsOfASnapshot) {
  auto first = lake_.AddTable("orders", {std::string("monday")});
  lake_.AddFiles(first, "orders", {iceberg::Value()});
  Json sum = Only({View::kChecksum, "lake", "shop.orders"});
  EXPECT_EQ(sum["rows"], 20);
  EXPECT_EQ(sum["files"], 2);
  EXPECT_EQ(sum["columns"]["s"], lake_.Expected("s", 2));
  sum = Only({.view = View::kChecksum,
              .connection = "lake",
              .name = "shop.orders",
              .snapshot_id = first.metadata.current_snapshot_id});
  EXPECT_EQ(sum["rows"], 10);
  EXPECT_EQ(sum["snapshot_id"], first.metadata.current_snapshot_id);
}

TEST_F(ExploreTest, ATableWithoutSnapshotsHasNoFiles) {
  lake_.AddTable("orders", {});
  EXPECT_THAT(Lines({View::kFiles, "lake", "shop.orders"}), IsEmpty());
  Json sum = Only({View::kChecksum, "lake", "shop.orders"});
  EXPECT_TRUE(sum["snapshot_id"].is_null());
  EXPECT_EQ(sum["columns"].size(), lake_.file().schema.fields().size() + 1);
  EXPECT_EQ(sum["columns"]["i"], "0:0000000000000000");
  EXPECT_TRUE(Only({View::kTable, "lake", "shop.orders"})["current_snapshot"].is_null());
}

TEST_F(ExploreTest, WhatCannotBeMeantIsSaidBeforeAnythingIsOpened) {
  for (const ExploreRequest& wrong :
       std::vector<ExploreRequest>{{View::kDatabases},
                                   {View::kTable, "lake"},
                                   {View::kTable, "lake", "orders"},
                                   {View::kTable, "lake", "shop."},
                                   {View::kTable, "lake", ".orders"},
                                   {View::kFiles, "", ""},
                                   {View::kTable, "lake", "shop.orders", "file:///v1.metadata.json"}}) {
    EXPECT_THAT(CheckRequest(wrong), FailsWith(ErrorKind::kInvalidArgument));
    EXPECT_THAT(Run(wrong), FailsWith(ErrorKind::kInvalidArgument));
  }
}

TEST_F(ExploreTest, WhatIsNotThereIsNamed) {
  auto loaded = lake_.AddTable("orders", {});
  EXPECT_THAT(Run({View::kTable, "nowhere", "a.b"}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(Run({View::kTable, "acct", "a.b"}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(Run({View::kTables, "lake", "none"}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(Run({View::kTable, "lake", "shop.none"}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(Run({View::kTable, "lake", "shop.a\"'/../b"}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(Run({View::kTable, "hive", "sales.none"}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(Run({View::kChecksum, "hive", "sales.daily"}), FailsWith(ErrorKind::kInvalidArgument));
  ExploreRequest expired{.view = View::kFiles, .connection = "lake", .name = "shop.orders", .snapshot_id = 5};
  auto status = Run(expired);
  ASSERT_THAT(status, FailsWith(ErrorKind::kNotFound));
  EXPECT_EQ(status.error().ToString(),
            "NotFound: the table has no snapshot 5; it may have expired; while looking at shop.orders");
}

TEST_F(ExploreTest, AMetadataFileThatIsMissingOrCutOffIsNamed) {
  auto loaded = lake_.AddTable("orders", {});
  EXPECT_THAT(Run({.view = View::kTable, .metadata_location = "memory://none"}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(Run({.view = View::kTable, .metadata_location = "../x.json"}), FailsWith(ErrorKind::kInvalidArgument));
  auto text = storage::ReadFile(lake_.io(), *Location::Parse(loaded.metadata_location)).value();
  lake_.Put(loaded.metadata_location, text.substr(0, text.size() / 2));
  for (const ExploreRequest& request :
       {ExploreRequest{View::kTable, "lake", "shop.orders"},
        ExploreRequest{.view = View::kChecksum, .metadata_location = loaded.metadata_location}}) {
    auto status = Run(request);
    ASSERT_THAT(status, FailsWith(ErrorKind::kCorruptData));
    EXPECT_THAT(status.error().ToString(), HasSubstr("reading table metadata " + loaded.metadata_location));
  }
}

TEST_F(ExploreTest, StopsWhenAskedAndWhenNobodyListens) {
  auto loaded = lake_.AddTable("orders", {std::string("monday"), std::string("tuesday")});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(Run({View::kFiles, "lake", "shop.orders"}, stop.get_token()), FailsWith(ErrorKind::kCancelled));
  EXPECT_THAT(Run({View::kChecksum, "lake", "shop.orders"}, stop.get_token()), FailsWith(ErrorKind::kCancelled));
  int told = 0;
  auto deaf = [&told](const Json&) -> Status { return ++told, Unavailable("nobody listens"); };
  EXPECT_THAT(Explore({View::kFiles, "lake", "shop.orders"}, config_, openers_, deaf, {}),
              FailsWith(ErrorKind::kUnavailable));
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace lakeport::browse
