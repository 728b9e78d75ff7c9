#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "iceberg/catalog.h"
#include "iceberg/table_metadata_io.h"
#include "iceberg/testing/catalog_under_test.h"

namespace lakeport::iceberg {

// What every Catalog must do. Included by one file of a test program, which has its catalogs join with
//   INSTANTIATE_TEST_SUITE_P(Sql, CatalogSuite, testing::Values(CatalogFactory{"sqlite", MakeSqlite}));
class CatalogSuite : public testing::TestWithParam<CatalogFactory> {
 protected:
  static Schema Columns() {
    return Schema(0, {{.id = 1, .name = "id", .type = Type::Primitive(TypeId::kLong), .required = true},
                      {.id = 2, .name = "name", .type = Type::Primitive(TypeId::kString)}});
  }

  static std::vector<TableUpdate> Creation() { return {AddSchema{Columns()}, SetCurrentSchema{}}; }

  // The table, in a namespace that is made when it has to be.
  LoadedTable Create(const TableIdentifier& table) {
    if (auto made = catalog_->CreateNamespace(table.ns, {}); !made.ok()) {
      EXPECT_THAT(made, FailsWith(ErrorKind::kAlreadyExists));
    }
    auto loaded = catalog_->CommitTable(table, {AssertCreate{}}, Creation());
    EXPECT_THAT(loaded, IsOk());
    return loaded.ok() ? *loaded : LoadedTable{};
  }

  Result<LoadedTable> SetProperty(const std::string& key, const std::string& value) {
    return catalog_->CommitTable(orders_, {}, {SetProperties{{{key, value}}}});
  }

  // Expects so many metadata files where the table's current one lies.
  void ExpectMetadataFiles(const LoadedTable& table, size_t count) {
    if (GetParam().is_server) return;
    EXPECT_EQ(CountMetadataFiles(table), count);
  }
  size_t CountMetadataFiles(const LoadedTable& table) {
    auto folder = *Location::Parse(table.metadata_location.substr(0, table.metadata_location.rfind('/')));
    auto listing = catalog_->io().List(folder);
    EXPECT_THAT(listing, IsOk());
    if (!listing.ok()) return 0;
    return static_cast<size_t>(std::count_if(listing->files.begin(), listing->files.end(), [](const auto& one) {
      return one.location.name().ends_with(".metadata.json");
    }));
  }

  // What the location of the metadata file of a table's n-th commit, from 0, matches.
  static testing::Matcher<std::string> IsMetadataFile(int commit) {
    if (GetParam().is_server) return testing::Not(testing::IsEmpty());
    const char* uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    auto name = GetParam().is_directories ? fmt::format("v{}", commit + 1) : fmt::format("{:05}-{}", commit, uuid);
    return testing::MatchesRegex(".*/metadata/" + name + "\\.metadata\\.json");
  }

  // True when both are one state of one table.
  static bool AreSame(const LoadedTable& a, const LoadedTable& b) {
    if (!GetParam().is_server) return a.metadata_location == b.metadata_location;
    return a.metadata.table_uuid == b.metadata.table_uuid && a.metadata.last_updated_ms == b.metadata.last_updated_ms &&
           a.metadata.current_snapshot_id == b.metadata.current_snapshot_id &&
           a.metadata.properties.contains("a") == b.metadata.properties.contains("a");
  }

  // True when a file that lies where the table's metadata does is metadata of it.
  bool MetadataIsKept(const LoadedTable& table) {
    if (GetParam().is_server) return true;
    auto folder = *Location::Parse(table.metadata_location.substr(0, table.metadata_location.rfind('/')));
    auto listing = catalog_->io().List(folder);
    EXPECT_THAT(listing, IsOk());
    return listing.ok() && std::any_of(listing->files.begin(), listing->files.end(), [&](const auto& file) {
             auto metadata = ReadTableMetadata(catalog_->io(), file.location.ToString());
             return metadata.ok() && metadata->table_uuid == table.metadata.table_uuid;
           });
  }

