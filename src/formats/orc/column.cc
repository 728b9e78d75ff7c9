#include "formats/orc/column.h"

#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace lakeport::formats {
namespace {

using iceberg::Type;
using iceberg::TypeId;
using iceberg::TypePtr;

struct Kind {
  std::string_view name;
  std::optional<TypeId> type;  // nullopt: not a primitive, or one that needs parameters
};
// By OrcKind.
constexpr std::array<Kind, 19> kKinds = {{
    {"boolean", TypeId::kBoolean},
    {"tinyint", TypeId::kInt},
    {"smallint", TypeId::kInt},
    {"int", TypeId::kInt},
    {"bigint", TypeId::kLong},
    {"float", TypeId::kFloat},
    {"double", TypeId::kDouble},
    {"string", TypeId::kString},
    {"binary", TypeId::kBinary},
    {"timestamp", TypeId::kTimestamp},
    {"array", std::nullopt},
    {"map", std::nullopt},
    {"struct", std::nullopt},
    {"uniontype", std::nullopt},
    {"decimal", std::nullopt},
    {"date", TypeId::kDate},
    {"varchar", TypeId::kString},
    {"char", TypeId::kString},
    {"timestamp with local time zone", TypeId::kTimestampTz},
}};

constexpr uint32_t kDefaultPrecision = 38;  // of decimals that Hive 0.11 and 0.12 wrote
constexpr uint32_t kDefaultScale = 10;

std::pair<uint32_t, uint32_t> PrecisionAndScale(const orc_metadata::Type& type) {
  return {type.has_precision() ? type.precision() : kDefaultPrecision, type.has_scale() ? type.scale() : kDefaultScale};
}

TypePtr DecimalType(const orc_metadata::Type& type) {
  auto [precision, scale] = PrecisionAndScale(type);
  if (precision < 1 || precision > 38 || scale > precision) return nullptr;
  return Type::Decimal(static_cast<int32_t>(precision), static_cast<int32_t>(scale));
}

TypePtr BinaryType(const orc_metadata::Type& type) {
  auto kind = FindOrcAttribute(type, "iceberg.binary-type").value_or("BINARY");
  if (kind == "UUID") return Type::Primitive(TypeId::kUuid);
  if (kind != "FIXED") return Type::Primitive(TypeId::kBinary);
  auto length = FindOrcNumber(type, "iceberg.length").value_or(0);
  return length > 0 ? Type::Fixed(length) : nullptr;
}

TypePtr TimestampType(const orc_metadata::Type& type, bool instant) {
  bool nanos = FindOrcAttribute(type, "iceberg.timestamp-unit") == "NANOS";
  if (instant) return Type::Primitive(nanos ? TypeId::kTimestampTzNs : TypeId::kTimestampTz);
  return Type::Primitive(nanos ? TypeId::kTimestampNs : TypeId::kTimestamp);
}

}  // namespace

std::optional<std::string_view> FindOrcAttribute(const orc_metadata::Type& type, std::string_view key) {
  for (const auto& attribute : type.attributes()) {
    if (attribute.key() == key) return attribute.value();
  }
  return std::nullopt;
}

std::optional<int32_t> FindOrcNumber(const orc_metadata::Type& type, std::string_view key) {
  auto text = FindOrcAttribute(type, key);
  if (!text) return std::nullopt;
  int32_t number = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  return error == std::errc() && end == text->data() + text->size() ? std::optional(number) : std::nullopt;
}

TypePtr OrcLeafType(const orc_metadata::Type& type) {
  if (type.kind() >= kKinds.size()) return nullptr;
  switch (static_cast<OrcKind>(type.kind())) {
    case OrcKind::kDecimal: return DecimalType(type);
    case OrcKind::kBinary: return BinaryType(type);
    case OrcKind::kTimestamp: return TimestampType(type, false);
    case OrcKind::kTimestampInstant: return TimestampType(type, true);
    case OrcKind::kLong:
      if (FindOrcAttribute(type, "iceberg.long-type") == "TIME") return Type::Primitive(TypeId::kTime);
      break;
    default: break;
  }
  auto id = kKinds[type.kind()].type;
  return id ? Type::Primitive(*id) : nullptr;
}

std::string DescribeOrcType(const orc_metadata::Type& type) {
  if (type.kind() >= kKinds.size()) return fmt::format("ORC type number {}", type.kind());
  auto name = kKinds[type.kind()].name;
  switch (static_cast<OrcKind>(type.kind())) {
    case OrcKind::kDecimal: {
      auto [precision, scale] = PrecisionAndScale(type);
      return fmt::format("ORC decimal({},{})", precision, scale);
    }
    case OrcKind::kVarchar:
    case OrcKind::kChar: return fmt::format("ORC {}({})", name, type.maximum_length());
    default: return fmt::format("ORC {}", name);
  }
}

}  // namespace lakeport::formats
