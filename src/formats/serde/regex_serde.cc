#include "formats/serde/regex_serde.h"

#include <optional>
#include <utility>

#include "base/utf8.h"
#include "formats/serde/java_regex.h"
#include "formats/serde/java_text.h"
#include "formats/serde/lazy_values.h"
#include "formats/serde/line_serde.h"
#include "formats/serde/number_columns.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

using hive::HiveKind;
using hive::HiveType;

ColumnDecoderPtr Characters(const HiveType& type) {
  bool is_char = type.kind == HiveKind::kChar;
  auto parse = [is_char, length = static_cast<size_t>(type.length)](std::string_view text, std::string* scratch,
                                                                    std::string_view* value) {
    *value = MakeCharacters(text, length, is_char, scratch);
    return Parsed::kValue;
  };
  return MakeTextColumn<arrow::StringBuilder>(parse);
}

// Groups as Java's own parsers take them; what they do not take is null.
ColumnDecoderPtr MakeGroupColumn(const HiveType& type) {
  switch (type.kind) {
    case HiveKind::kString: return std::make_unique<PlainTextColumn>();
    case HiveKind::kChar:
    case HiveKind::kVarchar: return Characters(type);
    case HiveKind::kTinyint:
    case HiveKind::kSmallint:
    case HiveKind::kInt:
    case HiveKind::kBigint: return MakeIntegerColumn<ParseJavaInteger>(type.kind);
    case HiveKind::kFloat:
      return MakePrimitiveColumn<arrow::FloatBuilder, float>(
          arrow::float32(), [](std::string_view text, float* value) { return ValueIf(ParseJavaFloat(text, value)); });
    case HiveKind::kDouble:
      return MakePrimitiveColumn<arrow::DoubleBuilder, double>(
          arrow::float64(), [](std::string_view text, double* value) { return ValueIf(ParseJavaDouble(text, value)); });
    case HiveKind::kBoolean:
      return MakePrimitiveColumn<arrow::BooleanBuilder, bool>(arrow::boolean(), [](std::string_view text, bool* value) {
        *value = hive::LowerName(text) == "true";
        return Parsed::kValue;
      });
    case HiveKind::kDecimal: return MakeDecimalColumn<ParseHiveDecimal>(type);
    case HiveKind::kDate:
      return MakePrimitiveColumn<arrow::Date32Builder, int32_t>(
          arrow::date32(), [](std::string_view text, int32_t* value) { return ValueIf(ParseJavaDate(text, value)); });
    case HiveKind::kTimestamp:
      return MakePrimitiveColumn<arrow::TimestampBuilder, int64_t>(
          arrow::timestamp(arrow::TimeUnit::MICRO),
          [](std::string_view text, int64_t* value) { return ValueIf(ParseJavaTimestamp(text, value)); });
    default: return nullptr;
  }
}

class RegexSplitter final : public RowSplitter {
 public:
  RegexSplitter(const JavaRegex& regex, std::vector<int> wanted) : matcher_(regex), wanted_(std::move(wanted)) {}

  Status Split(Lines lines, std::vector<std::vector<Field>>* columns) override {
    decoded_.clear();
    for (auto& column : *columns) column.resize(lines.size());
    for (size_t row = 0; row < lines.size(); ++row) {
      LP_ASSIGN(bool matches, matcher_.Matches(ToUtf8(lines[row])));
      for (size_t i = 0; matches && i < wanted_.size(); ++i)
        (*columns)[i][row] = matcher_.groups()[static_cast<size_t>(wanted_[i])];
    }
    return Ok();
  }

 private:
  std::string_view ToUtf8(std::string_view line) {
    if (IsUtf8(line)) return line;
    auto text = std::make_unique<std::string>();
    AppendDecoded(line, text.get());
    decoded_.push_back(std::move(text));
    return *decoded_.back();
  }

  JavaRegex::Matcher matcher_;
  std::vector<int> wanted_;
  std::vector<std::unique_ptr<std::string>> decoded_;
};

class RegexSerde final : public LineSerde {
 public:
  Status Init(const SerdeDescription& description) {
    SerdeProperties properties(description);
    LP_TRY(LineSerde::Init(description, properties));
    auto pattern = properties.Find("input.regex");
    if (!pattern) return InvalidArgument("the table has no input.regex");
    LP_ASSIGN(auto regex, JavaRegex::Compile(*pattern, properties.IsTrue("input.regex.case.insensitive")));
    if (regex.group_count() != types().size()) {
      return InvalidArgument("input.regex has {} groups, the table {} columns; Hive can't read it either",
                             regex.group_count(), types().size());
    }
    regex_.emplace(std::move(regex));
    return Ok();
  }

 protected:
  Result<std::unique_ptr<RowSplitter>> MakeSplitter(const std::vector<int>& wanted) const override {
    return std::unique_ptr<RowSplitter>(std::make_unique<RegexSplitter>(*regex_, wanted));
  }
  Result<ColumnDecoderPtr> MakeDecoder(size_t column) const override {
    auto decoder = MakeGroupColumn(types().at(column));
    if (decoder == nullptr) return Unsupported("{} is not read by RegexSerDe", ToString(types().at(column)));
    return decoder;
  }

 private:
  std::optional<JavaRegex> regex_;
};

}  // namespace

Result<std::shared_ptr<const Serde>> MakeRegexSerde(const SerdeDescription& description) {
  auto serde = std::make_shared<RegexSerde>();
  LP_TRY(serde->Init(description));
  return std::shared_ptr<const Serde>(std::move(serde));
}

}  // namespace lakeport::formats
