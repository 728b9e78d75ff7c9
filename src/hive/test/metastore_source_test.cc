#include "hive/metastore_source.h"

#include <set>

#include "base/testing/matchers.h"
#include "hive/open.h"
#include "metastore/testing/fake_client.h"

namespace lakeport::hive {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

metastore::StorageDescriptor OrcStorage(const std::string& location) {
  metastore::StorageDescriptor storage;
  storage.columns = {{"id", "bigint", "a number"}};
  storage.location = location;
  storage.input_format = "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat";
  storage.serde = "org.apache.hadoop.hive.ql.io.orc.OrcSerde";
  storage.serde_parameters = {{"serialization.format", "1"}};
  storage.bucket_count = -1;
  return storage;
}

class MetastoreSourceTest : public testing::Test {
 protected:
  MetastoreSourceTest() {
    EXPECT_THAT(client_->CreateDatabase({.name = "sales"}), IsOk());
    metastore::Table table{.database = "sales", .name = "orders", .type = "EXTERNAL_TABLE"};
    table.storage = OrcStorage("file:///w/orders");
    table.partition_keys = {{"day", "date"}, {"city", "string"}};
    table.parameters = {{"comment", "all of them"}, {"transactional", "TRUE"}};
    EXPECT_THAT(client_->CreateTable(table), IsOk());
  }

  void AddPartition(const std::vector<std::string>& values, const std::string& location) {
    metastore::Partition partition{.values = values, .storage = OrcStorage(location)};
    EXPECT_THAT(client_->AddPartitions("sales", "orders", {partition}), IsOk());
  }

  Result<std::vector<Partition>> Partitions() {
    LP_ASSIGN(auto table, source_->GetTable("sales", "orders"));
    std::vector<Partition> all;
    LP_TRY(source_->VisitPartitions(table, [&](const std::vector<Partition>& batch) {
      largest_batch_ = std::max(largest_batch_, batch.size());
      all.insert(all.end(), batch.begin(), batch.end());
      return Ok();
    }));
    return all;
  }

  metastore::FakeClient* client_ = new metastore::FakeClient();  // owned by source_
  std::unique_ptr<Source> source_ = MakeMetastoreSource(std::unique_ptr<metastore::Client>(client_));
  size_t largest_batch_ = 0;
};

TEST_F(MetastoreSourceTest, DatabasesAndTablesAreListed) {
  EXPECT_THAT(source_->ListDatabases().value(), ElementsAre("default", "sales"));
  EXPECT_THAT(source_->ListTables("sales").value(), ElementsAre("orders"));
  EXPECT_THAT(source_->ListTables("nowhere"), FailsWith(ErrorKind::kNotFound));
}

TEST_F(MetastoreSourceTest, ATableIsReadWithItsFormatAndItsParameters) {
  auto table = source_->GetTable("sales", "orders");
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->kind, TableKind::kExternal);
  EXPECT_EQ(table->format, StorageFormat::kOrc);
  EXPECT_EQ(table->serde, "org.apache.hadoop.hive.ql.io.orc.OrcSerde");
  EXPECT_EQ(table->location, "file:///w/orders");
  EXPECT_EQ(table->columns.at(0).type, "bigint");
  EXPECT_EQ(table->columns.at(0).comment, "a number");
  EXPECT_EQ(table->partition_keys.at(1).name, "city");
  EXPECT_EQ(table->serde_parameters.at("serialization.format"), "1");
  EXPECT_EQ(table->bucket_count, 0);
  EXPECT_EQ(table->comment, "all of them");
  EXPECT_TRUE(table->is_transactional());
}

TEST_F(MetastoreSourceTest, AMissingTableIsNotFound) {
  EXPECT_THAT(source_->GetTable("sales", "../orders"), FailsWith(ErrorKind::kNotFound));
}

TEST_F(MetastoreSourceTest, ViewsAreToldFromTables) {
  for (const auto* type : {"VIRTUAL_VIEW", "MATERIALIZED_VIEW"}) {
    ASSERT_THAT(client_->CreateTable({.database = "sales", .name = type, .type = type}), IsOk());
    EXPECT_EQ(source_->GetTable("sales", type).value().kind, TableKind::kView);
  }
  ASSERT_THAT(client_->CreateTable({.database = "sales", .name = "i", .type = "INDEX_TABLE"}), IsOk());
  EXPECT_THAT(source_->GetTable("sales", "i"), FailsWith(ErrorKind::kUnsupported));
}

