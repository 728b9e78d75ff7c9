#include "iceberg/manifest_decode.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/avro/encoder.h"
#include "iceberg/type_avro.h"

namespace lakeport::iceberg {
namespace {

using avro::Decoder;
using avro::Encoder;

constexpr const char* kAsWritten = R"({"type":"record","name":"manifest_entry","fields":[
  {"name":"status","type":"int","field-id":0},
  {"name":"data_file","field-id":2,"type":{"type":"record","name":"r2","fields":[
    {"name":"file_path","type":"string","field-id":100},
    {"name":"file_format","type":"string","field-id":101},
    {"name":"partition","field-id":102,"type":{"type":"record","name":"r102","fields":[
      {"name":"p","type":["null","int"],"field-id":1000}]}},
    {"name":"record_count","type":"long","field-id":103},
    {"name":"file_size_in_bytes","type":"long","field-id":104}]}}]})";

std::string Replace(std::string text, const std::string& from, const std::string& to) {
  EXPECT_NE(text.find(from), std::string::npos) << from;
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// An entry of kAsWritten.
Encoder AsWritten() {
  Encoder encoder;
  encoder.Int(1);
  encoder.Bytes("file:///a.parquet");
  encoder.Bytes("PARQUET");
  encoder.Branch(1);
  encoder.Int(7);
  encoder.Long(10);
  encoder.Long(1000);
  return encoder;
}

Result<ManifestEntry> Decode(const std::string& schema, const Encoder& encoder, TypeId type = TypeId::kInt) {
  LP_ASSIGN(auto parsed, avro::ParseSchema(schema));
  LP_ASSIGN(auto entries, ManifestEntryDecoder::Make(parsed, {{1000, "p", Type::Primitive(type)}}));
  Decoder decoder(encoder.bytes());
  ManifestEntry entry = entries.Decode(decoder);
  LP_TRY(decoder.status());
  EXPECT_TRUE(decoder.at_end());
  return entry;
}

void ExpectTheEntry(const Result<ManifestEntry>& entry) {
  ASSERT_THAT(entry, IsOk());
  EXPECT_EQ(entry->status, ManifestStatus::kAdded);
  EXPECT_EQ(entry->data_file.file_path, "file:///a.parquet");
  EXPECT_EQ(entry->data_file.partition, std::vector<Value>{int32_t{7}});
  EXPECT_EQ(entry->data_file.metrics.record_count, 10);
  EXPECT_EQ(entry->data_file.file_size_in_bytes, 1000);
}

TEST(ManifestDecode, MembersThatTheFileDoesNotHaveStayAsTheyAre) {
  auto entry = Decode(kAsWritten, AsWritten());
  ExpectTheEntry(entry);
  EXPECT_EQ(entry->snapshot_id, std::nullopt);
  EXPECT_EQ(entry->data_file.content, FileContent::kData);
  EXPECT_TRUE(entry->data_file.metrics.value_counts.empty());
  EXPECT_EQ(entry->data_file.sort_order_id, std::nullopt);
}

TEST(ManifestDecode, FieldsAreMatchedByIdWhateverTheirNames) {
  std::string renamed = Replace(Replace(kAsWritten, "\"file_path\"", "\"path\""), "\"p\"", "\"q\"");
  ExpectTheEntry(Decode(renamed, AsWritten()));
  // The names of two fields exchanged: the ids count.
  std::string exchanged =
      Replace(Replace(Replace(kAsWritten, "record_count", "x"), "file_size_in_bytes", "record_count"), "\"x\"",
              "\"file_size_in_bytes\"");
  ExpectTheEntry(Decode(exchanged, AsWritten()));
}

TEST(ManifestDecode, FieldsWithoutIdsAreMatchedByName) {
  std::string plain = kAsWritten;
  for (const char* id : {"0", "2", "100", "101", "102", "103", "104", "1000"}) {
    plain = Replace(
        plain, std::string(",\"field-id\":") + id + (std::string(id) == "2" || std::string(id) == "102" ? "," : "}"),
        std::string(id) == "2" || std::string(id) == "102" ? "," : "}");
  }
  ASSERT_EQ(plain.find("field-id"), std::string::npos);
  ExpectTheEntry(Decode(plain, AsWritten()));
}

TEST(ManifestDecode, FieldsThatNobodyAskedForAreSkipped) {
  std::string wider = Replace(kAsWritten, R"({"name":"status")", R"({"name":"new","field-id":9999,"type":["null",
      {"type":"map","values":{"type":"array","items":["null","string",{"type":"fixed","name":"f","size":2}]}}]},{"name":"status")");
  Encoder encoder;
  encoder.Branch(1);
  encoder.Items(1);
  encoder.Bytes("key");
  encoder.Items(3);
  encoder.Branch(0);
  encoder.Branch(1);
  encoder.Bytes("text");
  encoder.Branch(2);
  encoder.Fixed("ab");
  encoder.EndItems();
  encoder.EndItems();
  encoder.Fixed(AsWritten().bytes());
  ExpectTheEntry(Decode(wider, encoder));
}

