#include "jobs/ingest/sync_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "jobs/ingest/sync_record.h"

namespace lakeport::ingest {
namespace {

using iceberg::NestedField;
using iceberg::TypeId;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Columns = std::vector<hive::Column>;

hive::TableSchema HiveSchema(const Columns& columns, const Columns& keys = {}) {
  return *hive::ToTableSchema({.columns = columns, .partition_keys = keys});
}

// A table as it was ingested with these columns, and what others did to it since.
struct Ingested {
  iceberg::TableMetadata table;
  std::set<int32_t> own;
  iceberg::NameMapping mapping;

  void ChangeByOthers(const std::function<void(std::vector<NestedField>&)>& change) {
    auto fields = table.schema().fields();
    change(fields);
    table.schemas = {iceberg::Schema(0, fields)};
    table.last_column_id = std::max(table.last_column_id, table.schema().highest_field_id());
  }
  Result<SchemaSync> Sync(const Columns& columns, const Columns& keys = {}) const {
    return SyncSchema(HiveSchema(columns, keys), table, own, mapping);
  }
};

Ingested From(const Columns& columns, const Columns& keys = {}) {
  auto schema = HiveSchema(columns, keys);
  Ingested made;
  made.table.schemas = {schema.schema};
  made.table.partition_specs = {schema.spec};
  made.table.last_column_id = schema.schema.highest_field_id();
  made.own = FieldIds(schema.schema);
  made.mapping = iceberg::MakeNameMapping(schema.schema);
  return made;
}

std::vector<std::string> Describe(const std::vector<NestedField>& fields) {
  std::vector<std::string> texts;
  for (const auto& field : fields)
    texts.push_back(fmt::format("{} {} {}", field.id, field.name, field.type->ToString()));
  return texts;
}
std::vector<std::string> Changed(const Result<SchemaSync>& sync) {
  EXPECT_THAT(sync, IsOk());
  EXPECT_TRUE(sync->changed.has_value());
  return sync->changed ? Describe(sync->changed->fields()) : std::vector<std::string>();
}

TEST(SyncSchemaTest, TheSameColumnsChangeNothing) {
  Ingested then = From({{"id", "int"}, {"name", "string"}}, {{"day", "date"}});
  auto sync = then.Sync({{"id", "int"}, {"name", "string"}}, {{"day", "date"}});
  ASSERT_THAT(sync, IsOk());
  EXPECT_FALSE(sync->changed.has_value());
  EXPECT_THAT(sync->notes, IsEmpty());
}

TEST(SyncSchemaTest, ANewColumnStandsWhereHiveHasItAndGetsANewId) {
  Ingested then = From({{"id", "int"}}, {{"day", "date"}});
  auto sync = then.Sync({{"id", "int"}, {"note", "string"}}, {{"day", "date"}});
  EXPECT_THAT(Changed(sync), ElementsAre("1 id int", "3 note string", "2 day date"));
  EXPECT_THAT(Describe(sync->hive.schema.fields()), ElementsAre("1 id int", "3 note string", "2 day date"));
  EXPECT_EQ(sync->hive.spec.fields[0].source_id, 2);
  EXPECT_THAT(sync->notes, ElementsAre("column note is added"));
}

TEST(SyncSchemaTest, TypesAreWidenedWhereIcebergAllowsIt) {
  Ingested then = From({{"a", "int"}, {"b", "float"}, {"c", "decimal(5,2)"}});
  auto sync = then.Sync({{"a", "bigint"}, {"b", "double"}, {"c", "decimal(9,2)"}});
  EXPECT_THAT(Changed(sync), ElementsAre("1 a long", "2 b double", "3 c decimal(9, 2)"));
}

TEST(SyncSchemaTest, WhatIcebergCantFollowIsToldAllAtOnce) {
  Ingested then = From({{"a", "int"}, {"b", "bigint"}, {"c", "array<int>"}});
  auto sync = then.Sync({{"a", "string"}, {"b", "int"}, {"c", "int"}});
  ASSERT_THAT(sync, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(sync.error().message(), HasSubstr("column a was int and is string now"));
  EXPECT_THAT(sync.error().message(), HasSubstr("column c was list<"));
}

TEST(SyncSchemaTest, AWiderTypeThatOthersGaveStays) {
  Ingested then = From({{"a", "int"}});
  then.ChangeByOthers([](auto& fields) { fields[0].type = iceberg::Type::Primitive(TypeId::kLong); });
  auto sync = then.Sync({{"a", "int"}});
  ASSERT_THAT(sync, IsOk());
  EXPECT_FALSE(sync->changed.has_value());
  EXPECT_THAT(Describe(sync->hive.schema.fields()), ElementsAre("1 a long"));
}

TEST(SyncSchemaTest, P13WhatHiveDroppedIsDroppedAndWhatOthersAddedStays) {
  Ingested then = From({{"a", "int"}, {"b", "int"}});
  then.ChangeByOthers([](auto& fields) {
    fields.push_back({.id = 3, .name = "theirs", .type = iceberg::Type::Primitive(TypeId::kInt)});
  });
  EXPECT_THAT(Changed(then.Sync({{"a", "int"}})), ElementsAre("1 a int", "3 theirs int"));
}

TEST(SyncSchemaTest, P13AColumnOfADroppedOnesNameIsANewOne) {
  Ingested then = From({{"a", "int"}, {"b", "int"}});
  then.ChangeByOthers([](auto& fields) { fields.pop_back(); });
  EXPECT_THAT(Changed(then.Sync({{"a", "int"}, {"b", "string"}})), ElementsAre("1 a int", "3 b string"));
}

TEST(SyncSchemaTest, P13ANameThatOthersGaveToAColumnStays) {
  Ingested then = From({{"a", "int"}});
  then.ChangeByOthers([](auto& fields) { fields[0].name = "renamed"; });
  auto sync = then.Sync({{"a", "int"}});
  ASSERT_THAT(sync, IsOk());
  EXPECT_FALSE(sync->changed.has_value());
  EXPECT_THAT(Describe(sync->hive.schema.fields()), ElementsAre("1 a int"));
}

TEST(SyncSchemaTest, P11AColumnOfNamelessFilesThatHiveRenamedKeepsItsId) {
  Ingested then = From({{"a", "int"}, {"b", "int"}});
  then.mapping[1].names.push_back("_col1");
  auto sync = then.Sync({{"a", "int"}, {"beta", "int"}});
  EXPECT_THAT(Changed(sync), ElementsAre("1 a int", "2 beta int"));
  EXPECT_THAT(sync->notes, ElementsAre("column b is renamed to beta"));
}

TEST(SyncSchemaTest, AColumnOfNamedFilesThatHiveRenamedIsAnotherColumn) {
  Ingested then = From({{"a", "int"}, {"b", "int"}});
  EXPECT_THAT(Changed(then.Sync({{"a", "int"}, {"beta", "int"}})), ElementsAre("1 a int", "3 beta int"));
}

TEST(SyncSchemaTest, MembersOfNestedTypesComeAndGoToo) {
  Ingested then = From({{"s", "struct<x:int,y:int>"}, {"l", "array<struct<z:int>>"}});
  auto sync = then.Sync({{"s", "struct<x:bigint,w:string>"}, {"l", "array<struct<z:int,v:int>>"}});
  auto changed = Changed(sync);
  ASSERT_EQ(changed.size(), 2u);
  EXPECT_THAT(changed[0], HasSubstr("x: optional long"));
  EXPECT_THAT(changed[0], HasSubstr("7: w: optional string"));
  EXPECT_THAT(changed[0], testing::Not(HasSubstr("y:")));
  EXPECT_THAT(changed[1], HasSubstr("v: optional int"));
}

TEST(SyncSchemaTest, P13ARequiredColumnIsNotFilledWithNulls) {
  Ingested then = From({{"a", "int"}});
  then.ChangeByOthers([](auto& fields) { fields[0].required = true; });
  EXPECT_THAT(then.Sync({{"a", "int"}}).error().message(), HasSubstr("column a is required in the Iceberg table"));
}

TEST(SyncSchemaTest, P7FilesAreOfTheSpecOfHivesKeysWhateverOthersMadeTheDefault) {
  Ingested then = From({{"a", "int"}}, {{"day", "date"}});
  then.table.partition_specs.push_back({.spec_id = 1, .fields = {}});
  then.table.default_spec_id = 1;
  auto sync = then.Sync({{"a", "int"}}, {{"day", "date"}});
  ASSERT_THAT(sync, IsOk());
  EXPECT_EQ(sync->hive.spec.spec_id, 0);
  EXPECT_THAT(then.Sync({{"a", "int"}}, {{"day", "date"}, {"hour", "int"}}).error().message(),
              HasSubstr("partition keys are not what the Iceberg table was partitioned by"));
}

TEST(SyncSchemaTest, ANameThatOthersTookIsNotTakenForAnotherColumn) {
  Ingested then = From({{"a", "int"}});
  then.ChangeByOthers([](auto& fields) { fields[0].name = "b"; });
  EXPECT_THAT(then.Sync({{"a", "int"}, {"b", "int"}}).error().message(),
              HasSubstr("column b has the name that somebody gave to column a"));
}

TEST(MergeMappingsTest, NamesOfOldFilesStayUnlessAnotherColumnHasThemNow) {
  iceberg::Schema schema(0, {{.id = 1, .name = "a", .type = iceberg::Type::Primitive(TypeId::kInt)},
                             {.id = 3, .name = "b", .type = iceberg::Type::Primitive(TypeId::kInt)},
                             {.id = 4, .name = "theirs", .type = iceberg::Type::Primitive(TypeId::kInt)}});
  auto merged = MergeMappings({{1, {"a"}}, {3, {"b"}}}, {{1, {"a", "A", "b"}}, {2, {"gone"}}}, schema);
  ASSERT_EQ(merged.size(), 3u);
  EXPECT_THAT(merged[0].names, ElementsAre("a", "A"));
  EXPECT_THAT(merged[1].names, ElementsAre("b"));
  EXPECT_THAT(merged[2].names, ElementsAre("theirs"));
}

TEST(OwnColumnsTest, AreThoseThatHiveHadWithoutThePartitionKeys) {
  Ingested then = From({{"a", "int"}, {"s", "struct<x:int>"}}, {{"day", "date"}});
  then.ChangeByOthers([](auto& fields) {
    fields.push_back({.id = 9, .name = "theirs", .type = iceberg::Type::Primitive(TypeId::kInt)});
  });
  auto columns = OwnColumns(then.table.schema(), then.own, {"day"});
  EXPECT_THAT(Describe(columns), ElementsAre("0 a int", "0 s struct<0: x: optional int>"));
}

}  // namespace
}  // namespace lakeport::ingest
