#include "jobs/ingest/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/ingest/plan_text.h"

namespace lakeport::ingest {
namespace {

using protocol::IfExists;
using protocol::IngestMode;
using protocol::IngestRequest;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

IngestRequest Request() {
  IngestRequest request;
  request.from = "hive";
  request.database = "sales";
  request.to = "lake";
  return request;
}

// A partitioned Parquet table against which nothing speaks.
TableFacts Facts() {
  TableFacts facts;
  facts.table = {.database = "sales",
                 .name = "orders",
                 .columns = {{"id", "bigint"}},
                 .partition_keys = {{"day", "date"}},
                 .format = hive::StorageFormat::kParquet,
                 .location = "file:///hive/sales.db/orders"};
  facts.target = {{"sales_iceberg"}, "orders"};
  facts.schema = *hive::ToTableSchema(facts.table);
  facts.target_location = *Location::Parse("file:///lake/sales_iceberg/orders");
  facts.partitions = 2;
  facts.files = 12;
  facts.bytes = 7'100'000;
  facts.footers_read = 12;
  return facts;
}

// The reason for which the table is refused; empty when it is not.
std::string Refused(TableFacts facts, const IngestRequest& request = Request()) {
  TablePlan plan = PlanTable(request, std::move(facts));
  return plan.action == PlanAction::kRefuse ? plan.reason : "";
}

ExistingTable Existing(bool by_this_job) {
  ExistingTable existing;
  existing.loaded.metadata_location = "file:///lake/m.json";
  existing.by_this_job = by_this_job;
  return existing;
}

TEST(PlanTest, AGoodTableIsCreated) {
  TablePlan plan = PlanTable(Request(), Facts());
  EXPECT_EQ(plan.action, PlanAction::kCreate);
  EXPECT_EQ(plan.source, "sales.orders");
  EXPECT_EQ(plan.files, 12);
  EXPECT_THAT(plan.warnings, IsEmpty());
}

TEST(PlanTest, ATableThatExistsIsRefusedUnlessItMayBeReplaced) {
  TableFacts facts = Facts();
  facts.existing = Existing(false);
  EXPECT_THAT(Refused(facts), HasSubstr("sales_iceberg.orders is there already; say --if-exists sync"));
  IngestRequest replace = Request();
  replace.if_exists = IfExists::kReplace;
  EXPECT_EQ(PlanTable(replace, facts).action, PlanAction::kReplace);
}

TEST(PlanTest, ATableIsBroughtUpToDateUnlessSomethingSpeaksAgainstItOrNothingIsNew) {
  IngestRequest sync = Request();
  sync.if_exists = IfExists::kSync;
  TableFacts facts = Facts();
  facts.existing = Existing(false);
  facts.sync = SyncFacts{.notes = {"column note is added"}, .added = 3, .vanished = 1, .foreign = 2, .record = ""};
  TablePlan plan = PlanTable(sync, facts);
  EXPECT_EQ(plan.action, PlanAction::kSync);
  EXPECT_THAT(plan.warnings,
              Contains("3 files to add, 1 to take out; 2 files of others stay as they are; column note is added"));
  facts.sync = SyncFacts{.record = ""};
  plan = PlanTable(sync, facts);
  EXPECT_EQ(plan.action, PlanAction::kUnchanged);
  EXPECT_EQ(plan.reason, "Hive has nothing new");
  facts.sync->refusals = {"it has no record"};
  EXPECT_THAT(Refused(facts, sync), HasSubstr("can't be brought up to date: it has no record"));
}

TEST(PlanTest, ATableThatThisVeryJobHasMadeIsDone) {
  TableFacts facts = Facts();
  facts.existing = Existing(true);
  EXPECT_EQ(PlanTable(Request(), facts).action, PlanAction::kUnchanged);
}

TEST(PlanTest, WhatCouldNotBeReachedMayBeTriedAgain) {
  TableFacts facts = Facts();
  facts.unreadable = Unavailable("connection refused");
  TablePlan plan = PlanTable(Request(), facts);
  EXPECT_EQ(plan.action, PlanAction::kRefuse);
  EXPECT_TRUE(plan.may_retry);
  facts.unreadable = NotFound("no table");
  EXPECT_FALSE(PlanTable(Request(), facts).may_retry);
}

TEST(PlanTest, AVerdictOfTheMetadataStands) {
  TableFacts facts = Facts();
  facts.verdict = RuleVerdict{RuleOutcome::kSkip, "it is a view"};
  EXPECT_EQ(PlanTable(Request(), facts).action, PlanAction::kSkip);
  facts.verdict = RuleVerdict{RuleOutcome::kRefuse, "it is transactional"};
  EXPECT_EQ(Refused(facts), "it is transactional");
}

TEST(PlanTest, P16MissingDirectoriesAreCountedAndNamed) {
  TableFacts facts = Facts();
  facts.missing.Add("file:///hive/sales.db/orders/day=2024-01-01");
  EXPECT_THAT(Refused(facts), HasSubstr("1 directory is not there: file:///hive/sales.db/orders/day=2024-01-01"));
}

TEST(PlanTest, P1NestedDirectoriesAreRefusedOrTakenAndTold) {
  TableFacts facts = Facts();
  facts.nested.Add("file:///hive/sales.db/orders/HIVE_UNION_SUBDIR_1");
  EXPECT_THAT(Refused(facts), HasSubstr("say --nested-directories take"));
  IngestRequest take = Request();
  take.nested = protocol::NestedDirectories::kTake;
  TablePlan plan = PlanTable(take, facts);
  EXPECT_EQ(plan.action, PlanAction::kCreate);
  EXPECT_THAT(plan.warnings, Contains("the files of 1 directory within its own are taken as well"));
}

TEST(PlanTest, P8DirectoriesOfATransactionalTableAreRefusedEvenWhenNestedOnesAreTaken) {
  TableFacts facts = Facts();
  facts.acid.Add("file:///hive/sales.db/orders/delta_1_1");
  IngestRequest take = Request();
  take.nested = protocol::NestedDirectories::kTake;
  EXPECT_THAT(Refused(facts, take),
              HasSubstr("it holds 1 directory of a transactional table (file:///hive/sales.db/orders/delta_1_1)"));
}

TEST(PlanTest, P8BucketedTablesAreTakenWithAWord) {
  TableFacts facts = Facts();
  facts.table.bucket_count = 4;
  EXPECT_THAT(PlanTable(Request(), facts).warnings, Contains(HasSubstr("Hive's 4 buckets are taken as plain files")));
}

TEST(PlanTest, P15FilesThatBelongToTwoPartitionsAreRefused) {
  TableFacts facts = Facts();
  facts.duplicates.Add("file:///hive/x");
  EXPECT_THAT(Refused(facts), HasSubstr("1 file belongs to two of its partitions at once: file:///hive/x"));
}

TEST(PlanTest, P9Int96TimestampsAreTold) {
  TableFacts facts = Facts();
  facts.has_int96 = true;
  EXPECT_THAT(PlanTable(Request(), facts).warnings, Contains(HasSubstr("INT96")));
}

TEST(PlanTest, P18InPlaceOnAManagedTableIsToldToDependOnHive) {
  TableFacts facts = Facts();
  facts.table.kind = hive::TableKind::kManaged;
  IngestRequest in_place = Request();
  in_place.mode = IngestMode::kInPlace;
  EXPECT_THAT(PlanTable(in_place, facts).warnings, Contains(HasSubstr("Hive owns the files")));
  EXPECT_THAT(PlanTable(Request(), facts).warnings, Not(Contains(HasSubstr("Hive owns the files"))));
}

TEST(PlanTest, P2WhatIsNotTakenIsCounted) {
  TableFacts facts = Facts();
  facts.accounting = {.listed = 15, .added = 0, .rewritten = 0, .skipped = {{"hidden", 2}, {"zero length", 1}}};
  EXPECT_THAT(PlanTable(Request(), facts).warnings, Contains("not taken: 2 hidden, 1 zero length"));
}

TEST(PlanTest, EveryFileListedIsAddedOrSkippedForAReason) {
  TableFacts facts = Facts();
  facts.accounting = {.listed = 15, .added = 0, .rewritten = 0, .skipped = {{"hidden", 2}, {"zero length", 1}}};
  TablePlan plan = PlanTable(Request(), facts);
  EXPECT_EQ(plan.accounting.added, 12);
  EXPECT_TRUE(plan.accounting.balanced());
  EXPECT_EQ(FormatJson(ToJson(plan)["accounting"]),
            R"({"listed":15,"added":12,"rewritten":0,"skipped":{"hidden":2,"zero length":1}})");
}

TEST(PlanTest, FilesThatWereNotLookedIntoAreTold) {
  TableFacts facts = Facts();
  facts.files = 50'000;
  facts.footers_read = 1'000;
  EXPECT_THAT(PlanTable(Request(), facts).warnings, Contains(HasSubstr("1000 of 50000 files were looked into")));
}

TEST(PlanTest, AllReasonsAreToldAtOnce) {
  TableFacts facts = Facts();
  facts.bad_files.Add("a is truncated");
  facts.mismatches.Add("b: column id");
  std::string reason = Refused(facts);
  EXPECT_THAT(reason, HasSubstr("a is truncated"));
  EXPECT_THAT(reason, HasSubstr("Also: files and table disagree: b: column id"));
}

TEST(PlanTest, ManyProblemsOfAKindAreCountedAndTheFirstNamed) {
  TableFacts facts = Facts();
  for (int i = 0; i < 1'000; ++i) facts.bad_files.Add("file" + std::to_string(i));
  EXPECT_THAT(Refused(facts), HasSubstr("1000 files can't be read: file0; file1; file2 and 997 more"));
}

TEST(PlanTest, ATableThatWouldLieWithinItsSourceIsRefused) {
  TableFacts facts = Facts();
  facts.target_location = *Location::Parse("file:///hive/sales.db/orders/iceberg");
  EXPECT_THAT(Refused(facts), HasSubstr("lie within each other"));
  facts.target_location = *Location::Parse("file:///hive/sales.db/orders_copy");
  EXPECT_EQ(Refused(facts), "");
}

TEST(PlanJsonTest, AnAcceptedTableSaysWhatWouldBeDone) {
  Json json = ToJson(PlanTable(Request(), Facts()));
  EXPECT_EQ(FormatJson(json),
            R"({"table":"sales.orders","target":"sales_iceberg.orders","action":"create","mode":"copy",)"
            R"("format":"Parquet","partitions":2,"files":12,"bytes":7100000})");
}

TEST(PlanJsonTest, ARefusedTableSaysWhyAndHasNoTarget) {
  Json json = ToJson(RefuseTable(Request(), "nope", "there is no table nope"));
  EXPECT_EQ(FormatJson(json), R"({"table":"sales.nope","action":"refuse","reason":"there is no table nope"})");
}

TEST(PlanJsonTest, LargePlansComeInPiecesThatFitIntoALine) {
  std::vector<TablePlan> plans;
  for (int i = 0; i < 10'000; ++i) plans.push_back(RefuseTable(Request(), std::to_string(i), std::string(300, 'x')));
  auto pieces = ToPlanPieces(plans, {"a warning"});
  size_t tables = 0;
  for (const Json& piece : pieces) {
    EXPECT_LT(FormatJson(piece).size(), 1'000'000u);
    tables += piece["tables"].size();
  }
  EXPECT_GT(pieces.size(), 1u);
  EXPECT_EQ(tables, 10'000u);
  EXPECT_EQ(pieces.back()["warnings"][0], "a warning");
}

TEST(PlanTextTest, EachTableHasALineAndTheTotalsComeLast) {
  std::vector<TablePlan> plans = {PlanTable(Request(), Facts()),
                                  RefuseTable(Request(), "nope", "there is no table nope")};
  plans[0].warnings = {"be careful"};
  EXPECT_EQ(FormatPlan(ToPlanPieces(plans, {"a word"})[0]),
            "sales.orders -> sales_iceberg.orders  create by copy: 12 Parquet files, 7.1 MB, in 2 partitions\n"
            "    note: be careful\n"
            "sales.nope                            refuse: there is no table nope\n"
            "note: a word\n"
            "2 tables, 1 to create, 1 refused; 12 files, 7.1 MB\n");
}

TEST(PlanTextTest, ARevertSaysWhatIsDroppedAndWhatIsRestored) {
  Json tables = Json::array();
  tables.push_back({{"table", "s.a"}, {"target", "i.a"}, {"action", "drop"}});
  tables.push_back({{"table", "s.b"}, {"target", "i.b"}, {"action", "restore"}});
  EXPECT_EQ(FormatPlan(Json{{"tables", tables}}),
            "s.a -> i.a  drop, with the files that the job wrote\n"
            "s.b -> i.b  restore what it was before the job\n"
            "2 tables, 1 to drop, 1 to restore; 0 files, 0 B\n");
}

TEST(PlanTextTest, AnythingElseThanAPlanIsAnEmptyOne) {
  EXPECT_EQ(FormatPlan(Json("x")), "0 tables; 0 files, 0 B\n");
  EXPECT_EQ(FormatPlan(Json{{"tables", Json::array({1, Json{{"table", 2}}})}}).find("refuse"), std::string::npos);
}

}  // namespace
}  // namespace lakeport::ingest
