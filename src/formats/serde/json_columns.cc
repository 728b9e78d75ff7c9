#include "formats/serde/json_columns.h"

#include <cmath>
#include <limits>
#include <utility>

#include <arrow/array/builder_decimal.h>
#include <arrow/util/decimal.h>

#include "formats/rows/arrow_type.h"
#include "formats/serde/java_text.h"
#include "formats/serde/json_nested.h"
#include "formats/serde/lazy_values.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

using hive::HiveKind;
using hive::HiveType;

Parsed ValueOrFault(bool parsed) { return parsed ? Parsed::kValue : Parsed::kFault; }

bool IsScalar(JsonKind kind) { return kind != JsonKind::kObject && kind != JsonKind::kArray; }

// The text that is to be a number; a text in quotes only where the dialect takes one.
bool NumberText(std::string_view raw, const JsonRules& rules, std::string* scratch, std::string_view* text) {
  auto kind = KindOf(raw);
  *text = JsonToText(raw, scratch);
  return kind == JsonKind::kNumber || (kind == JsonKind::kText && rules.dialect != JsonDialect::kHcatalog);
}

// A fraction is cut off, as Jackson does.
bool ParseInteger(std::string_view text, int64_t lowest, int64_t highest, int64_t* value) {
  if (ParseJavaInteger(text, lowest, highest, value)) return true;
  double fraction = 0;
  constexpr double kBeyond = 9.2e18;
  if (text.find_first_of(".eE") == std::string_view::npos || !ParseJavaDouble(text, &fraction)) return false;
  if (std::isnan(fraction) || std::abs(fraction) > kBeyond) return false;
  *value = static_cast<int64_t>(fraction);
  return *value >= lowest && *value <= highest;
}

template <typename Builder, typename Narrow>
ColumnDecoderPtr Integer(const std::shared_ptr<arrow::DataType>& type, const JsonRules& rules) {
  using Value = typename Builder::value_type;
  return MakePrimitiveColumn<Builder, Value>(
      type, [&rules, scratch = std::string()](std::string_view raw, Value* value) mutable {
        // Jackson takes a byte without its sign, too.
        constexpr bool kByte = std::is_same_v<Narrow, int8_t>;
        int64_t highest = kByte && rules.dialect == JsonDialect::kHcatalog ? 255 : std::numeric_limits<Narrow>::max();
        std::string_view text;
        int64_t wide = 0;
        if (!NumberText(raw, rules, &scratch, &text)) return Parsed::kFault;
        if (!ParseInteger(text, std::numeric_limits<Narrow>::min(), highest, &wide)) return Parsed::kFault;
        *value = static_cast<Value>(static_cast<Narrow>(wide));
        return Parsed::kValue;
      });
}

template <typename Builder, typename Value>
ColumnDecoderPtr Floating(const std::shared_ptr<arrow::DataType>& type, const JsonRules& rules) {
  return MakePrimitiveColumn<Builder, Value>(
      type, [&rules, scratch = std::string()](std::string_view raw, Value* value) mutable {
        std::string_view text;
        double wide = 0;
        if (!NumberText(raw, rules, &scratch, &text) || !ParseJavaDouble(text, &wide)) return Parsed::kFault;
        *value = static_cast<Value>(wide);
        return Parsed::kValue;
      });
}

ColumnDecoderPtr Decimal(const HiveType& type) {
  auto parse = [precision = type.precision, scale = type.scale, scratch = std::string()](
                   std::string_view raw, arrow::Decimal128* value) mutable {
    if (!IsScalar(KindOf(raw))) return Parsed::kFault;
    iceberg::Int128 unscaled = 0;
    bool parsed = ParseHiveDecimal(JsonToText(raw, &scratch), precision, scale, &unscaled);
    *value = ToArrowDecimal(unscaled);
    return parsed ? Parsed::kValue : Parsed::kNull;
  };
  return MakePrimitiveColumn<arrow::Decimal128Builder, arrow::Decimal128>(arrow::decimal128(type.precision, type.scale),
                                                                          std::move(parse));
}

ColumnDecoderPtr Boolean() {
  return MakePrimitiveColumn<arrow::BooleanBuilder, bool>(
      arrow::boolean(), [scratch = std::string()](std::string_view raw, bool* value) mutable {
        if (!IsScalar(KindOf(raw))) return Parsed::kFault;
        *value = hive::LowerName(JsonToText(raw, &scratch)) == "true";
        return Parsed::kValue;
      });
}

ColumnDecoderPtr String() {
  return MakeTextColumn<arrow::StringBuilder>([](std::string_view raw, std::string* scratch, std::string_view* value) {
    if (!IsScalar(KindOf(raw))) return Parsed::kFault;
    *value = JsonToText(raw, scratch);
    return Parsed::kValue;
  });
}

ColumnDecoderPtr Characters(const HiveType& type) {
  bool is_char = type.kind == HiveKind::kChar;
  auto parse = [is_char, length = static_cast<size_t>(type.length), plain = std::string()](
                   std::string_view raw, std::string* scratch, std::string_view* value) mutable {
    if (!IsScalar(KindOf(raw))) return Parsed::kFault;
    *value = MakeCharacters(JsonToText(raw, &plain), length, is_char, scratch);
    return Parsed::kValue;
  };
  return MakeTextColumn<arrow::StringBuilder>(std::move(parse));
}