  // Commits as an engine does: after Conflict it loads the table and tries again; after CommitUnknown, which a server
  // may answer to anything, it looks first whether the change is there. False when it could not.
  static bool CommitWithRetry(Catalog& catalog, const TableIdentifier& table,
                              const std::function<Result<LoadedTable>(const LoadedTable&)>& commit,
                              const std::function<bool(const TableMetadata&)>& is_there) {
    bool unknown = false;
    for (int attempt = 0; attempt < 1000; ++attempt) {
      auto base = catalog.LoadTable(table);
      if (!base.ok()) return false;
      if (unknown && is_there(base->metadata)) return true;
      auto committed = commit(*base);
      if (committed.ok()) return true;
      bool unsure = committed.error().kind() == ErrorKind::kCommitUnknown && GetParam().is_server;
      unknown = unknown || unsure;
      if (committed.error().kind() != ErrorKind::kConflict && !unsure) {
        ADD_FAILURE() << committed.error().ToString();
        return false;
      }
    }
    return false;
  }

  // The same for a commit of one snapshot upon the current one.
  bool AddSnapshotWithRetry(Catalog& catalog, int64_t id) {
    auto commit = [&](const LoadedTable& base) {
      const Snapshot* parent = base.metadata.current_snapshot();
      Snapshot snapshot{.snapshot_id = id, .sequence_number = base.metadata.last_sequence_number + 1};
      snapshot.timestamp_ms = base.metadata.last_updated_ms;
      snapshot.operation = "append";
      snapshot.manifest_list = fmt::format("{}/metadata/snap-{}.avro", base.metadata.location, id);
      AssertRefSnapshotId seen{"main", std::nullopt};
      if (parent != nullptr) seen.snapshot_id = snapshot.parent_snapshot_id = parent->snapshot_id;
      return catalog.CommitTable(orders_, {seen}, {AddSnapshot{snapshot}, SetSnapshotRef{"main", {.snapshot_id = id}}});
    };
    return CommitWithRetry(catalog, orders_, commit, [id](const TableMetadata& now) {
      const Snapshot* current = now.current_snapshot();
      return current != nullptr && current->snapshot_id == id;
    });
  }

  // Runs `work` on `count` threads, each with a catalog object and a number of its own.
  void Race(int count, const std::function<void(Catalog&, int)>& work) {
    std::vector<std::unique_ptr<Catalog>> catalogs;
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) catalogs.push_back(under_test_->Open());
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&work, &catalog = *catalogs[static_cast<size_t>(i)], i] { work(catalog, i); });
    }
    for (auto& thread : threads) thread.join();
  }

  std::unique_ptr<CatalogUnderTest> under_test_ = GetParam().make();
  std::unique_ptr<Catalog> catalog_ = under_test_->Open();
  const TableIdentifier orders_{{"sales"}, "orders"};
};

TEST_P(CatalogSuite, ANamespaceIsThereOnceItIsCreatedUntilItIsDropped) {
  EXPECT_FALSE(*catalog_->NamespaceExists({"sales"}));
  std::map<std::string, std::string> properties{{"comment", "what was sold"}};
  if (GetParam().is_directories) {
    EXPECT_THAT(catalog_->CreateNamespace({"sales"}, properties), FailsWith(ErrorKind::kUnsupported));
    properties.clear();
  }
  ASSERT_THAT(catalog_->CreateNamespace({"sales"}, properties), IsOk());
  EXPECT_TRUE(*catalog_->NamespaceExists({"sales"}));
  EXPECT_THAT(catalog_->CreateNamespace({"sales"}, {}), FailsWith(ErrorKind::kAlreadyExists));
  ASSERT_THAT(catalog_->DropNamespace({"sales"}), IsOk());
  EXPECT_FALSE(*catalog_->NamespaceExists({"sales"}));
  EXPECT_THAT(catalog_->DropNamespace({"sales"}), FailsWith(ErrorKind::kNotFound));
}

