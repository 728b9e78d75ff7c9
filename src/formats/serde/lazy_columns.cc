#include "formats/serde/lazy_columns.h"

#include <limits>
#include <utility>

#include <arrow/array/builder_decimal.h>
#include <arrow/util/decimal.h>

#include "formats/rows/arrow_type.h"
#include "formats/serde/java_text.h"
#include "formats/serde/lazy_nested.h"
#include "formats/serde/lazy_values.h"

namespace lakeport::formats {
namespace {

using hive::HiveKind;
using hive::HiveType;

Parsed ValueIf(bool parsed) { return parsed ? Parsed::kValue : Parsed::kNull; }

template <typename Builder, typename Value, typename Parse>
ColumnDecoderPtr Primitive(const std::shared_ptr<arrow::DataType>& type, Parse parse) {
  return std::make_unique<PrimitiveColumn<Builder, Value, Parse>>(type, std::move(parse));
}

template <typename Builder, typename Parse>
ColumnDecoderPtr Text(Parse parse) {
  return std::make_unique<TextColumn<Builder, Parse>>(std::move(parse));
}

template <typename Builder, typename Narrow>
ColumnDecoderPtr Integer(const std::shared_ptr<arrow::DataType>& type) {
  using Value = typename Builder::value_type;
  return Primitive<Builder, Value>(type, [](std::string_view text, Value* value) {
    int64_t wide = 0;
    bool parsed = ParseLazyInteger(text, std::numeric_limits<Narrow>::min(), std::numeric_limits<Narrow>::max(), &wide);
    *value = static_cast<Value>(wide);
    return ValueIf(parsed);
  });
}

ColumnDecoderPtr Decimal(const HiveType& type) {
  auto parse = [precision = type.precision, scale = type.scale](std::string_view text, arrow::Decimal128* value) {
    iceberg::Int128 unscaled = 0;
    bool parsed = ParseLazyDecimal(text, precision, scale, &unscaled);
    *value = arrow::Decimal128(static_cast<int64_t>(unscaled >> 64), static_cast<uint64_t>(unscaled));
    return ValueIf(parsed);
  };
  return Primitive<arrow::Decimal128Builder, arrow::Decimal128>(arrow::decimal128(type.precision, type.scale), parse);
}

ColumnDecoderPtr String(const LazyRules& rules) {
  if (!rules.escape) return std::make_unique<PlainTextColumn>();
  return Text<arrow::StringBuilder>(
      [escape = *rules.escape](std::string_view text, std::string* scratch, std::string_view* value) {
        *value = Unescape(text, escape, scratch);
        return Parsed::kValue;
      });
}

// char and varchar: `length` code points at most; char is padded to them.
ColumnDecoderPtr Characters(const HiveType& type, const LazyRules& rules) {
  bool padded = type.kind == HiveKind::kChar;
  auto parse = [padded, length = static_cast<size_t>(type.length), &rules, unescaped = std::string()](
                   std::string_view text, std::string* scratch, std::string_view* value) mutable {
    if (rules.escape) text = Unescape(text, *rules.escape, &unescaped);
    *value = MakeCharacters(text, length, padded, scratch);
    return Parsed::kValue;
  };
  return Text<arrow::StringBuilder>(std::move(parse));
}

ColumnDecoderPtr Binary() {
  return Text<arrow::BinaryBuilder>([](std::string_view text, std::string* scratch, std::string_view* value) {
    bool decoded = DecodeBase64(text, scratch) && !scratch->empty();
    *value = decoded ? std::string_view(*scratch) : text;
    return Parsed::kValue;
  });
}

ColumnDecoderPtr Boolean() {
  return Primitive<arrow::BooleanBuilder, bool>(
      arrow::boolean(), [](std::string_view text, bool* value) { return ValueIf(ParseLazyBoolean(text, value)); });
}

ColumnDecoderPtr Timestamp(const LazyRules& rules) {
  return Primitive<arrow::TimestampBuilder, int64_t>(
      arrow::timestamp(arrow::TimeUnit::MICRO), [&rules](std::string_view text, int64_t* value) {
        constexpr size_t kShortest = 8;  // Hive's LazyUtils.isDateMaybe
        return ValueIf(text.size() >= kShortest && rules.timestamps.ParseTimestamp(text, value));
      });
}

ColumnDecoderPtr MakePrimitive(const HiveType& type, const LazyRules& rules) {
  switch (type.kind) {
    case HiveKind::kBoolean: return Boolean();
    case HiveKind::kTinyint: return Integer<arrow::Int32Builder, int8_t>(arrow::int32());
    case HiveKind::kSmallint: return Integer<arrow::Int32Builder, int16_t>(arrow::int32());
    case HiveKind::kInt: return Integer<arrow::Int32Builder, int32_t>(arrow::int32());
    case HiveKind::kBigint: return Integer<arrow::Int64Builder, int64_t>(arrow::int64());
    case HiveKind::kFloat:
      return Primitive<arrow::FloatBuilder, float>(
          arrow::float32(), [](std::string_view text, float* value) { return ValueIf(ParseLazyFloat(text, value)); });
    case HiveKind::kDouble:
      return Primitive<arrow::DoubleBuilder, double>(
          arrow::float64(), [](std::string_view text, double* value) { return ValueIf(ParseLazyDouble(text, value)); });
    case HiveKind::kDecimal: return Decimal(type);
    case HiveKind::kString: return String(rules);
    case HiveKind::kChar:
    case HiveKind::kVarchar: return Characters(type, rules);
    case HiveKind::kBinary: return Binary();
    case HiveKind::kDate:
      return Primitive<arrow::Date32Builder, int32_t>(
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