ColumnDecoderPtr Binary(const JsonRules& rules) {
  auto parse = [raw_bytes = rules.raw_binary, plain = std::string()](std::string_view raw, std::string* scratch,
                                                                     std::string_view* value) mutable {
    if (!IsScalar(KindOf(raw))) return Parsed::kFault;
    *value = JsonToText(raw, &plain);
    if (raw_bytes) return Parsed::kValue;
    if (!DecodeBase64(*value, scratch)) return Parsed::kFault;
    *value = *scratch;
    return Parsed::kValue;
  };
  return MakeTextColumn<arrow::BinaryBuilder>(std::move(parse));
}

ColumnDecoderPtr Date() {
  return MakePrimitiveColumn<arrow::Date32Builder, int32_t>(
      arrow::date32(), [scratch = std::string()](std::string_view raw, int32_t* value) mutable {
        return ValueOrFault(IsScalar(KindOf(raw)) && ParseJavaDate(JsonToText(raw, &scratch), value));
      });
}

ColumnDecoderPtr Timestamp(const JsonRules& rules) {
  return MakePrimitiveColumn<arrow::TimestampBuilder, int64_t>(
      arrow::timestamp(arrow::TimeUnit::MICRO),
      [&rules, scratch = std::string()](std::string_view raw, int64_t* value) mutable {
        if (!IsScalar(KindOf(raw))) return Parsed::kFault;
        return ValueOrFault(rules.timestamps.ParseTimestamp(JsonToText(raw, &scratch), value));
      });
}

ColumnDecoderPtr MakePrimitive(const HiveType& type, const JsonRules& rules) {
  switch (type.kind) {
    case HiveKind::kBoolean: return Boolean();
    case HiveKind::kTinyint: return Integer<arrow::Int32Builder, int8_t>(arrow::int32(), rules);
    case HiveKind::kSmallint: return Integer<arrow::Int32Builder, int16_t>(arrow::int32(), rules);
    case HiveKind::kInt: return Integer<arrow::Int32Builder, int32_t>(arrow::int32(), rules);
    case HiveKind::kBigint: return Integer<arrow::Int64Builder, int64_t>(arrow::int64(), rules);
    case HiveKind::kFloat: return Floating<arrow::FloatBuilder, float>(arrow::float32(), rules);
    case HiveKind::kDouble: return Floating<arrow::DoubleBuilder, double>(arrow::float64(), rules);
    case HiveKind::kDecimal: return Decimal(type);
    case HiveKind::kString: return String();
    case HiveKind::kChar:
    case HiveKind::kVarchar: return Characters(type);
    case HiveKind::kBinary: return rules.dialect == JsonDialect::kHive ? Binary(rules) : nullptr;
    case HiveKind::kDate: return Date();
    case HiveKind::kTimestamp: return Timestamp(rules);
    default: return nullptr;
  }
}

// "_col7" is the eighth, as Hive names the columns of a query's result.
size_t InternalPlace(std::string_view key, size_t count) {
  constexpr std::string_view kPrefix = "_col";
  int64_t place = 0;
  if (!key.starts_with(kPrefix)) return JsonKeys::kNone;
  if (!ParseJavaInteger(key.substr(kPrefix.size()), 0, static_cast<int64_t>(count) - 1, &place)) return JsonKeys::kNone;
  return static_cast<size_t>(place);
}

}  // namespace

JsonKeys::JsonKeys(const std::vector<std::string>& names, const JsonRules& rules)
    : count_(names.size()),
      lower_(rules.case_insensitive),
      dots_(rules.dots_in_keys),
      internal_names_(rules.dialect == JsonDialect::kHcatalog) {
  for (size_t i = 0; i < names.size(); ++i) {
    auto mapping = rules.mappings.find(names[i]);
    Add(mapping == rules.mappings.end() ? names[i] : mapping->second, i);
  }
}

void JsonKeys::Add(std::string key, size_t place) {
  places_.emplace(lower_ ? hive::LowerName(key) : std::move(key), place);
}

size_t JsonKeys::Find(std::string_view raw_key, std::string* scratch) const {
  auto key = JsonToText(raw_key, scratch);
  if (auto found = places_.find(key); found != places_.end()) return found->second;
  auto other = lower_ ? hive::LowerName(key) : std::string(key);
  if (auto found = places_.find(other); found != places_.end()) return found->second;
  if (internal_names_) return InternalPlace(key, count_);
  if (!dots_ || other.find('.') == std::string::npos) return kNone;
  for (char& c : other) c = c == '.' ? '_' : c;
  auto found = places_.find(other);
  return found == places_.end() ? kNone : found->second;
}

Result<ColumnDecoderPtr> MakeJsonColumn(const HiveType& type, const JsonRules& rules) {
  bool nested = type.kind == HiveKind::kArray || type.kind == HiveKind::kMap || type.kind == HiveKind::kStruct;
  if (nested) return MakeJsonNested(type, rules);
  auto column = MakePrimitive(type, rules);
  if (column == nullptr) return Unsupported("{} is not read from JSON: use the spark executor", ToString(type));
  return column;
}

}  // namespace lakeport::formats