TEST_P(CatalogSuite, NamespacesAreListedInOrder) {
  for (const char* name : {"b", "c", "a"}) ASSERT_THAT(catalog_->CreateNamespace({name}, {}), IsOk());
  auto listed = catalog_->ListNamespaces();
  ASSERT_THAT(listed, IsOk());
  EXPECT_TRUE(std::is_sorted(listed->begin(), listed->end()));
  EXPECT_THAT(*listed, testing::IsSupersetOf({Namespace{"a"}, Namespace{"b"}, Namespace{"c"}}));
  EXPECT_EQ(listed->size() > 3, GetParam().lists_namespaces_made_by_others);
}

TEST_P(CatalogSuite, ANestedNamespaceIsItsOwn) {
  ASSERT_THAT(catalog_->CreateNamespace({"sales"}, {}), IsOk());
  auto made = catalog_->CreateNamespace({"sales", "eu"}, {});
  if (!GetParam().nests_namespaces) {
    EXPECT_THAT(made, FailsWith(ErrorKind::kInvalidArgument));
    return;
  }
  ASSERT_THAT(made, IsOk());
  Create({{"sales", "eu"}, "orders"});
  EXPECT_THAT(*catalog_->ListTables({"sales"}), testing::IsEmpty());
  EXPECT_THAT(*catalog_->ListTables({"sales", "eu"}), testing::ElementsAre(TableIdentifier{{"sales", "eu"}, "orders"}));
  EXPECT_THAT(*catalog_->ListNamespaces(), testing::IsSupersetOf({Namespace{"sales"}, Namespace{"sales", "eu"}}));
}

