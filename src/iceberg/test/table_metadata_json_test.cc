#include "iceberg/table_metadata_json.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "base/testing/source_tree.h"
#include "iceberg/testing/fixture.h"

namespace lakeport::iceberg {
namespace {

Json Fixture(const std::string& name) { return ReadJsonFixture("metadata/TableMetadata" + name + ".json"); }

// Whatever the order of members. Java leaves out a sequence number of 0, which the specification asks for.
nlohmann::json Unordered(const Json& json) {
  auto unordered = nlohmann::json::parse(json.dump());
  if (!unordered.contains("snapshots")) return unordered;
  for (auto& snapshot : unordered["snapshots"]) {
    if (snapshot.value("sequence-number", 0) == 0) snapshot.erase("sequence-number");
  }
  return unordered;
}

class ValidMetadata : public testing::TestWithParam<const char*> {};

TEST_P(ValidMetadata, IsWrittenAsIcebergsJavaLibraryWritesIt) {
  auto metadata = TableMetadataFromJson(Fixture(GetParam()));
  ASSERT_THAT(metadata, IsOk());
  auto by_java = ReadJsonFixture(fmt::format("metadata_by_java/TableMetadata{}.json", GetParam()));
  EXPECT_EQ(Unordered(TableMetadataToJson(*metadata)), Unordered(by_java));
}

TEST_P(ValidMetadata, LosesNothingThatWasRead) {
  auto read = Unordered(Fixture(GetParam()));
  auto metadata = TableMetadataFromJson(Fixture(GetParam()));
  ASSERT_THAT(metadata, IsOk());
  auto written = Unordered(TableMetadataToJson(*metadata));
  for (const auto& [key, value] : read.items()) {
    if (metadata->format_version == 1 && key == "schema") continue;  // gains its id
    EXPECT_EQ(written[key], value) << key;
  }
  auto again = TableMetadataFromJson(Json::parse(written.dump()));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(Unordered(TableMetadataToJson(*again)), written);
}

const std::vector<const char*> kValid = {"V1Valid",        "V2Valid",         "V2ValidMinimal",
                                         "V3ValidMinimal", "StatisticsFiles", "PartitionStatisticsFiles"};
INSTANTIATE_TEST_SUITE_P(OfIcebergsTests, ValidMetadata, testing::ValuesIn(kValid));

struct InvalidFile {
  const char* name;
  ErrorKind kind;
  const char* message;
};

class InvalidMetadata : public testing::TestWithParam<InvalidFile> {};

TEST_P(InvalidMetadata, IsRefusedWithTheReason) {
  auto metadata = TableMetadataFromJson(Fixture(GetParam().name));
  ASSERT_THAT(metadata, FailsWith(GetParam().kind));
  EXPECT_EQ(metadata.error().message(), GetParam().message);
}

const std::vector<InvalidFile> kInvalid = {
    {"UnsupportedVersion", ErrorKind::kUnsupported,
     "table metadata has format version 42; versions 1 to 3 can be read"},
    {"V1MissingSchemaType", ErrorKind::kCorruptData, "\"type\" is missing"},
    {"V2CurrentSchemaNotFound", ErrorKind::kCorruptData, "\"current-schema-id\" is 2, but there is no such schema"},
    {"V2MissingLastPartitionId", ErrorKind::kCorruptData, "\"last-partition-id\" is missing"},
    {"V2MissingPartitionSpecs", ErrorKind::kCorruptData, "\"partition-specs\" is missing"},
    {"V2MissingSchemas", ErrorKind::kCorruptData, "\"schemas\" is missing"},
    {"V2MissingSortOrder", ErrorKind::kCorruptData, "\"sort-orders\" is missing"},
};
INSTANTIATE_TEST_SUITE_P(OfIcebergsTests, InvalidMetadata, testing::ValuesIn(kInvalid));

TEST(TableMetadataJsonTest, ReadsOrRefusesEveryMetadataFileOfIcebergsTestJar) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(SourcePath("src/iceberg/test/fixtures/metadata")))
    files.insert(entry.path().stem());
  std::set<std::string> known;
  for (const char* name : kValid) known.insert(fmt::format("TableMetadata{}", name));
  for (const auto& invalid : kInvalid) known.insert(fmt::format("TableMetadata{}", invalid.name));
  EXPECT_EQ(files, known);
}

