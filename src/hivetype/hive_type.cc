#include "hivetype/hive_type.h"

#include <algorithm>
#include <set>

#include "hivetype/name.h"
#include "hivetype/primitive_types.h"

namespace lakeport::hive {
namespace {

Result<iceberg::TypePtr> ToIcebergStruct(const HiveType& type, NameCase members) {
  std::vector<iceberg::NestedField> fields;
  std::set<std::string> names;
  for (const HiveType& part : type.parts) {
    LP_ASSIGN(iceberg::TypePtr member, ToIcebergType(part, members));
    std::string lower = LowerName(part.name);
    if (!names.insert(lower).second) return InvalidArgument("a struct has two members named \"{}\"", lower);
    fields.push_back({.name = members == NameCase::kLower ? lower : part.name, .type = std::move(member)});
  }
  return iceberg::Type::Struct(std::move(fields));
}

// As it is, or in backquotes where it would not be read as one name.
std::string MemberName(const std::string& name) {
  constexpr std::string_view kBlanks = " \t\r\n";
  bool blank_at_end = name.empty() || kBlanks.find(name.front()) != std::string_view::npos ||
                      kBlanks.find(name.back()) != std::string_view::npos;
  if (!blank_at_end && name.find_first_of(":,<>`") == std::string::npos) return name;
  std::string quoted = "`";
  for (char c : name) quoted += c == '`' ? "``" : std::string(1, c);
  return quoted + '`';
}

}  // namespace

std::string ToString(const HiveType& type) {
  auto join = [&](bool names) {
    std::string text;
    for (const HiveType& part : type.parts) {
      if (!text.empty()) text += ',';
      text += names ? MemberName(part.name) + ":" + ToString(part) : ToString(part);
    }
    return text;
  };
  switch (type.kind) {
    case HiveKind::kArray: return "array<" + join(false) + ">";
    case HiveKind::kMap: return "map<" + join(false) + ">";
    case HiveKind::kUnion: return "uniontype<" + join(false) + ">";
    case HiveKind::kStruct: return "struct<" + join(true) + ">";
    case HiveKind::kDecimal: return fmt::format("decimal({},{})", type.precision, type.scale);
    case HiveKind::kChar: return fmt::format("char({})", type.length);
    case HiveKind::kVarchar: return fmt::format("varchar({})", type.length);
    default: return std::string(FindPrimitive(type.kind)->name);
  }
}

Result<iceberg::TypePtr> ToIcebergType(const HiveType& type, NameCase members) {
  switch (type.kind) {
    case HiveKind::kStruct: return ToIcebergStruct(type, members);
    case HiveKind::kUnion: return Unsupported("Iceberg has no uniontype; make it a struct in Hive");
    case HiveKind::kArray: {
      LP_ASSIGN(iceberg::TypePtr element, ToIcebergType(type.parts.at(0), members));
      return iceberg::Type::List({.name = "element", .type = std::move(element)});
    }
    case HiveKind::kMap: {
      LP_ASSIGN(iceberg::TypePtr key, ToIcebergType(type.parts.at(0), members));
      LP_ASSIGN(iceberg::TypePtr value, ToIcebergType(type.parts.at(1), members));
      return iceberg::Type::Map({.name = "key", .type = std::move(key), .required = true},
                                {.name = "value", .type = std::move(value)});
    }
    case HiveKind::kDecimal: return iceberg::Type::Decimal(type.precision, type.scale);
    default: break;
  }
  const PrimitiveRule* rule = FindPrimitive(type.kind);
  if (!rule->iceberg) return Unsupported("{}: {}", rule->name, rule->refusal);
  return iceberg::Type::Primitive(*rule->iceberg);
}

bool HoldsKind(const HiveType& type, HiveKind kind) {
  return type.kind == kind ||
         std::any_of(type.parts.begin(), type.parts.end(), [&](const HiveType& part) { return HoldsKind(part, kind); });
}

}  // namespace lakeport::hive
