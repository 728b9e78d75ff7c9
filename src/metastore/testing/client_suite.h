#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/uuid.h"
#include "metastore/client.h"

namespace lakeport::metastore {

struct ClientUnderTest {
  std::string name;  // letters and digits
  std::function<std::unique_ptr<Client>()> make;

  friend void PrintTo(const ClientUnderTest& client, std::ostream* out) { *out << client.name; }
};

// What every Client does. Each test has a database of its own, "lakeport_...", and drops it.
class ClientSuite : public testing::TestWithParam<ClientUnderTest> {
 protected:
  void SetUp() override {
    client_ = GetParam().make();
    auto uuid = NewUuid7();
    std::erase(uuid, '-');
    database_ = "lakeport_" + uuid;
    ASSERT_THAT(client_->CreateDatabase({.name = database_, .description = "of a test", .parameters = {{"k", "v"}}}),
                IsOk());
  }

  void TearDown() override {
    auto tables = client_->ListTables(database_);
    ASSERT_THAT(tables, IsOk());
    for (const auto& table : *tables) EXPECT_THAT(client_->DropTable(database_, table), IsOk());
    EXPECT_THAT(client_->DropDatabase(database_), IsOk());
  }

  Table MakeTable(const std::string& name) {
    auto database = client_->GetDatabase(database_);
    EXPECT_THAT(database, IsOk());
    Table table{.database = database_, .name = name, .owner = "ann", .type = "EXTERNAL_TABLE"};
    table.create_time = 1'700'000'000;
    table.retention = 2147483647;
    table.parameters = {{"EXTERNAL", "TRUE"}, {"note", "Größe: 5 µm"}};
    table.storage.columns = {{"id", "bigint", "a number"}, {"tags", "array<struct<a:int,b:string>>"}};
    table.storage.location = database->location + "/" + name;
    table.storage.input_format = "org.apache.hadoop.mapred.FileInputFormat";
    table.storage.output_format = "org.apache.hadoop.mapred.FileOutputFormat";
    table.storage.serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
    table.storage.serde_parameters = {{"field.delim", "|"}};
    return table;
  }

  Table MakePartitionedTable(const std::string& name) {
    Table table = MakeTable(name);
    table.partition_keys = {{"day", "string"}, {"hour", "int"}};
    return table;
  }

  static Partition MakePartition(const Table& table, const std::string& day, const std::string& hour) {
    Partition partition{.values = {day, hour}, .storage = table.storage};
    partition.storage.location += "/" + NewUuid4();
    return partition;
  }

  LockRequest MakeLockRequest(const std::string& agent) {
    return {.database = database_, .table = "t", .user = "ann", .host = "here", .agent = agent};
  }

