#include "iceberg/type_avro.h"

#include <set>

namespace lakeport::iceberg {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct Logical {
  TypeId id;
  const char* type;
  const char* logical_type;   // nullptr: none
  const char* adjust_to_utc;  // nullptr: not said
};

// Types whose Avro schema is always the same and has no name.
constexpr Logical kLogical[] = {
    {TypeId::kBoolean, "boolean", nullptr, nullptr},
    {TypeId::kInt, "int", nullptr, nullptr},
    {TypeId::kLong, "long", nullptr, nullptr},
    {TypeId::kFloat, "float", nullptr, nullptr},
    {TypeId::kDouble, "double", nullptr, nullptr},
    {TypeId::kDate, "int", "date", nullptr},
    {TypeId::kTime, "long", "time-micros", nullptr},
    {TypeId::kTimestamp, "long", "timestamp-micros", "false"},
    {TypeId::kTimestampTz, "long", "timestamp-micros", "true"},
    {TypeId::kTimestampNs, "long", "timestamp-nanos", "false"},
    {TypeId::kTimestampTzNs, "long", "timestamp-nanos", "true"},
    {TypeId::kString, "string", nullptr, nullptr},
    {TypeId::kBinary, "bytes", nullptr, nullptr},
    {TypeId::kUnknown, "null", nullptr, nullptr},
};

Json Optional(Json type) { return type == "null" ? type : Json::array({"null", std::move(type)}); }

class Converter {
 public:
  Result<Json> Struct(const Type& type, const std::string& name) {
    Json fields = Json::array();
    std::set<std::string> names;
    for (const NestedField& field : type.fields()) {
      LP_ASSIGN(Json converted, Field(field));
      if (!names.insert(converted["name"].get<std::string>()).second) {
        return InvalidArgument("two fields would be called {} in Avro", FormatJson(converted["name"]));
      }
      fields.push_back(std::move(converted));
    }
    return Json{{"type", "record"}, {"name", name}, {"fields", std::move(fields)}};
  }

 private:
  Result<Json> Field(const NestedField& field) {
    LP_ASSIGN(Json type, Convert(*field.type, field.id), "converting the field \"{}\"", field.name);
    std::string name = SanitizeAvroName(field.name);
    Json converted{{"name", name}, {"type", field.required ? std::move(type) : Optional(std::move(type))}};
    if (field.doc) converted["doc"] = *field.doc;
    if (!field.required) converted["default"] = nullptr;
    if (name != field.name) converted["iceberg-field-name"] = field.name;
    converted["field-id"] = field.id;
    return converted;
  }

  Result<Json> Convert(const Type& type, int32_t field_id) {
    switch (type.id()) {
      case TypeId::kStruct: return Struct(type, fmt::format("r{}", field_id));
      case TypeId::kList: return List(type);
      case TypeId::kMap: return Map(type);
      case TypeId::kUuid: return Named("uuid_fixed", 16, Json{{"logicalType", "uuid"}});
      case TypeId::kFixed: return Named(fmt::format("fixed_{}", type.length()), type.length(), Json::object());
      case TypeId::kDecimal:
        return Named(fmt::format("decimal_{}_{}", type.precision(), type.scale()), DecimalFixedSize(type.precision()),
                     Json{{"logicalType", "decimal"}, {"precision", type.precision()}, {"scale", type.scale()}});
      default: return Primitive(type);
    }
  }

  static Result<Json> Primitive(const Type& type) {
    for (const Logical& row : kLogical) {
      if (row.id != type.id()) continue;
      if (row.logical_type == nullptr) return Json(row.type);
      Json converted{{"type", row.type}, {"logicalType", row.logical_type}};
      if (row.adjust_to_utc != nullptr) converted["adjust-to-utc"] = std::string_view(row.adjust_to_utc) == "true";
      return converted;
    }
    return InvalidArgument("{} has no Avro type in a manifest", type.ToString());
  }

  Result<Json> Named(const std::string& name, int32_t size, const Json& attributes) {
    if (!named_.insert(name).second) return Json(name);
    Json converted{{"type", "fixed"}, {"name", name}, {"size", size}};
    converted.update(attributes);
    return converted;
  }

  Result<Json> List(const Type& type) {
    LP_ASSIGN(Json items, Member(type.element()));
    return Json{{"type", "array"}, {"items", std::move(items)}, {"element-id", type.element().id}};
  }

  Result<Json> Map(const Type& type) {
    LP_ASSIGN(Json value, Member(type.value()));
    if (type.key().type->id() == TypeId::kString) {
      return Json{
          {"type", "map"}, {"values", std::move(value)}, {"key-id", type.key().id}, {"value-id", type.value().id}};
    }
    LP_ASSIGN(Json key, Convert(*type.key().type, type.key().id));
    Json fields = Json::array({Json{{"name", "key"}, {"type", std::move(key)}, {"field-id", type.key().id}},
                               Json{{"name", "value"}, {"type", std::move(value)}, {"field-id", type.value().id}}});
    if (!type.value().required) {
      fields[1] =
          Json{{"name", "value"}, {"type", fields[1]["type"]}, {"default", nullptr}, {"field-id", type.value().id}};
    }
    Json items{{"type", "record"},
               {"name", fmt::format("k{}_v{}", type.key().id, type.value().id)},
               {"fields", std::move(fields)}};
    return Json{{"type", "array"}, {"items", std::move(items)}, {"logicalType", "map"}};
  }

  Result<Json> Member(const NestedField& field) {
    LP_ASSIGN(Json type, Convert(*field.type, field.id));
    return field.required ? type : Optional(std::move(type));
  }

  std::set<std::string> named_;
};

void AppendEscaped(uint32_t unit, std::string* out) { *out += fmt::format("_x{:X}", unit); }

// Decodes one UTF-8 sequence at `i`, which it moves on; a byte that is not UTF-8 stands for itself.
uint32_t NextCodePoint(const std::string& text, size_t* i) {
  auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(text[at])); };
  uint32_t first = byte((*i)++);
  size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  if (more == 0 || *i + more > text.size()) return first;
  uint32_t point = first & (0x3fU >> more);
  for (; more > 0; --more) point = (point << 6) | (byte((*i)++) & 0x3f);
  return point;
}

}  // namespace

Result<Json> StructToAvro(const Type& type, const std::string& record_name) {
  return Converter().Struct(type, record_name);
}

std::string SanitizeAvroName(const std::string& name) {
  std::string safe;
  for (size_t i = 0; i < name.size();) {
    char c = name[i];
    if (IsLetter(c) || (IsDigit(c) && i > 0)) {
      safe += c;
      ++i;
      continue;
    }
    if (IsDigit(c)) {
      safe += {'_', c};
      ++i;
      continue;
    }
    uint32_t point = NextCodePoint(name, &i);
    if (point < 0x10000) {
      AppendEscaped(point, &safe);
      continue;
    }
    AppendEscaped(0xd800 + ((point - 0x10000) >> 10), &safe);  // as UTF-16 has it
    AppendEscaped(0xdc00 + ((point - 0x10000) & 0x3ff), &safe);
  }
  return safe;
}

int32_t DecimalFixedSize(int32_t precision) {
  // The bytes whose largest positive number is at least 10^precision - 1.
  constexpr int32_t kDigits[] = {0, 2, 4, 6, 9, 11, 14, 16, 18, 21, 23, 26, 28, 31, 33, 35, 38};
  int32_t size = 1;
  while (size < 16 && kDigits[size] < precision) ++size;
  return size;
}

}  // namespace lakeport::iceberg
