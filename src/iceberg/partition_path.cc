#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "iceberg/decimal.h"
#include "iceberg/iso_time.h"
#include "iceberg/murmur3.h"
#include "iceberg/transform.h"

namespace lakeport::iceberg {
namespace {

constexpr size_t kLongestLevel = 200;  // bytes; stores take 255

std::string FormatYear(int64_t year) { return fmt::format("{:04}", year); }

int64_t FloorDivide(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    size_t taken = std::min<size_t>(3, bytes.size() - i);
    for (size_t j = 0; j < 3; ++j) group = group << 8 | (j < taken ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (size_t j = 0; j < 4; ++j) text += j <= taken ? kDigits[group >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

// "2017-11-16T22:31:08.12": without the zeros at the end of a fraction.
std::string WithoutZeros(std::string text) {
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// "22:31:08.120", "22:31": zeros of a fraction are left out by threes, and seconds that are zero.
std::string FormatShortTime(int64_t micros) {
  std::string text = FormatTime(micros);
  for (int i = 0; i < 2 && text.ends_with("000"); ++i) text.resize(text.size() - 3);
  if (text.ends_with('.')) text.pop_back();
  if (text.size() == 8 && text.ends_with(":00")) text.resize(5);
  return text;
}

std::string FormatTimestamp(const Type& type, int64_t value) {
  bool nanos = type.id() == TypeId::kTimestampNs || type.id() == TypeId::kTimestampTzNs;
  bool zoned = type.id() == TypeId::kTimestampTz || type.id() == TypeId::kTimestampTzNs;
  auto text = WithoutZeros(FormatDateTime(value, nanos ? TimeUnit::kNanos : TimeUnit::kMicros, false));
  return zoned ? text + "+00:00" : text;
}

std::string FormatUuid(const std::string& bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
  }
  return text;
}

// As Java's Float.toString and Double.toString have it: "1.0", "1.5E10", "1.0E-5".
template <typename Float>
std::string FormatFloat(Float value) {
  if (value != value) return "NaN";
  std::array<char, 64> buffer{};
  auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<size_t>(end - buffer.data()));
  if (text == "inf" || text == "-inf") return text == "inf" ? "Infinity" : "-Infinity";
  size_t e = text.find('e');
  int exponent = 0;
  std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), text.data() + text.size(), exponent);
  std::string sign = text.starts_with('-') ? "-" : "";
  std::string digits;
  for (char c : text.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  if (value == 0) return sign + "0.0";
  if (exponent < -3 || exponent >= 7) {
    return fmt::format("{}{}.{}E{}", sign, digits[0], digits.size() > 1 ? digits.substr(1) : "0", exponent);
  }
  if (exponent < 0) return sign + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  auto whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= whole) digits.append(whole + 1 - digits.size(), '0');
  return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::string FormatIdentity(const Type& type, const Value& value) {
  switch (type.id()) {
    case TypeId::kBoolean: return std::get<bool>(value) ? "true" : "false";
    case TypeId::kInt:
    case TypeId::kLong:
      if (const auto* narrow = std::get_if<int32_t>(&value)) return fmt::format("{}", *narrow);
      return fmt::format("{}", std::get<int64_t>(value));
    case TypeId::kDate: return FormatDate(std::get<int32_t>(value));
    case TypeId::kTime: return FormatShortTime(std::get<int64_t>(value));
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: return FormatTimestamp(type, std::get<int64_t>(value));
    case TypeId::kFloat: return FormatFloat(std::get<float>(value));
    case TypeId::kDouble: return FormatFloat(std::get<double>(value));
    case TypeId::kDecimal: return FormatDecimal(std::get<Decimal>(value), type.scale());
    case TypeId::kUuid: return FormatUuid(std::get<std::string>(value));
    case TypeId::kString: return std::get<std::string>(value);
    default: return Base64(std::get<std::string>(value));
  }
}

// application/x-www-form-urlencoded, as Java's URLEncoder has it.
std::string Escape(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
                 c == '*' || c == '_';
    if (plain) {
      escaped += c;
    } else if (c == ' ') {
      escaped += '+';
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

std::string CutLevel(std::string level) {
  if (level.size() <= kLongestLevel) return level;
  auto hash = static_cast<uint32_t>(Murmur3(level));
  return fmt::format("{}-{:08x}", level.substr(0, kLongestLevel), hash);
}

}  // namespace

std::string FormatPartitionValue(const Transform& transform, const Type& source, const Value& value) {
  if (IsNull(value)) return "null";
  switch (transform.kind) {
    case TransformKind::kBucket: return fmt::format("{}", std::get<int32_t>(value));
    case TransformKind::kYear: return FormatYear(1970 + std::get<int32_t>(value));
    case TransformKind::kMonth: {
      int64_t months = std::get<int32_t>(value);
      int64_t year = FloorDivide(months, 12);
      return fmt::format("{}-{:02}", FormatYear(1970 + year), months - year * 12 + 1);
    }
    case TransformKind::kDay: return FormatDate(std::get<int32_t>(value));
    case TransformKind::kHour: {
      int64_t hours = std::get<int32_t>(value);
      int64_t days = FloorDivide(hours, 24);
      return fmt::format("{}-{:02}", FormatDate(static_cast<int32_t>(days)), hours - days * 24);
    }
    case TransformKind::kIdentity:
    case TransformKind::kTruncate:
    case TransformKind::kVoid:
    case TransformKind::kUnknown: break;
  }
  return FormatIdentity(source, value);
}

Result<std::string> FormatPartitionPath(const PartitionSpec& spec, const Schema& schema,
                                        const std::vector<Value>& values) {
  std::string path;
  for (size_t i = 0; i < spec.fields.size(); ++i) {
    const PartitionField& field = spec.fields[i];
    const NestedField* source = schema.FindField(field.source_id);
    if (source == nullptr) return CorruptData("partition field \"{}\" is made of no column there is", field.name);
    if (!path.empty()) path += '/';
    path +=
        CutLevel(Escape(field.name) + "=" + Escape(FormatPartitionValue(field.transform, *source->type, values.at(i))));
  }
  return path;
}

}  // namespace lakeport::iceberg
