#include "formats/serde.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "formats/test/serde_table.h"

namespace lakeport::formats {
namespace {

using ::testing::HasSubstr;

constexpr const char* kLazy = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
constexpr const char* kCsv = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
constexpr const char* kHiveJson = "org.apache.hadoop.hive.serde2.JsonSerDe";
constexpr const char* kOpenx = "org.openx.data.jsonserde.JsonSerDe";
constexpr const char* kRegex = "org.apache.hadoop.hive.serde2.RegexSerDe";
constexpr const char* kAvro = "org.apache.hadoop.hive.serde2.avro.AvroSerDe";

using Properties = std::map<std::string, std::string>;
using Columns = std::vector<SerdeColumn>;

SerdeDescription Describe(const char* serde, Columns columns, Properties properties = {}) {
  return {.serde = serde, .columns = std::move(columns), .serde_properties = std::move(properties)};
}

// The rows, as one JSON text.
std::string Read(const SerdeDescription& description, const std::string& bytes, FileRange range = {},
                 const std::string& name = "data") {
  auto serde = Serde::Make(description);
  if (!serde.ok()) return serde.error().ToString();
  auto schema = SchemaOf(description.columns);
  auto reader = (*serde)->Open(std::make_shared<NamedFile>(name, bytes),
                               {.schema = schema, .mapping = iceberg::MakeNameMapping(schema), .batch_rows = 2}, range);
  if (!reader.ok()) return reader.error().ToString();
  auto rows = ReadRows(**reader, schema);
  return rows.ok() ? Json(*rows).dump() : rows.error().ToString();
}

TEST(SerdeTest, WhatIsNotReadHereIsRefusedByItsClass) {
  for (const char* serde : {"org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe", "com.example.MySerDe",
                            "org.apache.hadoop.hive.contrib.serde2.MultiDelimitSerDe"}) {
    auto made = Serde::Make(Describe(serde, {}));
    ASSERT_THAT(made, FailsWith(ErrorKind::kUnsupported));
    EXPECT_THAT(made.error().message(), HasSubstr(serde));
    EXPECT_THAT(made.error().message(), HasSubstr("use the spark executor"));
  }
  auto sequence = Describe(kLazy, {{"s", "string"}});
  sequence.input_format = "org.apache.hadoop.mapred.SequenceFileInputFormat";
  auto made = Serde::Make(sequence);
  ASSERT_THAT(made, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(made.error().message(), HasSubstr("SequenceFileInputFormat"));
  EXPECT_THAT(made.error().message(), HasSubstr(kLazy));
}

TEST(SerdeTest, PropertiesThatAreNotReadAreRefusedByName) {
  auto refused = [](const char* serde, const Properties& properties) {
    auto made = Serde::Make(Describe(serde, {{"s", "string"}}, properties));
    return made.ok() ? "" : made.error().ToString();
  };
  EXPECT_THAT(refused(kLazy, {{"serialization.encoding", "GBK"}}), HasSubstr("serialization.encoding gbk"));
  EXPECT_THAT(refused(kLazy, {{"timestamp.formats", "dd MMM yyyy"}}), HasSubstr("MMM"));
  EXPECT_THAT(refused(kLazy, {{"line.delim", ";"}}), HasSubstr("line.delim"));
  EXPECT_THAT(refused(kLazy, {{"skip.header.line.count", "two"}}), HasSubstr("skip.header.line.count"));
  EXPECT_THAT(refused(kLazy, {{"skip.footer.line.count", "101"}}), HasSubstr("100"));
  EXPECT_THAT(refused(kCsv, {{"separatorChar", "¦"}}), HasSubstr("separatorChar"));
  EXPECT_THAT(refused(kCsv, {{"quoteChar", ","}}), HasSubstr("must differ"));
  EXPECT_THAT(refused(kRegex, {}), HasSubstr("input.regex"));
  EXPECT_THAT(refused(kRegex, {{"input.regex", "(a)(b)"}}), HasSubstr("2 groups"));
}

TEST(SerdeTest, TypesWithoutAPlaceAreRefusedOnlyWhenTheyAreAskedFor) {
  Columns columns = {{"u", "uniontype<int,string>"}, {"s", "string"}};
  auto serde = Serde::Make(Describe(kLazy, columns));
  ASSERT_THAT(serde, IsOk());
  auto schema = SchemaOf({{"s", "string"}});
  auto file = std::make_shared<NamedFile>("data", "x\1y\n");
  EXPECT_THAT((*serde)->Open(file, {.schema = schema, .mapping = iceberg::MakeNameMapping(schema)}), IsOk());
  auto asked = SchemaOf({{"u", "int"}});
  auto reader = (*serde)->Open(file, {.schema = asked, .mapping = iceberg::MakeNameMapping(asked)});
  ASSERT_THAT(reader, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(reader.error().ToString(), HasSubstr("uniontype"));
}

TEST(SerdeTest, TablePropertiesCountForMoreThanTheSerdesOwn) {
  auto description = Describe(kLazy, {{"i", "int"}, {"s", "string"}}, {{"field.delim", ","}});
  description.table_properties = {{"field.delim", ";"}};
  EXPECT_EQ(Read(description, "1;a,b\n"), R"([[1,"a,b"]])");
}

TEST(SerdeTest, ColumnsArePromotedToTheTablesTypes) {
  auto serde = Serde::Make(Describe(kLazy, {{"i", "int"}, {"f", "float"}}));
  auto schema = SchemaOf({{"f", "double"}, {"i", "bigint"}, {"added", "string"}});
  auto reader = (*serde)->Open(std::make_shared<NamedFile>("data", "1\0012.5\n99999999999\001x\n"),
                               {.schema = schema, .mapping = iceberg::MakeNameMapping(schema)});
  ASSERT_THAT(reader, IsOk());
  auto rows = ReadRows(**reader, schema);
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(Json(*rows).dump(), R"([[{"bits":"4004000000000000"},1,null],[null,null,null]])");
}

TEST(SerdeTest, ConstantsAloneAreCountedByTheLines) {
  auto serde = Serde::Make(Describe(kLazy, {{"i", "int"}}));
  iceberg::Schema schema(0, {{.id = 9, .name = "p", .type = iceberg::Type::Primitive(iceberg::TypeId::kString)}});
  auto reader =
      (*serde)->Open(std::make_shared<NamedFile>("data", "1\n2\n3"), {.schema = schema, .constants = {{9, "x"}}});
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ(Json(ReadRows(**reader, schema).value()).dump(), R"([["x"],["x"],["x"]])");
}

TEST(SerdeTest, HeaderAndFooterLinesAreLeftOut) {
  auto description = Describe(kCsv, {{"a", "string"}});
  description.table_properties = {{"skip.header.line.count", "2"}, {"skip.footer.line.count", "1"}};
  EXPECT_EQ(Read(description, "h1\nh2\nx\ny\nfoot\n"), R"([["x"],["y"]])");
  EXPECT_EQ(Read(description, "h1\n"), "[]");
  EXPECT_EQ(Read(description, ""), "[]");
  EXPECT_FALSE(Serde::Make(description).value()->IsSplittable("data"));
}

TEST(SerdeTest, PartsOfAFileTogetherAreTheWhole) {
  auto description = Describe(kLazy, {{"s", "string"}});
  description.table_properties = {{"skip.header.line.count", "2"}};
  std::string bytes = "header one\nheader two\r\na\nbb\r\nccc\rdddd\n\nlast";
  auto whole = Json::parse(Read(description, bytes));
  ASSERT_EQ(whole.size(), 6u);
  ASSERT_TRUE(Serde::Make(description).value()->IsSplittable("data"));
  for (int64_t cut = 1; cut < static_cast<int64_t>(bytes.size()); ++cut) {
    auto rows = Json::parse(Read(description, bytes, {.end = cut}));
    for (const auto& row : Json::parse(Read(description, bytes, {.begin = cut}))) rows.push_back(row);
    EXPECT_EQ(rows, whole) << cut;
  }
}

TEST(SerdeTest, CompressedFilesAreReadAsAWhole) {
  auto description = Describe(kLazy, {{"s", "string"}});
  auto serde = Serde::Make(description).value();
  for (const char* name : {"a.gz", "a.bz2", "a.zst", "a.snappy", "a.lz4", "a.DEFLATE", "a.csv.GZ"}) {
    EXPECT_FALSE(serde->IsSplittable(name)) << name;
    EXPECT_THAT(Read(description, "x\ny\n", {.begin = 1, .end = 3}, name), HasSubstr("as a whole"));
  }
  EXPECT_TRUE(serde->IsSplittable("a.txt"));
  EXPECT_THAT(Read(description, "x\n", {}, "a.lzo"), HasSubstr(".lzo"));
}

std::string Zstandard(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

TEST(SerdeTest, ZstandardFramesInARowAreOneFile) {
  auto description = Describe(kLazy, {{"s", "string"}});
  auto bytes = Zstandard("one\ntw") + Zstandard("o\nthree");
  EXPECT_EQ(Read(description, bytes, {}, "a.zst"), R"([["one"],["two"],["three"]])");
  EXPECT_THAT(Read(description, bytes.substr(0, bytes.size() - 1), {}, "a.zst"), HasSubstr("cut short"));
  EXPECT_EQ(Read(description, "", {}, "a.zst"), "[]");
}

TEST(SerdeTest, NestingBeyondHivesSeparatorsIsRefused) {
  std::string type = "int";
  for (int i = 0; i < 8; ++i) type = "array<" + type + ">";
  EXPECT_THAT(Read(Describe(kLazy, {{"a", type}}), "1\n"), HasSubstr("8 separators"));
  EXPECT_EQ(Read(Describe(kLazy, {{"a", type}}, {{"hive.serialization.extend.nesting.levels", "true"}}), "1\n"),
            "[[[[[[[[[[1]]]]]]]]]]");
}

TEST(SerdeTest, CsvColumnsAreStringsWhateverIsDeclared) {
  auto serde = Serde::Make(Describe(kCsv, {{"i", "int"}, {"d", "date"}})).value();
  for (const auto& column : serde->columns()) EXPECT_EQ(column.type->id(), iceberg::TypeId::kString);
  EXPECT_THAT(Read(Describe(kCsv, {{"i", "int"}}), "1\n"), HasSubstr("column \"i\""));
}

TEST(SerdeTest, HivesJsonSerdeTakesNumbersInQuotesAndBase64) {
  Columns columns = {{"i", "int"}, {"d", "double"}, {"b", "binary"}, {"t", "boolean"}};
  auto description = Describe(kHiveJson, columns);
  EXPECT_EQ(Read(description, R"({"i":"12","d":"1.5","b":"AAEC","t":"true"})"),
            R"([[12,{"bits":"3ff8000000000000"},{"hex":"000102"},true]])");
  EXPECT_THAT(Read(description, R"({"i":"twelve"})"), HasSubstr("column \"i\""));
  EXPECT_THAT(Read(description, R"({"i":2147483648})"), HasSubstr("column \"i\""));
  EXPECT_THAT(Read(description, R"({"i":{}})"), HasSubstr("column \"i\""));
}

TEST(SerdeTest, OpenxJsonIsTakenAsItsLibraryTakesIt) {
  Columns columns = {{"i", "int"}, {"s", "string"}, {"a", "array<string>"}};
  auto description = Describe(kOpenx, columns);
  EXPECT_EQ(Read(description, "{'i':\"7\",\"S\":bare text , a:one}\n[1,two,[x,,y]]\n\n{i=5;s=>'it\\'s'}"),
            R"([[7,"bare text",["one"]],[1,"two",["x",null,"y"]],[null,null,null],[5,"it's",null]])");
  EXPECT_THAT(Read(description, "{\"i\":"), HasSubstr("no JSON object"));
}

TEST(SerdeTest, OpenxPropertiesAreHeeded) {
  Columns columns = {{"ts", "string"}, {"my_field", "int"}, {"st", "struct<with_dots:string>"}};
  auto description = Describe(
      kOpenx, columns, {{"ignore.malformed.json", "true"}, {"mapping.ts", "timestamp"}, {"dots.in.keys", "true"}});
  EXPECT_EQ(Read(description, R"({"timestamp":"t","my.field":1,"st":{"with.dots":"d"}}
{"my.field":
{"Timestamp":"T","ts":"x"})"),
            R"([["t",1,["d"]],[null,null,null],["T",null,null]])");
  Columns cases = {{"time1", "string"}, {"time2", "string"}};
  EXPECT_EQ(Read(Describe(kOpenx, cases,
                          {{"case.insensitive", "false"}, {"mapping.time1", "time"}, {"mapping.time2", "Time"}}),
                 R"({"time":"a","Time":"b"})"),
            R"([["a","b"]])");
}

TEST(SerdeTest, JsonNestedTooDeepIsNoJson) {
  auto description = Describe("org.apache.hive.hcatalog.data.JsonSerDe", {{"s", "string"}});
  EXPECT_THAT(Read(description, R"({"x":)" + std::string(100'000, '[')), HasSubstr("no JSON object"));
}

TEST(SerdeTest, AvroSchemasAtAUrlAreAskedFor) {
  auto description = Describe(kAvro, {{"i", "int"}}, {{"avro.schema.url", "hdfs:///schemas/a.avsc"}});
  EXPECT_EQ(FindAvroSchemaUrl(description), "hdfs:///schemas/a.avsc");
  EXPECT_THAT(Serde::Make(description), FailsWith(ErrorKind::kInvalidArgument));
  description.avro_schema = R"({"type":"record","name":"r","fields":[{"name":"I","type":"int"},
      {"name":"u","type":["int","string"]}]})";
  auto serde = Serde::Make(description);
  ASSERT_THAT(serde, IsOk());
  EXPECT_EQ((*serde)->columns().at(0).name, "i");
  EXPECT_EQ((*serde)->columns().at(1).type, nullptr);
  description.table_properties = {{"avro.schema.literal", R"({"type":"record","name":"r","fields":[]})"}};
  EXPECT_EQ(FindAvroSchemaUrl(description), std::nullopt);
}

}  // namespace
}  // namespace lakeport::formats
