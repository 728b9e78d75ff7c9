// Rows a second of CPU time, on one thread: lines like those of TPC-H's lineitem, from memory, into batches of columns.
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "formats/serde.h"
#include "hivetype/hive_type.h"
#include "iceberg/name_mapping.h"

namespace lakeport::formats {
namespace {

constexpr int kRows = 100'000;

const std::vector<SerdeColumn>& Columns() {
  static const std::vector<SerdeColumn> columns = {
      {"l_orderkey", "bigint"},        {"l_partkey", "bigint"},         {"l_suppkey", "bigint"},
      {"l_linenumber", "int"},         {"l_quantity", "decimal(15,2)"}, {"l_extendedprice", "decimal(15,2)"},
      {"l_discount", "decimal(15,2)"}, {"l_tax", "decimal(15,2)"},      {"l_returnflag", "string"},
      {"l_linestatus", "string"},      {"l_shipdate", "date"},          {"l_commitdate", "date"},
      {"l_receiptdate", "date"},       {"l_shipinstruct", "string"},    {"l_shipmode", "string"},
      {"l_comment", "string"}};
  return columns;
}

std::vector<std::string> Values(int i) {
  auto date = [](int day) { return fmt::format("{}-{:02}-{:02}", 1992 + day % 7, 1 + day % 12, 1 + day % 28); };
  return {std::to_string(i / 4 + 1),
          std::to_string(i * 7919 % 200'000),
          std::to_string(i * 31 % 10'000),
          std::to_string(i % 7 + 1),
          fmt::format("{}.00", i % 50 + 1),
          fmt::format("{}.{:02}", i * 37 % 90'000 + 900, i % 100),
          fmt::format("0.{:02}", i % 11),
          fmt::format("0.{:02}", i % 9),
          i % 3 == 0 ? "R" : "N",
          i % 2 == 0 ? "O" : "F",
          date(i),
          date(i + 30),
          date(i + 60),
          "DELIVER IN PERSON",
          i % 2 == 0 ? "TRUCK" : "REG AIR",
          "egular courts above the quickly final requests"};
}

class Memory final : public storage::InputFile {
 public:
  explicit Memory(std::string bytes) : bytes_(std::move(bytes)), location_(Location::Parse("/memory/data").value()) {}
  const Location& location() const override { return location_; }
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  Result<std::string> ReadAt(int64_t offset, int64_t length) const override {
    return bytes_.substr(static_cast<size_t>(offset), static_cast<size_t>(length));
  }

 private:
  std::string bytes_;
  Location location_;
};

std::string Delimited(char delimiter, bool quoted) {
  std::string text;
  for (int i = 0; i < kRows; ++i) {
    auto values = Values(i);
    for (size_t c = 0; c < values.size(); ++c) {
      text += quoted ? fmt::format("\"{}\"", values[c]) : values[c];
      text += c + 1 == values.size() ? '\n' : delimiter;
    }
  }
  return text;
}

std::string Objects() {
  std::string text;
  for (int i = 0; i < kRows; ++i) {
    auto values = Values(i);
    for (size_t c = 0; c < values.size(); ++c) {
      bool number = Columns()[c].type.ends_with("int");
      auto value = number ? values[c] : '"' + values[c] + '"';
      text += fmt::format("{}\"{}\":{}", c == 0 ? '{' : ',', Columns()[c].name, value);
    }
    text += "}\n";
  }
  return text;
}

void Read(benchmark::State& state, const SerdeDescription& description, const std::string& bytes, bool all_strings) {
  auto serde = Serde::Make(description);
  if (!serde.ok()) return state.SkipWithError(serde.error().ToString().c_str());
  std::vector<iceberg::NestedField> fields;
  for (const auto& column : Columns()) {
    auto type = hive::ParseHiveType(all_strings ? "string" : column.type).value();
    fields.push_back({.name = column.name, .type = hive::ToIcebergType(type).value()});
  }
  iceberg::Schema schema(0, iceberg::AssignFreshIds(fields));
  auto file = std::make_shared<Memory>(bytes);
  for (auto _ : state) {
    auto reader = (*serde)->Open(file, {.schema = schema, .mapping = iceberg::MakeNameMapping(schema)});
    if (!reader.ok()) return state.SkipWithError(reader.error().ToString().c_str());
    int64_t rows = 0;
    while (true) {
      auto batch = (*reader)->Next();
      if (!batch.ok()) return state.SkipWithError(batch.error().ToString().c_str());
      if (!*batch) break;
      rows += (*batch)->row_count();
    }
    if (rows != kRows) return state.SkipWithError("rows are missing");
  }
  state.SetItemsProcessed(state.iterations() * kRows);
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(bytes.size()));
}

SerdeDescription Description(const std::string& serde, std::map<std::string, std::string> properties = {}) {
  return {.serde = serde, .columns = Columns(), .serde_properties = std::move(properties)};
}

void Text(benchmark::State& state) {
  Read(state, Description("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", {{"field.delim", "|"}}),
       Delimited('|', false), false);
}
void TextWithEscapes(benchmark::State& state) {
  Read(
      state,
      Description("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", {{"field.delim", "|"}, {"escape.delim", "\\"}}),
      Delimited('|', false), false);
}
void Csv(benchmark::State& state) {
  Read(state, Description("org.apache.hadoop.hive.serde2.OpenCSVSerde"), Delimited(',', false), true);
}
void CsvInQuotes(benchmark::State& state) {
  Read(state, Description("org.apache.hadoop.hive.serde2.OpenCSVSerde"), Delimited(',', true), true);
}
void JsonObjects(benchmark::State& state) {
  Read(state, Description("org.apache.hive.hcatalog.data.JsonSerDe"), Objects(), false);
}

BENCHMARK(Text)->Unit(benchmark::kMillisecond);
BENCHMARK(TextWithEscapes)->Unit(benchmark::kMillisecond);
BENCHMARK(Csv)->Unit(benchmark::kMillisecond);
BENCHMARK(CsvInQuotes)->Unit(benchmark::kMillisecond);
BENCHMARK(JsonObjects)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakeport::formats