TEST(ManifestDecode, ANullMayComeFirstOrLastInItsUnion) {
  std::string last = Replace(kAsWritten, R"(["null","int"])", R"(["int","null"])");
  std::string bytes = AsWritten().bytes();
  auto partition = bytes.find("PARQUET") + 7;
  bytes[partition] = 0;
  Encoder encoder;
  encoder.Fixed(bytes);
  ExpectTheEntry(Decode(last, encoder));
}

TEST(ManifestDecode, PartitionValuesArePromotedToTheSpecsType) {
  auto entry = Decode(kAsWritten, AsWritten(), TypeId::kLong);
  ASSERT_THAT(entry, IsOk());
  EXPECT_EQ(entry->data_file.partition, std::vector<Value>{int64_t{7}});
}

TEST(ManifestDecode, SchemasThatAreNoManifestsAreRefused) {
  for (auto [from, to] :
       {std::pair{R"("name":"status","type":"int")", R"("name":"status","type":"string")"},
        std::pair{R"("name":"status","type":"int","field-id":0)", R"("name":"st","type":"int","field-id":99)"},
        std::pair{R"("type":"string","field-id":100)", R"("type":["null"],"field-id":100)"},
        std::pair{R"("field-id":104)", R"("field-id":103)"}, std::pair{R"(["null","int"])", R"(["null","string"])"},
        std::pair{R"("type":"long","field-id":103)", R"("type":{"type":"array","items":"long"},"field-id":103)"}}) {
    EXPECT_THAT(Decode(Replace(kAsWritten, from, to), AsWritten()), FailsWith(ErrorKind::kCorruptData)) << to;
  }
  EXPECT_THAT(Decode("\"int\"", AsWritten()), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(
      Decode(Replace(kAsWritten, R"("type":"long","field-id":103)", R"("type":["int","string"],"field-id":103)"),
             AsWritten()),
      FailsWith(ErrorKind::kUnsupported));
}

TEST(ManifestDecode, ValuesOutOfRangeAreRefused) {
  for (int32_t status : {-1, 3}) {
    Encoder encoder;
    encoder.Int(status);
    encoder.Fixed(AsWritten().bytes().substr(1));
    EXPECT_THAT(Decode(kAsWritten, encoder), FailsWith(ErrorKind::kCorruptData));
  }
  Encoder encoder;
  encoder.Fixed(Replace(AsWritten().bytes(), "PARQUET", "PARQUEE"));
  EXPECT_THAT(Decode(kAsWritten, encoder), FailsWith(ErrorKind::kCorruptData));
}

TEST(SanitizeAvroName, IsWhatIcebergsJavaLibraryMakesOfAsciiNames) {
  EXPECT_EQ(SanitizeAvroName("plain_1"), "plain_1");
  EXPECT_EQ(SanitizeAvroName("2 chars"), "_2_x20chars");
  EXPECT_EQ(SanitizeAvroName("id-bucket"), "id_x2Dbucket");
  EXPECT_EQ(SanitizeAvroName("ü"), "_xFC");
  EXPECT_EQ(SanitizeAvroName("😀"), "_xD83D_xDE00");
  EXPECT_EQ(SanitizeAvroName("\xff"), "_xFF");
}

TEST(StructToAvro, RefusesTwoFieldsThatWouldHaveOneName) {
  auto type = Type::Struct({{.id = 1, .name = "a-b", .type = Type::Primitive(TypeId::kInt)},
                            {.id = 2, .name = "a_x2Db", .type = Type::Primitive(TypeId::kInt)}});
  EXPECT_THAT(StructToAvro(*type, "r"), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(StructToAvro, ConvertsWhatManifestsDoNotHaveToo) {
  auto text = Type::Primitive(TypeId::kString);
  auto type = Type::Struct({{.id = 1, .name = "tags", .type = Type::List({.id = 2, .name = "element", .type = text})},
                            {.id = 3,
                             .name = "m",
                             .type = Type::Map({.id = 4, .name = "key", .type = text, .required = true},
                                               {.id = 5, .name = "value", .type = text}),
                             .required = true},
                            {.id = 6, .name = "gone", .type = Type::Primitive(TypeId::kUnknown)}});
  auto json = StructToAvro(*type, "r");
  ASSERT_THAT(json, IsOk());
  EXPECT_EQ(
      FormatJson(*json),
      R"({"type":"record","name":"r","fields":[)"
      R"({"name":"tags","type":["null",{"type":"array","items":["null","string"],"element-id":2}],"default":null,"field-id":1},)"
      R"({"name":"m","type":{"type":"map","values":["null","string"],"key-id":4,"value-id":5},"field-id":3},)"
      R"({"name":"gone","type":"null","default":null,"field-id":6}]})");
  auto variant = Type::Struct({{.id = 1, .name = "v", .type = Type::Primitive(TypeId::kVariant)}});
  EXPECT_THAT(StructToAvro(*variant, "r"), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::iceberg
