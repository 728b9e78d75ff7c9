#include "formats/serde/csv_serde.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "formats/serde/csv_parser.h"
#include "formats/serde/java_text.h"
#include "formats/serde/line_serde.h"
#include "formats/serde/split.h"

namespace lakeport::formats {
namespace {

class CsvSplitter final : public RowSplitter {
 public:
  CsvSplitter(const CsvRules& rules, std::vector<int> wanted)
      : rules_(rules), wanted_(std::move(wanted)), parser_(rules) {}

  Status Split(Lines lines, std::vector<std::vector<Field>>* columns) override {
    for (auto& column : *columns) column.resize(lines.size());
    parser_.Clear();
    parsed_.clear();
    if (wanted_.empty()) return Ok();
    for (size_t row = 0; row < lines.size(); ++row) {
      if (!TakeAsItIs(lines[row], row, columns)) Parse(lines[row], row);
    }
    for (const Parsed& parsed : parsed_) Give(parsed, columns);
    return Ok();
  }

 private:
  struct Parsed {
    size_t row;
    size_t first;  // of the parser's spans
    size_t last;
  };

  // Gives the texts where they lie in the line, of one in which that is what they are; false for any other.
  bool TakeAsItIs(std::string_view line, size_t row, std::vector<std::vector<Field>>* columns) const {
    if (IsPlainAscii(line, rules_.quote, rules_.escape)) {
      TakePlain(line, row, columns);
      return true;
    }
    if (line.find(rules_.escape) != std::string_view::npos || !IsUtf8(line)) return false;
    return TakeQuoted(line, row, columns);
  }

  // An empty line has no texts at all.
  void TakePlain(std::string_view line, size_t row, std::vector<std::vector<Field>>* columns) const {
    if (line.empty()) return;
    int column = 0;
    size_t next = 0;
    SplitTextTo(line, rules_.separator, std::nullopt, 0, [&](std::string_view text) {
      if (column++ == wanted_[next]) (*columns)[next++][row] = Field::Of(text);
      return next < wanted_.size();
    });
  }

  // Texts with a quote at both ends and none within, and texts without any; false at the first that is neither.
  bool TakeQuoted(std::string_view line, size_t row, std::vector<std::vector<Field>>* columns) const {
    int column = 0;
    for (size_t begin = 0, next = 0; begin <= line.size() && next < wanted_.size(); ++column) {
      bool quoted = begin < line.size() && line[begin] == rules_.quote;
      size_t end = quoted ? line.find(rules_.quote, begin + 1) : FindSeparator(line, begin);
      if (end == std::string_view::npos) return false;
      size_t behind = quoted ? end + 1 : end;
      if (behind < line.size() && line[behind] != rules_.separator) return false;
      auto text = quoted ? line.substr(begin + 1, end - begin - 1) : line.substr(begin, end - begin);
      if (!quoted && text.find(rules_.quote) != std::string_view::npos) return false;
      if (column == wanted_[next]) (*columns)[next++][row] = Field::Of(text);
      begin = behind + 1;
    }
    return true;
  }

  size_t FindSeparator(std::string_view line, size_t from) const {
    return std::min(line.find(rules_.separator, from), line.size());
  }

  void Parse(std::string_view line, size_t row) {
    size_t first = parser_.spans().size();
    if (!IsUtf8(line)) {
      decoded_.clear();
      AppendDecoded(line, &decoded_);
      line = decoded_;
    }
    parser_.Parse(line);
    parsed_.push_back({row, first, parser_.spans().size()});
  }

  void Give(const Parsed& parsed, std::vector<std::vector<Field>>* columns) const {
    for (size_t next = 0; next < wanted_.size(); ++next) {
      size_t place = parsed.first + static_cast<size_t>(wanted_[next]);
      if (place >= parsed.last) return;
      auto span = parser_.spans()[place];
      (*columns)[next][parsed.row] =
          Field::Of(std::string_view(parser_.text()).substr(span.begin, span.end - span.begin));
    }
  }

  CsvRules rules_;
  std::vector<int> wanted_;
  CsvParser parser_;
  std::vector<Parsed> parsed_;
  std::string decoded_;
};

Result<char> ReadCharacter(const SerdeProperties& properties, const std::string& key, char otherwise) {
  auto text = properties.Find(key);
  if (!text || text->empty()) return otherwise;
  char c = text->front();
  if (static_cast<signed char>(c) < 0) return Unsupported("{} \"{}\" is not ASCII: use the spark executor", key, *text);
  return c;
}

class CsvSerde final : public LineSerde {
 public:
  Status Init(const SerdeDescription& description) {
    SerdeProperties properties(description);
    LP_TRY(LineSerde::Init(description, properties));
    if (is_latin1())
      return Unsupported("serialization.encoding of {}: Hive itself does not heed it", description.serde);
    MakeAllStrings();
    LP_ASSIGN(rules_.separator, ReadCharacter(properties, "separatorChar", rules_.separator));
    LP_ASSIGN(rules_.quote, ReadCharacter(properties, "quoteChar", rules_.quote));
    LP_ASSIGN(rules_.escape, ReadCharacter(properties, "escapeChar", rules_.escape));
    if (rules_.escape == '"') rules_.escape = CsvRules{}.escape;  // as Hive has it: its default means opencsv's
    if (rules_.separator == rules_.quote || rules_.separator == rules_.escape || rules_.quote == rules_.escape)
      return InvalidArgument("separatorChar, quoteChar and escapeChar must differ; Hive can't read the table either");
    return Ok();
  }

 protected:
  Result<std::unique_ptr<RowSplitter>> MakeSplitter(const std::vector<int>& wanted) const override {
    return std::unique_ptr<RowSplitter>(std::make_unique<CsvSplitter>(rules_, wanted));
  }
  Result<ColumnDecoderPtr> MakeDecoder(size_t) const override {
    return ColumnDecoderPtr(std::make_unique<PlainTextColumn>());
  }

 private:
  CsvRules rules_;
};

}  // namespace

Result<std::shared_ptr<const Serde>> MakeCsvSerde(const SerdeDescription& description) {
  auto serde = std::make_shared<CsvSerde>();
  LP_TRY(serde->Init(description));
  return std::shared_ptr<const Serde>(std::move(serde));
}

}  // namespace lakeport::formats
