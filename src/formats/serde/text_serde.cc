#include "formats/serde/text_serde.h"

#include <utility>

#include "formats/serde/lazy_columns.h"
#include "formats/serde/line_serde.h"
#include "formats/serde/split.h"

namespace lakeport::formats {
namespace {

// Separators of levels that have no property of their own, in Hive's order: control characters that are unlikely in
// text, then what is no ASCII.
void AppendFixedSeparators(std::vector<char>* separators) {
  constexpr std::pair<int, int> kRanges[] = {{4, 8}, {11, 11}, {14, 26}, {28, 31}, {-128, -1}};
  for (auto [first, last] : kRanges) {
    for (int code = first; code <= last; ++code) separators->push_back(static_cast<char>(code));
  }
}

std::vector<char> ReadSeparators(const SerdeProperties& properties) {
  constexpr size_t kLevels = 8;
  constexpr size_t kExtendedLevels = 24;
  char fields = properties.GetByte(properties.Find("field.delim") ? "field.delim" : "serialization.format", '\1');
  // Hive before 3.0 spells the second so, and later ones still read it.
  char items = properties.GetByte(properties.Find("collection.delim") ? "collection.delim" : "colelction.delim", '\2');
  std::vector<char> separators = {fields, items, properties.GetByte("mapkey.delim", '\3')};
  AppendFixedSeparators(&separators);
  if (properties.IsTrue("hive.serialization.extend.additional.nesting.levels")) return separators;
  separators.resize(properties.IsTrue("hive.serialization.extend.nesting.levels") ? kExtendedLevels : kLevels);
  return separators;
}

Result<LazyRules> ReadRules(const SerdeProperties& properties) {
  LazyRules rules{.separators = ReadSeparators(properties)};
  rules.null_format = properties.Get("serialization.null.format", rules.null_format);
  if (properties.Find("escape.delim")) rules.escape = properties.GetByte("escape.delim", '\\');
  rules.last_column_takes_rest = properties.IsTrue("serialization.last.column.takes.rest");
  LP_ASSIGN(rules.timestamps, TimestampFormats::Parse(properties.Get("timestamp.formats", "")));
  return rules;
}

class LazySplitter final : public RowSplitter {
 public:
  LazySplitter(const LazyRules& rules, std::vector<int> wanted, size_t columns)
      : rules_(rules), wanted_(std::move(wanted)), parts_(rules.last_column_takes_rest ? columns : 0) {}

  Status Split(Lines lines, std::vector<std::vector<Field>>* columns) override {
    for (auto& column : *columns) column.resize(lines.size());
    if (wanted_.empty()) return Ok();
    for (size_t row = 0; row < lines.size(); ++row) SplitLine(lines[row], row, columns);
    return Ok();
  }

 private:
  void SplitLine(std::string_view line, size_t row, std::vector<std::vector<Field>>* columns) const {
    int column = 0;
    size_t next = 0;
    SplitTextTo(line, rules_.separators[0], rules_.escape, parts_, [&](std::string_view text) {
      if (column++ == wanted_[next]) (*columns)[next++][row] = rules_.FieldOf(text);
      return next < wanted_.size();
    });
  }

  const LazyRules& rules_;
  std::vector<int> wanted_;
  size_t parts_;
};

class TextSerde final : public LineSerde {
 public:
  Status Init(const SerdeDescription& description) {
    SerdeProperties properties(description);
    LP_TRY(LineSerde::Init(description, properties));
    LP_ASSIGN(rules_, ReadRules(properties));
    auto line_end = properties.GetByte("line.delim", '\n');
    if (line_end != '\n') return Unsupported("line.delim other than a line feed: Hive itself does not read it");
    return Ok();
  }

 protected:
  Result<std::unique_ptr<RowSplitter>> MakeSplitter(const std::vector<int>& wanted) const override {
    return std::unique_ptr<RowSplitter>(std::make_unique<LazySplitter>(rules_, wanted, types().size()));
  }
  Result<ColumnDecoderPtr> MakeDecoder(size_t column) const override {
    return MakeLazyColumn(types().at(column), rules_, /*level=*/1);
  }

 private:
  LazyRules rules_;
};

}  // namespace

Result<std::shared_ptr<const Serde>> MakeTextSerde(const SerdeDescription& description) {
  auto serde = std::make_shared<TextSerde>();
  LP_TRY(serde->Init(description));
  return std::shared_ptr<const Serde>(std::move(serde));
}

}  // namespace lakeport::formats
