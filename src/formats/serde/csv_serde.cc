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
      if (IsPlainAscii(lines[row], rules_.quote, rules_.escape)) {
        TakePlain(lines[row], row, columns);
      } else {
        Parse(lines[row], row);
      }
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