TEST_P(CatalogSuite, ANamespaceThatHoldsTablesIsNotDropped) {
  Create(orders_);
  EXPECT_THAT(catalog_->DropNamespace(orders_.ns), FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(catalog_->LoadTable(orders_), IsOk());
  ASSERT_THAT(catalog_->DropTable(orders_), IsOk());
  auto dropped = catalog_->DropNamespace(orders_.ns);
  if (GetParam().is_directories) {
    EXPECT_THAT(dropped, FailsWith(ErrorKind::kConflict));
  } else {
    EXPECT_THAT(dropped, IsOk());
  }
}

TEST_P(CatalogSuite, WhatIsNotThereIsNotFound) {
  EXPECT_THAT(catalog_->ListTables({"sales"}), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(catalog_->CommitTable(orders_, {AssertCreate{}}, Creation()), FailsWith(ErrorKind::kNotFound));
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  EXPECT_THAT(*catalog_->ListTables(orders_.ns), testing::IsEmpty());
  EXPECT_THAT(catalog_->LoadTable(orders_), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(SetProperty("a", "1"), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(catalog_->DropTable(orders_), FailsWith(ErrorKind::kNotFound));
}

TEST_P(CatalogSuite, ATableIsLoadedAsItWasCreated) {
  auto created = Create(orders_);
  EXPECT_EQ(created.metadata.location, catalog_->DefaultTableLocation(orders_)->ToString());
  EXPECT_THAT(created.metadata_location, IsMetadataFile(0));
  if (!GetParam().is_server) {
    EXPECT_TRUE(created.metadata_location.starts_with(created.metadata.location + "/"));
  }
  auto loaded = under_test_->Open()->LoadTable(orders_);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_TRUE(AreSame(*loaded, created));
  EXPECT_EQ(loaded->metadata.table_uuid, created.metadata.table_uuid);
  EXPECT_EQ(loaded->metadata.format_version, 2);
  EXPECT_TRUE(loaded->metadata.schema().SameFields(Columns()));
  EXPECT_THAT(loaded->metadata.metadata_log, testing::IsEmpty());
}

TEST_P(CatalogSuite, ATableMayLieElsewhere) {
  auto elsewhere = catalog_->DefaultTableLocation({orders_.ns, "elsewhere"});
  ASSERT_THAT(elsewhere, IsOk());
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  auto updates = Creation();
  updates.emplace_back(SetLocation{elsewhere->ToString()});
  auto created = catalog_->CommitTable(orders_, {AssertCreate{}}, updates);
  if (GetParam().is_directories) {
    EXPECT_THAT(created, FailsWith(ErrorKind::kUnsupported));
    EXPECT_THAT(catalog_->LoadTable(orders_), FailsWith(ErrorKind::kNotFound));
    return;
  }
  ASSERT_THAT(created, IsOk());
  auto loaded = catalog_->LoadTable(orders_);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->metadata.location, elsewhere->ToString());
  if (!GetParam().is_server) {
    EXPECT_TRUE(loaded->metadata_location.starts_with(elsewhere->ToString() + "/metadata/"));
  }
}

TEST_P(CatalogSuite, ATableIsNotCreatedTwice) {
  auto created = Create(orders_);
  EXPECT_THAT(catalog_->CommitTable(orders_, {AssertCreate{}}, Creation()), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_TRUE(AreSame(*catalog_->LoadTable(orders_), created));
  ExpectMetadataFiles(created, 1);
}

TEST_P(CatalogSuite, TablesAreListedInOrderByNamespace) {
  for (const char* name : {"b", "c", "a"}) Create({{"sales"}, name});
  Create({{"other"}, "d"});
  EXPECT_THAT(*catalog_->ListTables({"sales"}),
              testing::ElementsAre(TableIdentifier{{"sales"}, "a"}, TableIdentifier{{"sales"}, "b"},
                                   TableIdentifier{{"sales"}, "c"}));
}

TEST_P(CatalogSuite, ADroppedTableLeavesItsFilesAndItsName) {
  auto created = Create(orders_);
  ASSERT_THAT(catalog_->DropTable(orders_), IsOk());
  EXPECT_THAT(catalog_->LoadTable(orders_), FailsWith(ErrorKind::kNotFound));
  EXPECT_THAT(*catalog_->ListTables(orders_.ns), testing::IsEmpty());
  EXPECT_TRUE(MetadataIsKept(created));
  EXPECT_NE(Create(orders_).metadata.table_uuid, created.metadata.table_uuid);
}

TEST_P(CatalogSuite, EachCommitWritesTheNextFileAndRemembersTheOneBefore) {
  auto first = Create(orders_);
  auto second = SetProperty("a", "1");
  auto third = SetProperty("b", "2");
  ASSERT_THAT(third, IsOk());
  EXPECT_THAT(second->metadata_location, IsMetadataFile(1));
  EXPECT_THAT(third->metadata_location, IsMetadataFile(2));
  auto loaded = catalog_->LoadTable(orders_);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_TRUE(AreSame(*loaded, *third));
  if (!GetParam().is_server) {
    ASSERT_EQ(loaded->metadata.metadata_log.size(), 2u);
    EXPECT_EQ(loaded->metadata.metadata_log[0].metadata_file, first.metadata_location);
    EXPECT_EQ(loaded->metadata.metadata_log[1].metadata_file, second->metadata_location);
    EXPECT_EQ(loaded->metadata.metadata_log[1].timestamp_ms, second->metadata.last_updated_ms);
  }
  EXPECT_THAT(loaded->metadata.properties,
              testing::IsSupersetOf({std::pair<const std::string, std::string>("a", "1"),
                                     std::pair<const std::string, std::string>("b", "2")}));
}

TEST_P(CatalogSuite, AStaleRequirementIsAConflictAndChangesNothing) {
  auto created = Create(orders_);
  const std::vector<TableRequirement> stale{AssertUuid{"00000000-0000-4000-8000-000000000000"},
                                            AssertRefSnapshotId{"main", 17}, AssertCurrentSchemaId{5},
                                            AssertDefaultSpecId{5}, AssertLastAssignedFieldId{1}};
  for (const auto& requirement : stale) {
    auto committed = catalog_->CommitTable(orders_, {requirement}, {SetProperties{{{"a", "1"}}}});
    EXPECT_THAT(committed, FailsWith(ErrorKind::kConflict));
  }
  EXPECT_TRUE(AreSame(*catalog_->LoadTable(orders_), created));
  ExpectMetadataFiles(created, 1);
}

TEST_P(CatalogSuite, AnUpdateThatContradictsTheTableChangesNothing) {
  auto created = Create(orders_);
  EXPECT_THAT(catalog_->CommitTable(orders_, {}, {SetProperties{{{"a", "1"}}}, SetCurrentSchema{9}}),
              FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_TRUE(AreSame(*catalog_->LoadTable(orders_), created));
  ExpectMetadataFiles(created, 1);
}

TEST_P(CatalogSuite, WhatATableHasAlreadyIsAddedToItOnceMoreWithoutHarm) {
  auto created = Create(orders_);
  std::vector<TableUpdate> updates = Creation();
  updates.insert(updates.end(), {AddPartitionSpec{}, SetDefaultSpec{}, AddSortOrder{}, SetDefaultSortOrder{},
                                 SetProperties{{{"a", "1"}}}});
  auto committed = catalog_->CommitTable(orders_, {}, updates);
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->metadata.schemas.size(), created.metadata.schemas.size());
  EXPECT_EQ(committed->metadata.partition_specs.size(), created.metadata.partition_specs.size());
  EXPECT_EQ(committed->metadata.sort_orders.size(), created.metadata.sort_orders.size());
  EXPECT_EQ(committed->metadata.current_schema_id, created.metadata.current_schema_id);
  EXPECT_EQ(committed->metadata.properties.at("a"), "1");
}

TEST_P(CatalogSuite, ACommitOfNothingWritesNothing) {
  auto created = Create(orders_);
  auto committed = catalog_->CommitTable(orders_, {AssertUuid{created.metadata.table_uuid}}, {});
  ASSERT_THAT(committed, IsOk());
  EXPECT_TRUE(AreSame(*committed, created));
  ExpectMetadataFiles(created, 1);
}

TEST_P(CatalogSuite, WhatOneObjectCommitsAnotherSeesAtOnce) {
  Create(orders_);
  auto other = under_test_->Open();
  ASSERT_THAT(other->LoadTable(orders_), IsOk());
  auto committed = SetProperty("a", "1");
  ASSERT_THAT(committed, IsOk());
  EXPECT_TRUE(AreSame(*other->LoadTable(orders_), *committed));
  ASSERT_THAT(catalog_->DropTable(orders_), IsOk());
  EXPECT_THAT(other->LoadTable(orders_), FailsWith(ErrorKind::kNotFound));
}

TEST_P(CatalogSuite, OfTwoWhoSawTheSameTableOneMustLookAgain) {
  auto base = Create(orders_);
  auto other = under_test_->Open();
  Snapshot snapshot{.snapshot_id = 7, .sequence_number = 1, .timestamp_ms = base.metadata.last_updated_ms};
  snapshot.operation = "append";
  snapshot.manifest_list = base.metadata.location + "/metadata/snap-7.avro";
  const std::vector<TableRequirement> seen{AssertRefSnapshotId{"main", std::nullopt}};
  auto first =
      catalog_->CommitTable(orders_, seen, {AddSnapshot{snapshot}, SetSnapshotRef{"main", {.snapshot_id = 7}}});
  ASSERT_THAT(first, IsOk());
  snapshot.snapshot_id = 8;
  auto second = other->CommitTable(orders_, seen, {AddSnapshot{snapshot}, SetSnapshotRef{"main", {.snapshot_id = 8}}});
  EXPECT_THAT(second, FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(catalog_->LoadTable(orders_)->metadata.current_snapshot_id, 7);
}

TEST_P(CatalogSuite, OfManyWhoCreateATableOneDoes) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  std::atomic<int> created{0};
  Race(4, [&](Catalog& catalog, int) {
    auto loaded = catalog.CommitTable(orders_, {AssertCreate{}}, Creation());
    if (loaded.ok()) ++created;
    EXPECT_TRUE(loaded.ok() || loaded.error().kind() == ErrorKind::kAlreadyExists);
  });
  EXPECT_EQ(created, 1);
  ExpectMetadataFiles(*catalog_->LoadTable(orders_), 1);
}

TEST_P(CatalogSuite, NoPropertyIsLostWhenManyCommitAtOnce) {
  Create(orders_);
  constexpr int kThreads = 4;
  constexpr int kCommits = 8;
  Race(kThreads, [&](Catalog& catalog, int thread) {
    for (int i = 0; i < kCommits; ++i) {
      std::string key = fmt::format("t{}.{}", thread, i);
      EXPECT_TRUE(CommitWithRetry(
          catalog, orders_,
          [&](const LoadedTable&) {
            return catalog.CommitTable(orders_, {}, {SetProperties{{{key, "x"}}}});
          },
          [&](const TableMetadata& now) { return now.properties.contains(key); }));
    }
  });
  auto loaded = catalog_->LoadTable(orders_);
  ASSERT_THAT(loaded, IsOk());
  for (int thread = 0; thread < kThreads; ++thread) {
    for (int i = 0; i < kCommits; ++i)
      EXPECT_TRUE(loaded->metadata.properties.contains(fmt::format("t{}.{}", thread, i)));
  }
  if (!GetParam().is_server) {
    EXPECT_EQ(loaded->metadata.metadata_log.size(), size_t{kThreads} * kCommits);
  }
  ExpectMetadataFiles(*loaded, size_t{kThreads} * kCommits + 1);
}

TEST_P(CatalogSuite, NoSnapshotIsLostWhenManyCommitAtOnce) {
  Create(orders_);
  int commits = 0;
  if (!GetParam().guards_the_first_snapshot) {
    ASSERT_TRUE(AddSnapshotWithRetry(*catalog_, 7));
    ++commits;
  }
  constexpr int kThreads = 4;
  constexpr int kCommits = 5;
  Race(kThreads, [&](Catalog& catalog, int thread) {
    for (int i = 0; i < kCommits; ++i) EXPECT_TRUE(AddSnapshotWithRetry(catalog, 100 * (thread + 1) + i));
  });
  commits += kThreads * kCommits;
  auto loaded = catalog_->LoadTable(orders_);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->metadata.last_sequence_number, commits);
  size_t shown = GetParam().shows_history ? static_cast<size_t>(commits) : 1;
  EXPECT_EQ(loaded->metadata.snapshots.size(), shown);
  EXPECT_EQ(loaded->metadata.snapshot_log.size(), shown);
}

inline TableMetadata MovedTo(TableMetadata metadata, const Location& location) {
  metadata.location = location.ToString();
  return metadata;
}

TEST_P(CatalogSuite, ATableIsPutAsItIsWithItsHistory) {
  Create(orders_);
  for (int64_t id : {7, 8}) ASSERT_TRUE(AddSnapshotWithRetry(*catalog_, id));
  auto original = catalog_->LoadTable(orders_);
  ASSERT_THAT(original, IsOk());
  const TableIdentifier copy{orders_.ns, "copy"};
  auto metadata = MovedTo(original->metadata, catalog_->DefaultTableLocation(copy).value());
  ASSERT_THAT(catalog_->PutTable(copy, nullptr, metadata), IsOk());
  auto loaded = catalog_->LoadTable(copy);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->metadata.table_uuid, original->metadata.table_uuid);
  EXPECT_EQ(loaded->metadata.location, metadata.location);
  EXPECT_EQ(loaded->metadata.current_snapshot_id, 8);
  EXPECT_EQ(loaded->metadata.snapshots.size(), original->metadata.snapshots.size());
  EXPECT_EQ(loaded->metadata.snapshot_log.size(), original->metadata.snapshot_log.size());
  if (!GetParam().is_server) {
    EXPECT_TRUE(loaded->metadata.metadata_log.empty());
  }
}

TEST_P(CatalogSuite, ATableThatIsThereIsNotPutAsANewOne) {
  auto created = Create(orders_);
  EXPECT_THAT(catalog_->PutTable(orders_, nullptr, created.metadata), FailsWith(ErrorKind::kAlreadyExists));
  EXPECT_TRUE(AreSame(*catalog_->LoadTable(orders_), created));
  ExpectMetadataFiles(created, 1);
}

TEST_P(CatalogSuite, ATableIsPutInPlaceOfWhatItWasSeenToBe) {
  Create(orders_);
  ASSERT_TRUE(AddSnapshotWithRetry(*catalog_, 7));
  auto seen = catalog_->LoadTable(orders_);
  ASSERT_THAT(seen, IsOk());
  auto next = seen->metadata;
  Snapshot snapshot{.snapshot_id = 8, .parent_snapshot_id = 7, .sequence_number = next.last_sequence_number + 1};
  snapshot.timestamp_ms = next.last_updated_ms + 1;
  snapshot.operation = "append";
  snapshot.manifest_list = next.location + "/metadata/snap-8.avro";
  next.snapshots.push_back(snapshot);
  next.last_sequence_number = snapshot.sequence_number;
  next.last_updated_ms = snapshot.timestamp_ms;
  next.refs["main"].snapshot_id = next.current_snapshot_id = 8;
  next.snapshot_log.push_back({snapshot.timestamp_ms, 8});
  next.properties["put"] = "yes";
  ASSERT_THAT(catalog_->PutTable(orders_, &*seen, next), IsOk());
  auto loaded = catalog_->LoadTable(orders_);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->metadata.current_snapshot_id, 8);
  EXPECT_EQ(loaded->metadata.properties["put"], "yes");
  if (!GetParam().is_server) {
    EXPECT_EQ(loaded->metadata.metadata_log.back().metadata_file, seen->metadata_location);
  }
}

TEST_P(CatalogSuite, ATableThatHasChangedIsNotReplacedByWhatIsPut) {
  Create(orders_);
  ASSERT_TRUE(AddSnapshotWithRetry(*catalog_, 7));
  auto seen = catalog_->LoadTable(orders_);
  ASSERT_THAT(seen, IsOk());
  ASSERT_TRUE(AddSnapshotWithRetry(*catalog_, 8));
  auto next = seen->metadata;
  next.properties["put"] = "yes";
  EXPECT_THAT(catalog_->PutTable(orders_, &*seen, next), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(catalog_->LoadTable(orders_)->metadata.current_snapshot_id, 8);
}

TEST_P(CatalogSuite, ANameWithQuotesOrForeignLettersIsTakenAsItIsOrRefused) {
  for (const std::string name :
       {"o'rders", "\"orders\"", "orders; DROP TABLE x", "Größe", "注文", "a b", "100%", "a\\b", "😀"}) {
    TableIdentifier table{{"sales"}, name};
    if (!GetParam().takes_any_name) {
      EXPECT_THAT(catalog_->LoadTable(table), FailsWith(ErrorKind::kInvalidArgument)) << name;
      continue;
    }
    auto created = Create(table);
    EXPECT_EQ(catalog_->LoadTable(table)->metadata.table_uuid, created.metadata.table_uuid) << name;
    EXPECT_THAT(*catalog_->ListTables({"sales"}), testing::Contains(table));
    EXPECT_THAT(catalog_->DropTable(table), IsOk()) << name;
  }
}

TEST_P(CatalogSuite, ANameThatWouldLeaveItsFolderIsRefused) {
  ASSERT_THAT(catalog_->CreateNamespace(orders_.ns, {}), IsOk());
  for (const std::string name : {"", ".", "..", "../orders", "a/b", "/etc", "a\nb", "\xFF"}) {
    TableIdentifier table{orders_.ns, name};
    EXPECT_THAT(catalog_->LoadTable(table), FailsWith(ErrorKind::kInvalidArgument)) << name;
    EXPECT_THAT(catalog_->CommitTable(table, {AssertCreate{}}, Creation()), FailsWith(ErrorKind::kInvalidArgument));
    EXPECT_THAT(catalog_->DropTable(table), FailsWith(ErrorKind::kInvalidArgument)) << name;
    EXPECT_THAT(catalog_->DefaultTableLocation(table), FailsWith(ErrorKind::kInvalidArgument)) << name;
    EXPECT_THAT(catalog_->CreateNamespace({name}, {}), FailsWith(ErrorKind::kInvalidArgument)) << name;
    EXPECT_THAT(catalog_->ListTables({name}), FailsWith(ErrorKind::kInvalidArgument)) << name;
    EXPECT_THAT(catalog_->DropNamespace({name}), FailsWith(ErrorKind::kInvalidArgument)) << name;
  }
  EXPECT_THAT(catalog_->CreateNamespace({}, {}), FailsWith(ErrorKind::kInvalidArgument));
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CatalogSuite);

}  // namespace lakeport::iceberg