  std::unique_ptr<Client> client_;
  std::string database_;
};

TEST_P(ClientSuite, ADatabaseThatWasCreatedIsListedAndRead) {
  auto names = client_->ListDatabases();
  ASSERT_THAT(names, IsOk());
  EXPECT_THAT(*names, testing::Contains(database_));
  EXPECT_TRUE(std::is_sorted(names->begin(), names->end()));
  auto database = client_->GetDatabase(database_);
  ASSERT_THAT(database, IsOk());
  EXPECT_EQ(database->description, "of a test");
  EXPECT_EQ(database->parameters.at("k"), "v");
  EXPECT_THAT(database->location, testing::EndsWith("/" + database_ + ".db"));
}

TEST_P(ClientSuite, CreatingADatabaseTwiceIsAlreadyExists) {
  EXPECT_THAT(client_->CreateDatabase({.name = database_}), FailsWith(ErrorKind::kAlreadyExists));
}

TEST_P(ClientSuite, AMissingDatabaseIsNotFound) {
  EXPECT_THAT(client_->GetDatabase("lakeport_nowhere"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(client_->ListTables("lakeport_nowhere"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(client_->DropDatabase("lakeport_nowhere"), FailsWith(ErrorKind::kNotFound));
}

TEST_P(ClientSuite, ADatabaseThatHoldsATableCantBeDropped) {
  ASSERT_THAT(client_->CreateTable(MakeTable("t")), IsOk());
  EXPECT_THAT(client_->DropDatabase(database_), FailsWith(ErrorKind::kConflict));
}

TEST_P(ClientSuite, ATableIsReadAsItWasWritten) {
  Table table = MakePartitionedTable("t");
  table.storage.bucket_count = 4;
  table.storage.bucket_columns = {"id"};
  table.storage.sort_columns = {{"id", false}};
  ASSERT_THAT(client_->CreateTable(table), IsOk());
  auto read = client_->GetTable(database_, "t");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->database, database_);
  EXPECT_EQ(read->name, "t");
  EXPECT_EQ(read->owner, "ann");
  EXPECT_EQ(read->type, "EXTERNAL_TABLE");
  EXPECT_EQ(read->retention, 2147483647);
  EXPECT_EQ(read->parameters.at("note"), "Größe: 5 µm");
  EXPECT_EQ(read->partition_keys, table.partition_keys);
  EXPECT_EQ(read->storage.columns, table.storage.columns);
  EXPECT_EQ(read->storage.location, table.storage.location);
  EXPECT_EQ(read->storage.input_format, table.storage.input_format);
  EXPECT_EQ(read->storage.output_format, table.storage.output_format);
  EXPECT_EQ(read->storage.serde, table.storage.serde);
  EXPECT_EQ(read->storage.serde_parameters.at("field.delim"), "|");
  EXPECT_EQ(read->storage.bucket_count, 4);
  EXPECT_EQ(read->storage.bucket_columns, table.storage.bucket_columns);
  EXPECT_EQ(read->storage.sort_columns, table.storage.sort_columns);
}

TEST_P(ClientSuite, CreatingATableTwiceIsAlreadyExists) {
  ASSERT_THAT(client_->CreateTable(MakeTable("t")), IsOk());
  EXPECT_THAT(client_->CreateTable(MakeTable("t")), FailsWith(ErrorKind::kAlreadyExists));
}

TEST_P(ClientSuite, ATableCantBeCreatedInAMissingDatabase) {
  Table table = MakeTable("t");
  table.database = "lakeport_nowhere";
  EXPECT_THAT(client_->CreateTable(table), FailsWith(ErrorKind::kNotFound));
}

TEST_P(ClientSuite, AMissingTableIsNotFound) {
  EXPECT_THAT(client_->GetTable(database_, "missing"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(client_->DropTable(database_, "missing"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(client_->AlterTable(MakeTable("missing"), {}), FailsWith(ErrorKind::kNotFound));
}

TEST_P(ClientSuite, TablesAreListedInOrderWithViewsAmongThem) {
  Table view = MakeTable("b_view");
  view.type = "VIRTUAL_VIEW";
  view.view_original_text = view.view_expanded_text = "SELECT 1";
  view.storage.location.clear();
  for (const auto& table : {MakeTable("c"), view, MakeTable("a")}) ASSERT_THAT(client_->CreateTable(table), IsOk());
  auto names = client_->ListTables(database_);
  ASSERT_THAT(names, IsOk());
  EXPECT_THAT(*names, testing::ElementsAre("a", "b_view", "c"));
}

TEST_P(ClientSuite, SeveralTablesAreReadAtOnceAndThoseThatAreMissingLeftOut) {
  for (const auto* name : {"a", "b"}) ASSERT_THAT(client_->CreateTable(MakeTable(name)), IsOk());
  auto tables = client_->GetTables(database_, {"a", "missing", "b"});
  ASSERT_THAT(tables, IsOk());
  std::set<std::string> names;
  for (const auto& table : *tables) names.insert(table.name);
  EXPECT_THAT(names, testing::ElementsAre("a", "b"));
}

TEST_P(ClientSuite, MoreNamesThanOneCallTakesAreRefused) {
  std::vector<std::string> names(kMaxNamesPerCall + 1, "x");
  EXPECT_THAT(client_->GetTables(database_, names), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(client_->GetPartitions(database_, "t", names), FailsWith(ErrorKind::kInvalidArgument));
}

TEST_P(ClientSuite, AlteringATableChangesItsParametersAndColumns) {
  ASSERT_THAT(client_->CreateTable(MakeTable("t")), IsOk());
  auto table = client_->GetTable(database_, "t");
  ASSERT_THAT(table, IsOk());
  table->parameters["metadata_location"] = "m1";
  table->parameters.erase("note");
  table->storage.columns.push_back({"added", "string"});
  ASSERT_THAT(client_->AlterTable(*table, {}), IsOk());
  auto altered = client_->GetTable(database_, "t");
  ASSERT_THAT(altered, IsOk());
  EXPECT_EQ(altered->parameters.at("metadata_location"), "m1");
  EXPECT_FALSE(altered->parameters.contains("note"));
  EXPECT_EQ(altered->storage.columns, table->storage.columns);
}

TEST_P(ClientSuite, AnAlterThatExpectsAnotherValueLosesWhereTheServerComparesAtAll) {
  Table table = MakeTable("t");
  table.parameters["metadata_location"] = "m1";
  ASSERT_THAT(client_->CreateTable(table), IsOk());
  table.parameters["metadata_location"] = "m2";
  ASSERT_THAT(client_->AlterTable(table, ExpectedParameter{"metadata_location", "m1"}), IsOk());

  auto version = client_->GetVersion();
  ASSERT_THAT(version, IsOk());
  table.parameters["metadata_location"] = "m3";
  auto stale = client_->AlterTable(table, ExpectedParameter{"metadata_location", "m1"});
  auto read = client_->GetTable(database_, "t");
  ASSERT_THAT(read, IsOk());
  if (version->has_compare_and_set()) {
    EXPECT_THAT(stale, FailsWith(ErrorKind::kConflict));
    EXPECT_EQ(read->parameters.at("metadata_location"), "m2");
  } else {
    EXPECT_THAT(stale, IsOk());
    EXPECT_EQ(read->parameters.at("metadata_location"), "m3");
  }
}

TEST_P(ClientSuite, PartitionsAreNamedWithEscapesAndReadByName) {
  Table table = MakePartitionedTable("t");
  ASSERT_THAT(client_->CreateTable(table), IsOk());
  auto odd = MakePartition(table, "a:b/c", "__HIVE_DEFAULT_PARTITION__");
  auto plain = MakePartition(table, "2024-01-01", "7");
  ASSERT_THAT(client_->AddPartitions(database_, "t", {odd, plain}), IsOk());

  auto names = client_->ListPartitionNames(database_, "t");
  ASSERT_THAT(names, IsOk());
  EXPECT_THAT(*names,
              testing::UnorderedElementsAre("day=a%3Ab%2Fc/hour=__HIVE_DEFAULT_PARTITION__", "day=2024-01-01/hour=7"));
  auto read = client_->GetPartitions(database_, "t", {"day=a%3Ab%2Fc/hour=__HIVE_DEFAULT_PARTITION__"});
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->size(), 1u);
  EXPECT_EQ(read->at(0).values, odd.values);
  EXPECT_EQ(read->at(0).storage.location, odd.storage.location);
  EXPECT_EQ(read->at(0).storage.input_format, odd.storage.input_format);
}

TEST_P(ClientSuite, ATableWithManyPartitionsIsReadInBatches) {
  constexpr size_t kPartitions = kMaxNamesPerCall + 1;
  Table table = MakePartitionedTable("t");
  ASSERT_THAT(client_->CreateTable(table), IsOk());
  std::vector<Partition> partitions;
  for (size_t i = 0; i < kPartitions; ++i) {
    partitions.push_back(MakePartition(table, "d" + std::to_string(i / 24), std::to_string(i % 24)));
    if (partitions.size() < 100 && i + 1 < kPartitions) continue;
    ASSERT_THAT(client_->AddPartitions(database_, "t", partitions), IsOk());
    partitions.clear();
  }
  auto names = client_->ListPartitionNames(database_, "t");
  ASSERT_THAT(names, IsOk());
  std::set<std::string> locations;
  for (size_t begin = 0; begin < names->size(); begin += kMaxNamesPerCall) {
    auto end = std::min(names->size(), begin + kMaxNamesPerCall);
    auto batch = client_->GetPartitions(database_, "t", {names->data() + begin, names->data() + end});
    ASSERT_THAT(batch, IsOk());
    for (const auto& partition : *batch) locations.insert(partition.storage.location);
  }
  EXPECT_EQ(locations.size(), kPartitions);
}

TEST_P(ClientSuite, PartitionsAreAddedAllOrNone) {
  Table table = MakePartitionedTable("t");
  ASSERT_THAT(client_->CreateTable(table), IsOk());
  ASSERT_THAT(client_->AddPartitions(database_, "t", {MakePartition(table, "d1", "1")}), IsOk());
  EXPECT_THAT(
      client_->AddPartitions(database_, "t", {MakePartition(table, "d2", "1"), MakePartition(table, "d1", "1")}),
      FailsWith(ErrorKind::kAlreadyExists));
  auto names = client_->ListPartitionNames(database_, "t");
  ASSERT_THAT(names, IsOk());
  EXPECT_THAT(*names, testing::ElementsAre("day=d1/hour=1"));
}

TEST_P(ClientSuite, TheSecondOfTwoLocksIsGrantedWhenTheFirstIsGivenBack) {
  auto first = client_->RequestLock(MakeLockRequest("first"));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->state, LockState::kAcquired);
  auto second = client_->RequestLock(MakeLockRequest("second"));
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->state, LockState::kWaiting);

  ASSERT_THAT(client_->Unlock(first->id), IsOk());
  auto granted = client_->CheckLock(second->id);
  ASSERT_THAT(granted, IsOk());
  EXPECT_EQ(granted->state, LockState::kAcquired);
  EXPECT_THAT(client_->Unlock(second->id), IsOk());
}

TEST_P(ClientSuite, ALockTakesHeartbeatsUntilItIsGivenBack) {
  auto lock = client_->RequestLock(MakeLockRequest("holder"));
  ASSERT_THAT(lock, IsOk());
  EXPECT_THAT(client_->SendHeartbeat(lock->id), IsOk());
  ASSERT_THAT(client_->Unlock(lock->id), IsOk());
  EXPECT_THAT(client_->SendHeartbeat(lock->id), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(client_->CheckLock(lock->id), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(client_->Unlock(lock->id), IsOk());
}

TEST_P(ClientSuite, LocksAreListedWithTheirAgents) {
  auto lock = client_->RequestLock(MakeLockRequest("holder"));
  ASSERT_THAT(lock, IsOk());
  auto locks = client_->ListLocks(database_, "t");
  ASSERT_THAT(locks, IsOk());
  ASSERT_EQ(locks->size(), 1u);
  EXPECT_EQ(locks->at(0).id, lock->id);
  EXPECT_EQ(locks->at(0).agent, "holder");
  ASSERT_THAT(client_->Unlock(lock->id), IsOk());
  EXPECT_THAT(client_->ListLocks(database_, "t").value(), testing::IsEmpty());
}

TEST_P(ClientSuite, SeveralThreadsCallAtOnce) {
  ASSERT_THAT(client_->CreateTable(MakeTable("t")), IsOk());
  std::atomic<int> read = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) read += client_->GetTable(database_, "t").ok() ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(read, 40);
}

}  // namespace lakeport::metastore
