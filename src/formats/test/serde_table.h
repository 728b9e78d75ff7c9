#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/testing/matchers.h"
#include "base/utf8.h"
#include "formats/serde.h"
#include "formats/testing/adopted_file.h"
#include "hivetype/hive_type.h"
#include "iceberg/name_mapping.h"

namespace lakeport::formats {

// A file whose name is given.
class NamedFile final : public storage::InputFile {
 public:
  NamedFile(const std::string& name, std::string bytes)
      : location_(Location::Parse("/memory/" + name).value()), bytes_(std::move(bytes)) {}
  const Location& location() const override { return location_; }
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  Result<std::string> ReadAt(int64_t offset, int64_t length) const override {
    if (offset < 0 || length < 0 || offset > size() || length > size() - offset) return CorruptData("past the end");
    return bytes_.substr(static_cast<size_t>(offset), static_cast<size_t>(length));
  }

 private:
  Location location_;
  std::string bytes_;
};

// Iceberg's schema for the columns that a SerDe has.
inline iceberg::Schema SchemaOf(const std::vector<SerdeColumn>& columns) {
  std::vector<iceberg::NestedField> fields;
  for (const auto& column : columns) {
    auto type = hive::ToIcebergType(hive::ParseHiveType(column.type).value()).value();
    fields.push_back({.name = column.name, .type = std::move(type)});
  }
  return iceberg::Schema(0, iceberg::AssignFreshIds(fields));
}

inline std::string Hex(std::string_view bytes) {
  std::string hex;
  for (char c : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

inline Json TextAsJson(const std::string& text) {
  if (IsUtf8(text)) return text;
  return {{"hex", Hex(text)}};
}

inline Json ValueAsJson(const iceberg::Type& type, const iceberg::Value& value) {
  using enum iceberg::TypeId;
  switch (type.id()) {
    case kBoolean: return std::get<bool>(value);
    case kInt:
    case kDate: return std::get<int32_t>(value);
    case kFloat: return {{"bits", fmt::format("{:08x}", std::bit_cast<uint32_t>(std::get<float>(value)))}};
    case kDouble: return {{"bits", fmt::format("{:016x}", std::bit_cast<uint64_t>(std::get<double>(value)))}};
    case kDecimal: return fmt::format("{}", std::get<iceberg::Decimal>(value).unscaled);
    case kBinary: return {{"hex", Hex(std::get<std::string>(value))}};
    case kString: return TextAsJson(std::get<std::string>(value));
    default: return std::get<int64_t>(value);
  }
}

// A cell as make_serde_fixtures.py writes what Spark has read.
inline Json CellAsJson(const iceberg::Type& type, const Cell& cell) {
  if (cell.is_null) return nullptr;
  if (!type.is_nested()) return ValueAsJson(type, cell.value);
  Json parts = Json::array();
  for (size_t i = 0; i < cell.children.size(); ++i) {
    parts.push_back(CellAsJson(*type.fields()[i % type.fields().size()].type, cell.children[i]));
  }
  if (type.id() != iceberg::TypeId::kMap) return parts;
  std::vector<std::string> entries;
  for (size_t i = 0; i < parts.size(); i += 2) entries.push_back(Json::array({parts[i], parts[i + 1]}).dump());
  std::sort(entries.begin(), entries.end());
  Json map = Json::array();
  for (const auto& entry : entries) map.push_back(Json::parse(entry));
  return {{"map", map}};
}

inline Result<std::vector<Json>> ReadRows(RowReader& reader, const iceberg::Schema& schema) {
  std::vector<Json> rows;
  while (true) {
    LP_ASSIGN(auto batch, reader.Next());
    if (!batch) return rows;
    for (int64_t row = 0; row < batch->row_count(); ++row) {
      auto& cells = rows.emplace_back(Json::array());
      for (size_t i = 0; i < batch->column_count(); ++i)
        cells.push_back(CellAsJson(*schema.fields()[i].type, batch->At(row, i)));
    }
  }
}

// A fixture: a Hive table of one file, with the rows that Spark reads.
struct SerdeTable {
  std::string name;
  Json described;
  SerdeDescription description;
  std::string file_name;
  std::string bytes;

  explicit SerdeTable(const std::string& fixture) : name(fixture) {
    described = ParseJson(ReadFixture("serde/" + fixture + ".json"), fixture).value();
    description.serde = described.at("serde").get<std::string>();
    description.input_format = described.at("input-format").get<std::string>();
    description.serde_properties = described.at("serde-properties").get<std::map<std::string, std::string>>();
    description.table_properties = described.at("table-properties").get<std::map<std::string, std::string>>();
    for (const auto& column : described.at("columns")) {
      description.columns.push_back({column.at(0).get<std::string>(), column.at(1).get<std::string>()});
    }
    file_name = described.at("file").get<std::string>();
    bytes = ReadFixture("serde/" + file_name);
  }

  // Our columns' names, with the types that Spark says they have.
  iceberg::Schema schema() const {
    std::vector<SerdeColumn> columns;
    auto serde = Serde::Make(description);
    EXPECT_THAT(serde, IsOk());
    if (!serde.ok()) return {};
    for (const auto& column : (*serde)->columns()) {
      columns.push_back({column.name, described.at("types").at(columns.size()).get<std::string>()});
    }
    return SchemaOf(columns);
  }

  // What Spark reads, without the blanks that pad a char: Iceberg has no such type.
  Json expected() const {
    Json rows = described.at("rows");
    for (Json& row : rows) {
      for (size_t i = 0; i < description.columns.size(); ++i) {
        if (!description.columns[i].type.starts_with("char(") || !row.at(i).is_string()) continue;
        auto text = row.at(i).get<std::string>();
        row.at(i) = text.substr(0, text.find_last_not_of(' ') + 1);
      }
    }
    return rows;
  }

  Result<std::vector<Json>> Read(const std::string& content, const iceberg::Schema& as, int64_t batch_rows,
                                 FileRange range = {}) const {
    LP_ASSIGN(auto serde, Serde::Make(description));
    RowReaderOptions options{.schema = as, .mapping = iceberg::MakeNameMapping(as), .batch_rows = batch_rows};
    LP_ASSIGN(auto reader, serde->Open(std::make_shared<NamedFile>(file_name, content), options, range));
    return ReadRows(*reader, as);
  }
};

}  // namespace lakeport::formats
