#include "formats/serde/lazy_columns.h"

#include <utility>

#include "formats/rows/arrow_type.h"
#include "formats/serde/java_text.h"
#include "formats/serde/lazy_nested.h"
#include "formats/serde/lazy_values.h"
#include "formats/serde/number_columns.h"

namespace lakeport::formats {
namespace {

using hive::HiveKind;
using hive::HiveType;

ColumnDecoderPtr String(const LazyRules& rules) {
  if (!rules.escape) return std::make_unique<PlainTextColumn>();
  return MakeTextColumn<arrow::StringBuilder>(
      [escape = *rules.escape](std::string_view text, std::string* scratch, std::string_view* value) {
        *value = Unescape(text, escape, scratch);
        return Parsed::kValue;
      });
}

// char and varchar: `length` code points at most.
ColumnDecoderPtr Characters(const HiveType& type, const LazyRules& rules) {
  bool is_char = type.kind == HiveKind::kChar;
  auto parse = [is_char, length = static_cast<size_t>(type.length), &rules, unescaped = std::string()](
                   std::string_view text, std::string* scratch, std::string_view* value) mutable {
    if (rules.escape) text = Unescape(text, *rules.escape, &unescaped);
    *value = MakeCharacters(text, length, is_char, scratch);
    return Parsed::kValue;
  };
  return MakeTextColumn<arrow::StringBuilder>(std::move(parse));
}

ColumnDecoderPtr Binary() {
  return MakeTextColumn<arrow::BinaryBuilder>([](std::string_view text, std::string* scratch, std::string_view* value) {
    bool decoded = DecodeBase64(text, scratch) && !scratch->empty();
    *value = decoded ? std::string_view(*scratch) : text;
    return Parsed::kValue;
  });
}

ColumnDecoderPtr Boolean() {
  return MakePrimitiveColumn<arrow::BooleanBuilder, bool>(
      arrow::boolean(), [](std::string_view text, bool* value) { return ValueIf(ParseLazyBoolean(text, value)); });
}

ColumnDecoderPtr Timestamp(const LazyRules& rules) {
  return MakePrimitiveColumn<arrow::TimestampBuilder, int64_t>(
      arrow::timestamp(arrow::TimeUnit::MICRO), [&rules](std::string_view text, int64_t* value) {
        constexpr size_t kShortest = 8;  // Hive's LazyUtils.isDateMaybe
        return ValueIf(text.size() >= kShortest && rules.timestamps.ParseTimestamp(text, value));
      });
}

ColumnDecoderPtr MakePrimitive(const HiveType& type, const LazyRules& rules) {
  switch (type.kind) {
    case HiveKind::kBoolean: return Boolean();
    case HiveKind::kTinyint:
    case HiveKind::kSmallint:
    case HiveKind::kInt:
    case HiveKind::kBigint: return MakeIntegerColumn<ParseLazyInteger>(type.kind);
    case HiveKind::kFloat:
      return MakePrimitiveColumn<arrow::FloatBuilder, float>(
          arrow::float32(), [](std::string_view text, float* value) { return ValueIf(ParseLazyFloat(text, value)); });
    case HiveKind::kDouble:
      return MakePrimitiveColumn<arrow::DoubleBuilder, double>(
          arrow::float64(), [](std::string_view text, double* value) { return ValueIf(ParseLazyDouble(text, value)); });
    case HiveKind::kDecimal: return MakeDecimalColumn<ParseLazyDecimal>(type);
    case HiveKind::kString: return String(rules);
    case HiveKind::kChar:
    case HiveKind::kVarchar: return Characters(type, rules);
    case HiveKind::kBinary: return Binary();
    case HiveKind::kDate:
      return MakePrimitiveColumn<arrow::Date32Builder, int32_t>(
          arrow::date32(), [](std::string_view text, int32_t* value) { return ValueIf(ParseJavaDate(text, value)); });
    case HiveKind::kTimestamp: return Timestamp(rules);
    default: return nullptr;
  }
}

}  // namespace

std::string_view Unescape(std::string_view text, char escape, std::string* scratch) {
  size_t first = text.find(escape);
  if (first == std::string_view::npos) return text;
  scratch->assign(text.substr(0, first));
  for (size_t i = first; i < text.size(); ++i) {
    if (text[i] != escape || i + 1 == text.size()) {
      scratch->push_back(text[i]);
      continue;
    }
    char next = text[++i];
    scratch->push_back(next == 'r' ? '\r' : next == 'n' ? '\n' : next);
  }
  return *scratch;
}

Result<ColumnDecoderPtr> MakeLazyColumn(const HiveType& type, const LazyRules& rules, size_t level) {
  bool nested = type.kind == HiveKind::kArray || type.kind == HiveKind::kMap || type.kind == HiveKind::kStruct;
  if (nested) return MakeLazyNested(type, rules, level);
  auto column = MakePrimitive(type, rules);
  if (column == nullptr) return Unsupported("{} is not read from text: use the spark executor", ToString(type));
  return column;
}

}  // namespace lakeport::formats
