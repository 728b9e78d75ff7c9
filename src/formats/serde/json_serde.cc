#include "formats/serde/json_serde.h"

#include <utility>

#include "base/utf8.h"
#include "formats/serde/java_text.h"
#include "formats/serde/json_columns.h"
#include "formats/serde/json_nested.h"
#include "formats/serde/line_serde.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

class JsonSplitter final : public RowSplitter {
 public:
  JsonSplitter(const JsonRules& rules, const JsonKeys& keys, size_t columns, const std::vector<int>& wanted)
      : rules_(rules), keys_(keys), slots_(columns, JsonKeys::kNone) {
    for (size_t i = 0; i < wanted.size(); ++i) slots_[static_cast<size_t>(wanted[i])] = i;
  }

  Status Split(Lines lines, std::vector<std::vector<Field>>* columns) override {
    columns_ = columns;
    decoded_.clear();
    for (auto& column : *columns) column.assign(lines.size(), {});
    for (row_ = 0; row_ < lines.size(); ++row_) {
      std::string_view line = lines[row_];
      if (!IsUtf8(line) && !Decode(&line)) return Malformed(line);
      if (SplitLine(line)) continue;
      if (!rules_.ignore_malformed) return Malformed(line);
      for (auto& column : *columns) column[row_] = {};
    }
    return Ok();
  }

 private:
  static Error Malformed(std::string_view line) {
    constexpr size_t kShown = 100;
    return CorruptData("a line is no JSON object: \"{}\"; Hive's SerDe can't read it either",
                       Printable(line.substr(0, kShown)));
  }

  // What is not UTF-8 is replaced for OpenX's SerDe, and an error to the others.
  bool Decode(std::string_view* line) {
    if (rules_.dialect != JsonDialect::kOpenx) return false;
    auto text = std::make_unique<std::string>();
    AppendDecoded(*line, text.get());
    *line = *text;
    decoded_.push_back(std::move(text));
    return true;
  }

  bool SplitLine(std::string_view line) {
    if (rules_.dialect != JsonDialect::kOpenx) return TakeObject(line);
    while (!line.empty() && static_cast<unsigned char>(line.front()) <= ' ') line.remove_prefix(1);
    if (line.starts_with('{')) return TakeObject(line);
    return !line.starts_with('[') || TakeArray(line);
  }

  bool TakeObject(std::string_view line) {
    return JsonText(line, rules_.syntax).VisitMembers([&](std::string_view key, std::string_view value) {
      Give(keys_.Find(key, &scratch_), value);
    });
  }

  bool TakeArray(std::string_view line) {
    size_t column = 0;
    return JsonText(line, rules_.syntax).VisitElements([&](std::string_view value) { Give(column++, value); });
  }

  void Give(size_t column, std::string_view value) {
    if (column >= slots_.size() || slots_[column] == JsonKeys::kNone) return;
    (*columns_)[slots_[column]][row_] = JsonField(value);
  }

  const JsonRules& rules_;
  const JsonKeys& keys_;
  std::vector<size_t> slots_;  // of each column: its place among those that are wanted
  std::vector<std::vector<Field>>* columns_ = nullptr;
  size_t row_ = 0;
  std::string scratch_;
  std::vector<std::unique_ptr<std::string>> decoded_;
};

class JsonSerde final : public LineSerde {
 public:
  Status Init(const SerdeDescription& description, JsonDialect dialect) {
    SerdeProperties properties(description);
    LP_TRY(LineSerde::Init(description, properties));
    if (is_latin1())
      return Unsupported("serialization.encoding of {}: Hive itself does not heed it", description.serde);
    rules_.dialect = dialect;
    LP_ASSIGN(rules_.timestamps, TimestampFormats::Parse(properties.Get("timestamp.formats", "")));
    if (dialect == JsonDialect::kHive) LP_TRY(ReadHive(properties));
    if (dialect == JsonDialect::kOpenx) ReadOpenx(properties);
    std::vector<std::string> names;
    for (const auto& column : columns()) names.push_back(column.name);
    keys_.emplace(names, rules_);
    return Ok();
  }

 protected:
  Result<std::unique_ptr<RowSplitter>> MakeSplitter(const std::vector<int>& wanted) const override {
    return std::unique_ptr<RowSplitter>(std::make_unique<JsonSplitter>(rules_, *keys_, types().size(), wanted));
  }
  Result<ColumnDecoderPtr> MakeDecoder(size_t column) const override {
    return MakeJsonColumn(types().at(column), rules_);
  }

 private:
  Status ReadHive(const SerdeProperties& properties) {
    auto binary = hive::LowerName(properties.Get("json.binary.format", "base64"));
    if (binary != "base64" && binary != "rawstring") return InvalidArgument("json.binary.format is \"{}\"", binary);
    rules_.raw_binary = binary == "rawstring";
    if (properties.IsTrue("hive.serde.json.stringify.complex.fields") ||
        properties.IsTrue("json.stringify.complex.fields"))
      return Unsupported("objects as texts (json.stringify.complex.fields): use the spark executor");
    return Ok();
  }

  void ReadOpenx(const SerdeProperties& properties) {
    constexpr std::string_view kMapping = "mapping.";
    rules_.syntax = JsonSyntax::kLenient;
    rules_.ignore_malformed = properties.IsTrue("ignore.malformed.json");
    rules_.case_insensitive = properties.IsTrue("case.insensitive", true);
    rules_.dots_in_keys = properties.IsTrue("dots.in.keys");
    for (const auto& [key, value] : properties.all()) {
      if (key.starts_with(kMapping)) rules_.mappings[hive::LowerName(key.substr(kMapping.size()))] = value;
    }
  }

  JsonRules rules_;
  std::optional<JsonKeys> keys_;
};

Result<std::shared_ptr<const Serde>> MakeJsonSerde(const SerdeDescription& description, JsonDialect dialect) {
  auto serde = std::make_shared<JsonSerde>();
  LP_TRY(serde->Init(description, dialect));
  return std::shared_ptr<const Serde>(std::move(serde));
}

}  // namespace

Result<std::shared_ptr<const Serde>> MakeHcatalogJsonSerde(const SerdeDescription& description) {
  return MakeJsonSerde(description, JsonDialect::kHcatalog);
}

Result<std::shared_ptr<const Serde>> MakeHiveJsonSerde(const SerdeDescription& description) {
  return MakeJsonSerde(description, JsonDialect::kHive);
}

Result<std::shared_ptr<const Serde>> MakeOpenxJsonSerde(const SerdeDescription& description) {
  return MakeJsonSerde(description, JsonDialect::kOpenx);
}

}  // namespace lakeport::formats