// P4
TEST_F(MetastoreSourceTest, HivesDefaultPartitionIsNull) {
  AddPartition({"__HIVE_DEFAULT_PARTITION__", "a/b"}, "file:///elsewhere/x");
  auto partitions = Partitions();
  ASSERT_THAT(partitions, IsOk());
  ASSERT_EQ(partitions->size(), 1u);
  EXPECT_THAT(partitions->at(0).values, ElementsAre(std::nullopt, "a/b"));
  EXPECT_EQ(partitions->at(0).location, "file:///elsewhere/x");
  EXPECT_EQ(partitions->at(0).format, StorageFormat::kOrc);
}

// P46
TEST_F(MetastoreSourceTest, APartitionMayHaveAFormatOfItsOwn) {
  metastore::Partition partition{.values = {"2024-01-01", "x"}, .storage = OrcStorage("file:///w/orders/p")};
  partition.storage.input_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
  ASSERT_THAT(client_->AddPartitions("sales", "orders", {partition}), IsOk());
  EXPECT_EQ(Partitions().value().at(0).format, StorageFormat::kParquet);
}

// P19
TEST_F(MetastoreSourceTest, ManyPartitionsComeInBatchesOfAThousandAndEachOnce) {
  for (int i = 0; i < 2500; ++i) AddPartition({"d", std::to_string(i)}, "file:///w/" + std::to_string(i));
  int calls = 0;
  client_->OnCall([&](std::string_view call) {
    calls += call == "GetPartitions" ? 1 : 0;
    return Ok();
  });
  auto partitions = Partitions();
  EXPECT_EQ(calls, 3);
  ASSERT_THAT(partitions, IsOk());
  std::set<std::string> locations;
  for (const auto& partition : *partitions) locations.insert(partition.location);
  EXPECT_EQ(locations.size(), 2500u);
  EXPECT_EQ(partitions->size(), 2500u);
  EXPECT_EQ(largest_batch_, 1000u);
}

TEST_F(MetastoreSourceTest, APartitionThatIsListedButNotHandedOutIsNotLeftOutSilently) {
  AddPartition({"d", "x"}, "file:///w/x");
  client_->OnCall([&](std::string_view call) -> Status {
    if (call != "GetPartitions") return Ok();
    client_->OnCall(nullptr);
    metastore::Table without_partitions = client_->GetTable("sales", "orders").value();
    LP_TRY(client_->DropTable("sales", "orders"));
    return client_->CreateTable(without_partitions);
  });
  auto partitions = Partitions();
  ASSERT_THAT(partitions, FailsWith(ErrorKind::kUnavailable));
  EXPECT_THAT(partitions.error().message(), HasSubstr("day=d/city=x"));
}

TEST_F(MetastoreSourceTest, APartitionWhoseValuesDoNotFitTheKeysIsCorrupt) {
  AddPartition({"only one"}, "file:///w/x");
  EXPECT_THAT(Partitions(), FailsWith(ErrorKind::kCorruptData));
}

Result<std::unique_ptr<Source>> Open(const config::Connection& connection) {
  return OpenSource(connection, storage::MakeOpenStore({}));
}

TEST(OpenMetastoreTest, AConnectionThatCantBeReadIsNamed) {
  auto source = Open({.name = "prod", .type = "hive", .settings = {{"uri", "metastore:9083"}}});
  ASSERT_THAT(source, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(source.error().ToString(), HasSubstr("connection prod"));
}

TEST(OpenMetastoreTest, AMetastoreThatIsAwayIsUnavailable) {
  auto source = Open({.name = "prod", .type = "hive", .settings = {{"uri", "thrift://127.0.0.1:1"}}});
  ASSERT_THAT(source, IsOk());
  auto listed = (*source)->ListDatabases();
  ASSERT_THAT(listed, FailsWith(ErrorKind::kUnavailable));
  EXPECT_THAT(listed.error().message(), HasSubstr("thrift://127.0.0.1:1"));
}

}  // namespace
}  // namespace lakeport::hive