TEST(TableMetadataJsonTest, ReadsWhatAFileSays) {
  auto metadata = TableMetadataFromJson(Fixture("V2Valid"));
  ASSERT_THAT(metadata, IsOk());
  EXPECT_EQ(metadata->table_uuid, "9c12d441-03fe-4693-9a96-a0705ddf69c1");
  EXPECT_EQ(metadata->schema().fields().size(), 3u);
  EXPECT_EQ(metadata->spec().fields[0].name, "x");
  EXPECT_EQ(metadata->current_snapshot()->manifest_list, "s3://a/b/2.avro");
  EXPECT_EQ(metadata->current_snapshot()->operation, "append");
  EXPECT_EQ(metadata->refs.at("main").snapshot_id, 3055729675574597004);
  EXPECT_EQ(metadata->snapshot_log.size(), 2u);
  EXPECT_EQ(metadata->FindSnapshot(1), nullptr);
}

TEST(TableMetadataJsonTest, VersionOneIsReadAsIfItHadWhatCameLater) {
  auto json = Fixture("V1Valid");
  json.erase("table-uuid");
  json["current-snapshot-id"] = nullptr;
  json["snapshots"] = Json::parse(R"([{"snapshot-id": 5, "timestamp-ms": 9, "manifests": ["s3://a/m1.avro"]}])");
  auto metadata = TableMetadataFromJson(json);
  ASSERT_THAT(metadata, IsOk());
  EXPECT_EQ(metadata->current_snapshot(), nullptr);
  EXPECT_EQ(metadata->last_partition_id, 1000);
  EXPECT_EQ(metadata->sort_orders.size(), 1u);
  EXPECT_EQ(metadata->FindSnapshot(5)->manifests, std::vector<std::string>{"s3://a/m1.avro"});
  auto written = TableMetadataToJson(*metadata);
  EXPECT_FALSE(written.contains("table-uuid"));
  EXPECT_EQ(written["snapshots"], json["snapshots"]);
}

TEST(TableMetadataJsonTest, VersionOneWithoutASnapshotMayLeaveTheMemberOut) {
  auto json = Fixture("V1Valid");
  json.erase("current-snapshot-id");
  json.erase("snapshots");
  auto metadata = TableMetadataFromJson(json);
  ASSERT_THAT(metadata, IsOk());
  EXPECT_EQ(metadata->current_snapshot_id, kNoSnapshot);
}

TEST(TableMetadataJsonTest, UnknownMembersAreWrittenBackAtEachLevel) {
  auto json = Fixture("V2Valid");
  json["encryption-keys"] = Json::parse(R"([{"key-id": "k"}])");
  json["snapshots"][1]["added-rows"] = 12;
  json["refs"] =
      Json::parse(R"({"main": {"snapshot-id": 3055729675574597004, "type": "branch", "min-snapshots-to-keep": 3}})");
  auto metadata = TableMetadataFromJson(json);
  ASSERT_THAT(metadata, IsOk());
  auto written = TableMetadataToJson(*metadata);
  EXPECT_EQ(written["encryption-keys"], json["encryption-keys"]);
  EXPECT_EQ(written["snapshots"][1]["added-rows"], 12);
  EXPECT_EQ(written["refs"], json["refs"]);
}

struct Change {
  const char* path;   // JSON pointer
  const char* value;  // "" takes the member away
  const char* message;
};

class BrokenMetadata : public testing::TestWithParam<Change> {};

TEST_P(BrokenMetadata, IsRefusedWithTheReason) {
  auto json = nlohmann::json::parse(Fixture("V2Valid").dump());
  nlohmann::json::json_pointer path(GetParam().path);
  if (std::string(GetParam().value).empty()) {
    json[path.parent_pointer()].erase(path.back());
  } else {
    json[path] = nlohmann::json::parse(GetParam().value);
  }
  auto metadata = TableMetadataFromJson(Json::parse(json.dump()));
  ASSERT_THAT(metadata, FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(metadata.error().message(), testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    AValidFile, BrokenMetadata,
    testing::Values(Change{"/format-version", "", "\"format-version\" is missing"},
                    Change{"/format-version", "\"2\"", "must be a whole number"},
                    Change{"/table-uuid", "", "\"table-uuid\" is missing"},
                    Change{"/location", "7", "must be a string"}, Change{"/last-sequence-number", "", "is missing"},
                    Change{"/last-updated-ms", "1.5", "must be a whole number"},
                    Change{"/last-updated-ms", "99999999999999999999", "must be a whole number"},
                    Change{"/last-column-id", "2147483648", "too large"},
                    Change{"/current-schema-id", "-1", "no such schema"}, Change{"/schemas", "{}", "must be a list"},
                    Change{"/schemas/0/schema-id", "1", "two schemas have the id 1"},
                    Change{"/schemas/0/fields/0/type", "\"int96\"", "not a type"},
                    Change{"/default-spec-id", "4", "no such partition spec"},
                    Change{"/partition-specs/1", R"({"spec-id":0,"fields":[]})", "two specs have the id 0"},
                    Change{"/partition-specs/0/fields/0/transform", "", "\"transform\" is missing"},
                    Change{"/default-sort-order-id", "0", "no such sort order"},
                    Change{"/properties", R"({"a":1})", "property \"a\" must be a string"},
                    Change{"/current-snapshot-id", "17", "no such snapshot"},
                    Change{"/snapshots/0/snapshot-id", "3055729675574597004", "two snapshots have the id"},
                    Change{"/snapshots/1/sequence-number", "35", "above \"last-sequence-number\" 34"},
                    Change{"/snapshots/1/manifest-list", "", "\"manifest-list\" is missing"},
                    Change{"/snapshots/1/summary/operation", "1", "must be a string"},
                    Change{"/refs", R"({"main":{"snapshot-id":3051729675574597004,"type":"branch"}})",
                           "branch main is at snapshot"},
                    Change{"/refs", R"({"t":{"snapshot-id":1,"type":"tag"}})", "reference \"t\" is at snapshot 1"},
                    Change{"/refs", R"({"t":{"snapshot-id":1,"type":"twig"}})", "not branch or tag"},
                    Change{"/snapshot-log/0", "{}", "\"timestamp-ms\" is missing"},
                    Change{"/metadata-log", R"([{"timestamp-ms":1}])", "\"metadata-file\" is missing"}));

TEST(TableMetadataJsonTest, VersionThreeNeedsItsNextRowId) {
  auto json = Fixture("V3ValidMinimal");
  json.erase("next-row-id");
  EXPECT_THAT(TableMetadataFromJson(json), FailsWith(ErrorKind::kCorruptData));
}

TEST(TableMetadataJsonTest, WhatIsNotAnObjectIsRefused) {
  EXPECT_THAT(TableMetadataFromJson(Json::array()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(TableMetadataFromJson(nullptr), FailsWith(ErrorKind::kCorruptData));
}

// Each value in the file is replaced, in turn, by one of another kind: an error or not, but never a crash.
void ReplaceEachIn(Json& root, Json& at, const Json& with) {
  Json saved = at;
  at = with;
  auto metadata = TableMetadataFromJson(root);
  EXPECT_TRUE(!metadata.ok() || TableMetadataToJson(*metadata).is_object());
  at = saved;
  if (!at.is_structured()) return;
  for (auto& child : at) ReplaceEachIn(root, child, with);
}

TEST(TableMetadataJsonTest, AnyValueMayBeOfTheWrongKind) {
  for (const char* name : {"V1Valid", "V2Valid", "V3ValidMinimal"}) {
    for (const char* with : {"null", "-1", "\"\"", "[]", "{}", "1e300", "18446744073709551615", "[[{}]]"}) {
      Json root = Fixture(name);
      ReplaceEachIn(root, root, Json::parse(with));
      EXPECT_EQ(root, Fixture(name));
    }
  }
}

}  // namespace
}  // namespace lakeport::iceberg
