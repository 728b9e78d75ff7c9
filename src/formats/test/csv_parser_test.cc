#include "formats/serde/csv_parser.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "formats/test/serde_table.h"

namespace lakeport::formats {
namespace {

// Every text of `length` characters out of `alphabet`.
std::vector<std::string> Texts(std::string_view alphabet, size_t length) {
  std::vector<std::string> texts = {""};
  for (size_t i = 0; i < length; ++i) {
    std::vector<std::string> longer;
    for (const auto& text : texts) {
      for (char c : alphabet) longer.push_back(text + c);
    }
    texts = std::move(longer);
  }
  return texts;
}

Json ParsedRow(const std::string& line, size_t columns) {
  CsvParser parser{CsvRules{}};
  if (!line.empty()) parser.Parse(line);
  Json row = Json::array();
  for (size_t i = 0; i < columns; ++i) {
    bool there = i < parser.spans().size();
    auto span = there ? parser.spans()[i] : CsvParser::Span{0, 0};
    row.push_back(there ? Json(parser.text().substr(span.begin, span.end - span.begin)) : Json());
  }
  return row;
}

TEST(CsvSerde, TakesEveryShortLineApartAsTheParserDoes) {
  std::vector<SerdeColumn> columns = {{"a", "string"}, {"b", "string"}, {"c", "string"}};
  auto serde = Serde::Make({.serde = "org.apache.hadoop.hive.serde2.OpenCSVSerde", .columns = columns});
  ASSERT_THAT(serde, IsOk());
  std::string bytes;
  std::vector<std::string> lines;
  for (size_t length = 0; length <= 7; ++length) {
    for (auto& line : Texts("a,\"\\", length)) lines.push_back(std::move(line));
  }
  for (auto& line : Texts("a,\"", 9)) lines.push_back("\xc5\xbc" + line);
  for (const auto& line : lines) bytes += line + "\n";
  auto schema = SchemaOf(columns);
  RowReaderOptions options{.schema = schema, .mapping = iceberg::MakeNameMapping(schema)};
  auto reader = (*serde)->Open(std::make_shared<NamedFile>("file", bytes), options);
  ASSERT_THAT(reader, IsOk());
  auto rows = ReadRows(**reader, schema);
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), lines.size());
  for (size_t i = 0; i < lines.size(); ++i) ASSERT_EQ((*rows)[i], ParsedRow(lines[i], columns.size())) << lines[i];
}

}  // namespace
}  // namespace lakeport::formats
