#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "base/hex.h"
#include "iceberg/decimal.h"
#include "iceberg/iso_time.h"
#include "iceberg/value.h"

namespace lakeport::iceberg {
namespace {

// Where the dashes stand in a UUID's text.
constexpr std::array<size_t, 4> kUuidDashes{8, 13, 18, 23};

Result<std::string> ParseHex(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    int high = HexDigit(text[i]);
    int low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0) return CorruptData("\"{}\" is not hexadecimal", text);
    bytes += static_cast<char>(high * 16 + low);
  }
  if (text.size() % 2 != 0) return CorruptData("\"{}\" has an odd number of hexadecimal digits", text);
  return bytes;
}

std::string FormatUuid(std::string_view bytes) {
  auto text = ToHex(bytes);
  for (size_t dash : kUuidDashes) text.insert(std::min(dash, text.size()), 1, '-');
  return text;
}

Result<std::string> ParseUuid(const std::string& text) {
  std::string digits = text;
  for (auto dash = kUuidDashes.rbegin(); dash != kUuidDashes.rend(); ++dash) {
    if (*dash >= digits.size() || digits[*dash] != '-') return CorruptData("\"{}\" is not a UUID", text);
    digits.erase(*dash, 1);
  }
  auto bytes = ParseHex(digits);
  if (!bytes.ok() || bytes->size() != 16) return CorruptData("\"{}\" is not a UUID", text);
  return bytes;
}

Json FloatToJson(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

Error WrongJson(const Type& type, const Json& json) {
  return CorruptData("{} is not a value of type {}", FormatJson(json), type.ToString());
}

Result<double> DoubleFromJson(const Type& type, const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (json == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (json == "Infinity") return std::numeric_limits<double>::infinity();
  if (json == "-Infinity") return -std::numeric_limits<double>::infinity();
  return WrongJson(type, json);
}

Result<Value> FloatFromJson(const Type& type, const Json& json) {
  LP_ASSIGN(double wide, DoubleFromJson(type, json));
  auto value = static_cast<float>(wide);
  if (std::isfinite(wide) && !std::isfinite(value)) return WrongJson(type, json);
  return Value(value);
}

template <typename Int>
Result<Value> IntegerFromJson(const Type& type, const Json& json) {
  using Limits = std::numeric_limits<Int>;
  bool fits = json.is_number_unsigned() ? json.get<uint64_t>() <= static_cast<uint64_t>(Limits::max())
                                        : json.is_number_integer() && json.get<int64_t>() >= Limits::min() &&
                                              json.get<int64_t>() <= Limits::max();
  if (!fits) return WrongJson(type, json);
  return Value(static_cast<Int>(json.get<int64_t>()));
}

template <typename T>
Result<Value> AsValue(Result<T> result) {
  if (!result.ok()) return std::move(result).error();
  return Value(std::move(result).value());
}

Result<Value> FixedFromText(const Type& type, const std::string& text) {
  LP_ASSIGN(auto bytes, ParseHex(text));
  if (bytes.size() != static_cast<size_t>(type.length())) {
    return CorruptData("\"{}\" has {} bytes, but the type is {}", text, bytes.size(), type.ToString());
  }
  return Value(std::move(bytes));
}

Result<Value> FromText(const Type& type, const std::string& text) {
  switch (type.id()) {
    case TypeId::kDecimal: return AsValue(ParseDecimal(text, type.precision(), type.scale()));
    case TypeId::kDate: return AsValue(ParseDate(text));
    case TypeId::kTime: return AsValue(ParseTime(text));
    case TypeId::kTimestamp: return AsValue(ParseDateTime(text, TimeUnit::kMicros, false));
    case TypeId::kTimestampTz: return AsValue(ParseDateTime(text, TimeUnit::kMicros, true));
    case TypeId::kTimestampNs: return AsValue(ParseDateTime(text, TimeUnit::kNanos, false));
    case TypeId::kTimestampTzNs: return AsValue(ParseDateTime(text, TimeUnit::kNanos, true));
    case TypeId::kString: return Value(text);
    case TypeId::kUuid: return AsValue(ParseUuid(text));
    case TypeId::kFixed: return FixedFromText(type, text);
    case TypeId::kBinary: return AsValue(ParseHex(text));
    default: return WrongJson(type, text);
  }
}

}  // namespace

Json ValueToJson(const Type& type, const Value& value) {
  if (IsNull(value)) return nullptr;
  switch (type.id()) {
    case TypeId::kDecimal: return FormatDecimal(std::get<Decimal>(value), type.scale());
    case TypeId::kDate: return FormatDate(std::get<int32_t>(value));
    case TypeId::kTime: return FormatTime(std::get<int64_t>(value));
    case TypeId::kTimestamp: return FormatDateTime(std::get<int64_t>(value), TimeUnit::kMicros, false);
    case TypeId::kTimestampTz: return FormatDateTime(std::get<int64_t>(value), TimeUnit::kMicros, true);
    case TypeId::kTimestampNs: return FormatDateTime(std::get<int64_t>(value), TimeUnit::kNanos, false);
    case TypeId::kTimestampTzNs: return FormatDateTime(std::get<int64_t>(value), TimeUnit::kNanos, true);
    case TypeId::kUuid: return FormatUuid(std::get<std::string>(value));
    case TypeId::kFixed:
    case TypeId::kBinary: return ToHex(std::get<std::string>(value));
    default: break;
  }
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<int32_t>(&value)) return *number;
  if (const auto* number = std::get_if<int64_t>(&value)) return *number;
  if (const auto* number = std::get_if<float>(&value)) return FloatToJson(static_cast<double>(*number));
  if (const auto* number = std::get_if<double>(&value)) return FloatToJson(*number);
  return std::get<std::string>(value);
}

Result<Value> ValueFromJson(const Type& type, const Json& json) {
  if (json.is_null()) return Value();
  switch (type.id()) {
    case TypeId::kBoolean:
      if (!json.is_boolean()) return WrongJson(type, json);
      return Value(json.get<bool>());
    case TypeId::kInt: return IntegerFromJson<int32_t>(type, json);
    case TypeId::kLong: return IntegerFromJson<int64_t>(type, json);
    case TypeId::kFloat: return FloatFromJson(type, json);
    case TypeId::kDouble: return AsValue(DoubleFromJson(type, json));
    default:
      if (!json.is_string()) return WrongJson(type, json);
      return FromText(type, json.get_ref<const std::string&>());
  }
}

}  // namespace lakeport::iceberg
