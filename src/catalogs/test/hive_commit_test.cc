#include "catalogs/hive_commit.h"

#include <semaphore>

#include <sys/wait.h>
#include <unistd.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "catalogs/hive_catalog.h"
#include "catalogs/lock_owner.h"
#include "metastore/testing/fake_client.h"
#include "storage/local_file_io.h"

namespace lakeport::catalogs {
namespace {

using iceberg::AssertCreate;
using iceberg::LoadedTable;
using iceberg::SetProperties;
using iceberg::TableUpdate;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kShort = std::chrono::milliseconds(1);

// A process's name, when it has ended.
std::string EndedProcess() {
  int ends[2] = {};
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string name = ThisProcess();
    _exit(write(ends[1], name.data(), name.size()) == static_cast<ssize_t>(name.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string name(200, '\0');
  const ssize_t length = read(ends[0], name.data(), name.size());
  close(ends[0]);
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  return name.substr(0, static_cast<size_t>(std::max<ssize_t>(length, 0)));
}

// The table sales.orders in a metastore of some version.
class HiveCommitTest : public testing::Test {
 protected:
  void Start(int major_version) {
    server_ = std::make_shared<metastore::FakeClient>(major_version);
    options_.warehouse = directory_.location();
    options_.commit.lock.poll = {.first = kShort, .cap = kShort};
    options_.commit.look_again = {.first = kShort, .cap = kShort};
    catalog_ = Open();
    ASSERT_THAT(catalog_->CreateNamespace({"sales"}, {}), IsOk());
    auto created = catalog_->CommitTable(orders_, {AssertCreate{}}, Creation());
    ASSERT_THAT(created, IsOk());
    created_ = *created;
  }

  static std::vector<TableUpdate> Creation() {
    using iceberg::Type;
    iceberg::Schema schema(0, {{.id = 1, .name = "id", .type = Type::Primitive(iceberg::TypeId::kLong)}});
    return {iceberg::AddSchema{schema}, iceberg::SetCurrentSchema{}};
  }

  std::unique_ptr<iceberg::Catalog> Open() {
    return MakeHiveCatalog(server_, storage::MakeLocalFileIO(), clock_, options_);
  }

  Result<LoadedTable> Commit(iceberg::Catalog& catalog) {
    return catalog.CommitTable(orders_, {}, {SetProperties{{{"a", "1"}}}});
  }

  // Answers one call with an error: before it has happened, or after.
  void FailBefore(std::string_view call, const Error& error) {
    server_->OnCall([=](std::string_view made) { return made == call ? Status(error) : Ok(); });
  }
  void FailAfter(std::string_view call, const Error& error) {
    server_->OnAnswer([=](std::string_view made) { return made == call ? Status(error) : Ok(); });
  }

  // What another program does to the table just before a call of ours.
  void Interfere(std::string_view call, std::function<void()> act) {
    server_->OnCall([=, this](std::string_view made) {
      if (made != call) return Ok();
      server_->OnCall(nullptr);
      act();
      return Ok();
    });
  }

  // Changes the table as a writer does that takes no lock.
  void MoveTable(const std::string& metadata_location) {
    auto row = server_->GetTable("sales", "orders");
    ASSERT_THAT(row, IsOk());
    row->parameters["metadata_location"] = metadata_location;
    ASSERT_THAT(server_->AlterTable(*row, {}), IsOk());
  }

  std::string CurrentLocation() {
    auto row = server_->GetTable("sales", "orders");
    EXPECT_THAT(row, IsOk());
    return row->parameters.at("metadata_location");
  }

  std::vector<metastore::HeldLock> Locks() { return server_->ListLocks("sales", "orders").value(); }

  size_t MetadataFiles() {
    auto listing = catalog_->io().List(directory_.location("sales.db/orders/metadata"));
    EXPECT_THAT(listing, IsOk());
    return listing->files.size();
  }

  int64_t HoldLock(const std::string& agent) {
    auto lock = server_->RequestLock({.database = "sales", .table = "orders", .agent = agent});
    EXPECT_THAT(lock, IsOk());
    return lock->id;
  }

  const iceberg::TableIdentifier orders_{{"sales"}, "orders"};
  TempDir directory_;
  SystemClock clock_;
  HiveCatalogOptions options_;
  std::shared_ptr<metastore::FakeClient> server_;
  std::unique_ptr<iceberg::Catalog> catalog_;
  LoadedTable created_;
};

class OnEachVersion : public HiveCommitTest, public testing::WithParamInterface<int> {
 protected:
  void SetUp() override { Start(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Hive, OnEachVersion, testing::Values(3, 4));

// P20
TEST_P(OnEachVersion, ACommitHoldsTheLockAndGivesItBack) {
  std::string agent;
  Interfere("AlterTable", [&] { agent = Locks().at(0).agent; });
  ASSERT_THAT(Commit(*catalog_), IsOk());
  EXPECT_TRUE(agent.starts_with(ThisProcess() + ":"));
  EXPECT_THAT(Locks(), IsEmpty());
}

// P21
TEST_P(OnEachVersion, ATableThatMovedBeforeTheLockWasHeldIsAConflict) {
  Interfere("RequestLock", [&] { MoveTable("file:///elsewhere.metadata.json"); });
  EXPECT_THAT(Commit(*catalog_), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(CurrentLocation(), "file:///elsewhere.metadata.json");
  EXPECT_EQ(MetadataFiles(), 1u);
  EXPECT_THAT(Locks(), IsEmpty());
}

TEST_P(OnEachVersion, ATableThatWasDroppedMeanwhileIsAConflict) {
  Interfere("RequestLock", [&] { ASSERT_THAT(server_->DropTable("sales", "orders"), IsOk()); });
  EXPECT_THAT(Commit(*catalog_), FailsWith(ErrorKind::kConflict));
}

TEST_P(OnEachVersion, ACommitWhoseAnswerWasLostIsFoundToBeDone) {
  FailAfter("AlterTable", CommitUnknown("connection lost"));
  auto committed = Commit(*catalog_);
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(CurrentLocation(), committed->metadata_location);
  EXPECT_THAT(Locks(), IsEmpty());
}

TEST_P(OnEachVersion, ACommitThatSomebodyBuiltOnIsFoundToBeDone) {
  auto other = Open();
  server_->OnAnswer([&](std::string_view made) -> Status {
    if (made != "AlterTable") return Ok();
    server_->OnAnswer(nullptr);
    auto ours = server_->ListLocks("sales", "orders").value();
    EXPECT_THAT(server_->Unlock(ours.at(0).id), IsOk());
    EXPECT_THAT(Commit(*other), IsOk());
    return CommitUnknown("connection lost");
  });
  EXPECT_THAT(Commit(*catalog_), IsOk());
}

TEST_P(OnEachVersion, ACommitThatNeverArrivedStaysUnknownAndNothingIsDeleted) {
  FailBefore("AlterTable", CommitUnknown("connection lost"));
  EXPECT_THAT(Commit(*catalog_), FailsWith(ErrorKind::kCommitUnknown));
  EXPECT_EQ(CurrentLocation(), created_.metadata_location);
  EXPECT_EQ(MetadataFiles(), 2u);
  EXPECT_THAT(Locks(), IsEmpty());
}

TEST_P(OnEachVersion, ACommitIsUnknownWhenTheTableCantBeLookedAt) {
  server_->OnAnswer([&](std::string_view made) -> Status {
    if (made == "AlterTable")
      server_->OnCall(
          [](std::string_view call) -> Status { return call == "GetTable" ? Status(Unavailable("gone")) : Ok(); });
    return made == "AlterTable" ? Status(CommitUnknown("connection lost")) : Ok();
  });
  EXPECT_THAT(Commit(*catalog_), FailsWith(ErrorKind::kCommitUnknown));
  server_->OnCall(nullptr);
  EXPECT_EQ(MetadataFiles(), 2u);
  EXPECT_THAT(Locks(), IsEmpty());
}

TEST_P(OnEachVersion, ARefusalOfWhatIsDoneAlreadyIsNoFailure) {
  FailAfter("AlterTable", Conflict("the table has been modified"));
  EXPECT_THAT(Commit(*catalog_), IsOk());
}

TEST_P(OnEachVersion, AFailureInsideTheMetastoreIsReportedAsItIs) {
  FailBefore("AlterTable", Internal("NullPointerException"));
  auto committed = Commit(*catalog_);
  ASSERT_THAT(committed, FailsWith(ErrorKind::kInternal));
  EXPECT_THAT(committed.error().message(), HasSubstr("NullPointerException"));
  EXPECT_THAT(Locks(), IsEmpty());
}

TEST_P(OnEachVersion, ACreationWhoseAnswerWasLostIsFoundToBeDone) {
  ASSERT_THAT(catalog_->DropTable(orders_), IsOk());
  FailAfter("CreateTable", CommitUnknown("connection lost"));
  EXPECT_THAT(catalog_->CommitTable(orders_, {AssertCreate{}}, Creation()), IsOk());
}

TEST_P(OnEachVersion, ACreationThatFailsBecauseAnotherCreatedItAlreadyExists) {
  ASSERT_THAT(catalog_->DropTable(orders_), IsOk());
  auto other = Open();
  options_.commit.lock.patience = kShort;
  server_->OnCall([&](std::string_view made) -> Status {
    if (made != "CreateTable") return Ok();
    server_->OnCall(nullptr);
    EXPECT_THAT(server_->CreateTable({.database = "sales", .name = "orders"}), IsOk());
    return Internal("duplicate key in table TBLS");
  });
  EXPECT_THAT(catalog_->CommitTable(orders_, {AssertCreate{}}, Creation()), FailsWith(ErrorKind::kAlreadyExists));
}

TEST_P(OnEachVersion, ALockThatTheMetastoreTookAwayStopsTheCommit) {
  Interfere("SendHeartbeat", [&] { server_->ExpireLock(Locks().at(0).id); });
  EXPECT_THAT(Commit(*catalog_), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(CurrentLocation(), created_.metadata_location);
}

TEST_P(OnEachVersion, ALockHeldByAnotherIsWaitedFor) {
  const int64_t other = HoldLock("Iceberg-1");
  Interfere("CheckLock", [&] { ASSERT_THAT(server_->Unlock(other), IsOk()); });
  EXPECT_THAT(Commit(*catalog_), IsOk());
}

TEST_P(OnEachVersion, ALockThatIsHeldTooLongIsAConflictThatNamesItsHolder) {
  options_.commit.lock.patience = std::chrono::milliseconds(5);
  const int64_t other = HoldLock("Iceberg-1");
  auto committed = Commit(*Open());
  ASSERT_THAT(committed, FailsWith(ErrorKind::kConflict));
  EXPECT_THAT(committed.error().message(), HasSubstr(fmt::format("lock {}, Iceberg-1", other)));
  ASSERT_EQ(Locks().size(), 1u);
  EXPECT_EQ(Locks().at(0).id, other);
}

TEST_P(OnEachVersion, ALockWhoseAnswerWasLostIsFoundByItsAgent) {
  FailAfter("RequestLock", CommitUnknown("connection lost"));
  EXPECT_THAT(Commit(*catalog_), IsOk());
  EXPECT_THAT(Locks(), IsEmpty());
}

TEST_P(OnEachVersion, ALockIsGivenBackAtTheSecondTryWhenTheFirstFails) {
  int tries = 0;
  server_->OnCall(
      [&](std::string_view made) { return made == "Unlock" && ++tries == 1 ? Status(Unavailable("busy")) : Ok(); });
  EXPECT_THAT(Commit(*catalog_), IsOk());
  EXPECT_THAT(Locks(), IsEmpty());
}

// P20
TEST_P(OnEachVersion, TheLockOfAnEndedProcessIsTakenAway) {
  options_.commit.lock.orphan_patience = kShort;
  HoldLock(EndedProcess() + ":12345678");
  EXPECT_THAT(Commit(*Open()), IsOk());
  EXPECT_THAT(Locks(), IsEmpty());
}

TEST_P(OnEachVersion, TheLockOfALivingProcessIsNotTakenAway) {
  options_.commit.lock.orphan_patience = std::chrono::milliseconds(0);
  options_.commit.lock.patience = std::chrono::milliseconds(5);
  HoldLock(ThisProcess() + ":12345678");
  EXPECT_THAT(Commit(*Open()), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(Locks().size(), 1u);
}

TEST_P(OnEachVersion, HeartbeatsKeepTheLockWhileTheCommitIsUnderWay) {
  options_.commit.lock.heartbeat = kShort;
  std::counting_semaphore<> beats(0);
  server_->OnCall([&](std::string_view made) {
    if (made == "SendHeartbeat") beats.release();
    if (made == "AlterTable")
      for (int i = 0; i < 3; ++i) beats.acquire();
    return Ok();
  });
  EXPECT_THAT(Commit(*Open()), IsOk());
}

TEST_P(OnEachVersion, WhatOthersKeepInTheRowStays) {
  auto row = server_->GetTable("sales", "orders");
  ASSERT_THAT(row, IsOk());
  row->parameters["governance.tag"] = "pii";
  ASSERT_THAT(server_->AlterTable(*row, {}), IsOk());
  ASSERT_THAT(Commit(*catalog_), IsOk());
  EXPECT_EQ(server_->GetTable("sales", "orders")->parameters.at("governance.tag"), "pii");
}

class HiveTableTest : public HiveCommitTest {
 protected:
  void SetUp() override {
    Start(3);
    ASSERT_THAT(server_->CreateTable({.database = "sales", .name = "raw", .type = "EXTERNAL_TABLE"}), IsOk());
  }
  const iceberg::TableIdentifier raw_{{"sales"}, "raw"};
};

TEST_F(HiveTableTest, AHiveTableIsNeitherListedNorLoadedNorDropped) {
  EXPECT_THAT(catalog_->ListTables({"sales"}).value(), testing::ElementsAre(orders_));
  auto loaded = catalog_->LoadTable(raw_);
  ASSERT_THAT(loaded, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(loaded.error().message(), HasSubstr("sales.raw is a Hive table, not an Iceberg table"));
  EXPECT_THAT(catalog_->DropTable(raw_), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(server_->GetTable("sales", "raw"), IsOk());
}

TEST_F(HiveTableTest, AHiveTablesNameIsTaken) {
  EXPECT_THAT(catalog_->CommitTable(raw_, {AssertCreate{}}, Creation()), FailsWith(ErrorKind::kAlreadyExists));
}

TEST_F(HiveTableTest, ANameTooLongForTheTableOfLocksIsRefused) {
  auto committed = catalog_->CommitTable({{"sales"}, std::string(129, 'x')}, {AssertCreate{}}, Creation());
  ASSERT_THAT(committed, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(committed.error().message(), HasSubstr("at most 128"));
}

TEST_F(HiveTableTest, NamesAreTheSameInAnyCase) {
  EXPECT_EQ(catalog_->LoadTable({{"Sales"}, "ORDERS"}).value().metadata_location, created_.metadata_location);
}

TEST_F(HiveTableTest, WithoutAWarehouseTablesGoBelowTheirDatabase) {
  options_.warehouse.reset();
  auto location = Open()->DefaultTableLocation({{"sales"}, "t"});
  ASSERT_THAT(location, IsOk());
  EXPECT_EQ(*location, directory_.location("sales.db/t"));
}

// A table that says not to be locked.
class UnlockedTableTest : public HiveCommitTest {
 protected:
  void StartUnlocked(int major_version) {
    Start(major_version);
    SetProperties unlocked{{{"engine.hive.lock-enabled", "false"}}};
    ASSERT_THAT(catalog_->CommitTable(orders_, {}, {unlocked}), IsOk());
    server_->OnCall([this](std::string_view made) {
      locks_ += made == "RequestLock" ? 1 : 0;
      return Ok();
    });
  }
  int locks_ = 0;
};

TEST_F(UnlockedTableTest, ItIsNotLockedWhereTheMetastoreCompares) {
  StartUnlocked(4);
  EXPECT_THAT(Commit(*catalog_), IsOk());
  EXPECT_EQ(locks_, 0);
}

TEST_F(UnlockedTableTest, ItIsLockedAllTheSameWhereTheMetastoreDoesNotCompare) {
  StartUnlocked(3);
  EXPECT_THAT(Commit(*catalog_), IsOk());
  EXPECT_EQ(locks_, 1);
}

TEST_F(UnlockedTableTest, AMetastoreThatComparesLetsNoCommitBeLost) {
  StartUnlocked(4);
  std::string theirs;
  Interfere("AlterTable", [&] { theirs = Commit(*Open()).value().metadata_location; });
  EXPECT_THAT(Commit(*catalog_), FailsWith(ErrorKind::kConflict));
  EXPECT_EQ(CurrentLocation(), theirs);
}

}  // namespace
}  // namespace lakeport::catalogs
