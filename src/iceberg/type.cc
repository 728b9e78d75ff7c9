#include "iceberg/type.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace lakeport::iceberg {
namespace {

constexpr int32_t kMaxDecimalPrecision = 38;

// The types that a single word names, and the names of the nested ones.
constexpr std::array<std::pair<TypeId, std::string_view>, 23> kNames{{
    {TypeId::kBoolean, "boolean"},
    {TypeId::kInt, "int"},
    {TypeId::kLong, "long"},
    {TypeId::kFloat, "float"},
    {TypeId::kDouble, "double"},
    {TypeId::kDecimal, "decimal"},
    {TypeId::kDate, "date"},
    {TypeId::kTime, "time"},
    {TypeId::kTimestamp, "timestamp"},
    {TypeId::kTimestampTz, "timestamptz"},
    {TypeId::kTimestampNs, "timestamp_ns"},
    {TypeId::kTimestampTzNs, "timestamptz_ns"},
    {TypeId::kString, "string"},
    {TypeId::kUuid, "uuid"},
    {TypeId::kFixed, "fixed"},
    {TypeId::kBinary, "binary"},
    {TypeId::kUnknown, "unknown"},
    {TypeId::kVariant, "variant"},
    {TypeId::kGeometry, "geometry"},
    {TypeId::kGeography, "geography"},
    {TypeId::kStruct, "struct"},
    {TypeId::kList, "list"},
    {TypeId::kMap, "map"},
}};

bool IsPlainWord(TypeId id) {
  return id != TypeId::kDecimal && id != TypeId::kFixed && id < TypeId::kStruct;  // geometry may stand alone
}

// Takes digits, and the spaces before them, off the front of `text`.
std::optional<int32_t> TakeNumber(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  int32_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return number;
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// `text` is what follows "decimal(".
Result<TypePtr> ParseDecimalType(std::string_view text, std::string_view whole) {
  auto precision = TakeNumber(text);
  bool comma = TakePrefix(text, ",");
  auto scale = comma ? TakeNumber(text) : std::nullopt;
  if (!precision || !scale || text != ")")
    return CorruptData("\"{}\" is not a type; a decimal is decimal(9, 2)", whole);
  if (*precision < 1 || *precision > kMaxDecimalPrecision || *scale > kMaxDecimalPrecision) {
    return CorruptData("type \"{}\": a decimal has 1 to {} digits", whole, kMaxDecimalPrecision);
  }
  return Type::Decimal(*precision, *scale);
}

// `text` is what follows "fixed[".
Result<TypePtr> ParseFixedType(std::string_view text, std::string_view whole) {
  auto length = TakeNumber(text);
  if (!length || text != "]") return CorruptData("\"{}\" is not a type; a fixed is fixed[16]", whole);
  return Type::Fixed(*length);
}

std::string FieldsToString(const std::vector<NestedField>& fields) {
  std::string text;
  for (const auto& field : fields) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{}: {}: {} {}", field.id, field.name, field.required ? "required" : "optional",
                        field.type->ToString());
  }
  return text;
}

}  // namespace

std::string_view ToString(TypeId id) { return kNames.at(static_cast<size_t>(id)).second; }

bool operator==(const NestedField& a, const NestedField& b) {
  return a.id == b.id && a.name == b.name && *a.type == *b.type && a.required == b.required && a.doc == b.doc &&
         a.initial_default == b.initial_default && a.write_default == b.write_default;
}

TypePtr Type::Primitive(TypeId id) {
  static const std::vector<TypePtr> kShared = [] {
    std::vector<TypePtr> types;
    for (auto [one, name] : kNames) types.push_back(TypePtr(new Type(one)));
    return types;
  }();
  return kShared.at(static_cast<size_t>(id));
}

TypePtr Type::Decimal(int32_t precision, int32_t scale) {
  auto type = std::shared_ptr<Type>(new Type(TypeId::kDecimal));
  type->precision_ = precision;
  type->scale_ = scale;
  return type;
}

TypePtr Type::Fixed(int32_t length) {
  auto type = std::shared_ptr<Type>(new Type(TypeId::kFixed));
  type->length_ = length;
  return type;
}

TypePtr Type::Other(TypeId id, std::string text) {
  auto type = std::shared_ptr<Type>(new Type(id));
  type->text_ = std::move(text);
  return type;
}

TypePtr Type::Struct(std::vector<NestedField> fields) {
  auto type = std::shared_ptr<Type>(new Type(TypeId::kStruct));
  type->fields_ = std::move(fields);
  return type;
}

TypePtr Type::List(NestedField element) {
  auto type = std::shared_ptr<Type>(new Type(TypeId::kList));
  type->fields_.push_back(std::move(element));
  return type;
}

TypePtr Type::Map(NestedField key, NestedField value) {
  auto type = std::shared_ptr<Type>(new Type(TypeId::kMap));
  type->fields_.push_back(std::move(key));
  type->fields_.push_back(std::move(value));
  return type;
}

std::string Type::ToString() const {
  switch (id_) {
    case TypeId::kDecimal: return fmt::format("decimal({}, {})", precision_, scale_);
    case TypeId::kFixed: return fmt::format("fixed[{}]", length_);
    case TypeId::kStruct: return fmt::format("struct<{}>", FieldsToString(fields_));
    case TypeId::kList: return fmt::format("list<{}>", element().type->ToString());
    case TypeId::kMap: return fmt::format("map<{}, {}>", key().type->ToString(), value().type->ToString());
    default: return text_.empty() ? std::string(iceberg::ToString(id_)) : text_;
  }
}

bool operator==(const Type& a, const Type& b) {
  if (&a == &b) return true;
  return a.id_ == b.id_ && a.precision_ == b.precision_ && a.scale_ == b.scale_ && a.length_ == b.length_ &&
         a.text_ == b.text_ && a.fields_ == b.fields_;
}

Result<TypePtr> ParsePrimitiveType(std::string_view text) {
  std::string_view rest = text;
  if (TakePrefix(rest, "decimal(")) return ParseDecimalType(rest, text);
  if (TakePrefix(rest, "fixed[")) return ParseFixedType(rest, text);
  for (auto [id, name] : kNames) {
    if (IsPlainWord(id) && text == name) return Type::Primitive(id);
  }
  if (text.starts_with("geometry(") && text.ends_with(')')) return Type::Other(TypeId::kGeometry, std::string(text));
  if (text.starts_with("geography(") && text.ends_with(')')) return Type::Other(TypeId::kGeography, std::string(text));
  return CorruptData("\"{}\" is not a type that Iceberg has", text);
}

bool IsPromotable(const Type& from, const Type& to) {
  if (from == to) return true;
  if (from.id() == TypeId::kInt) return to.id() == TypeId::kLong;
  if (from.id() == TypeId::kFloat) return to.id() == TypeId::kDouble;
  return from.id() == TypeId::kDecimal && to.id() == TypeId::kDecimal && from.scale() == to.scale() &&
         from.precision() <= to.precision();
}

}  // namespace lakeport::iceberg
