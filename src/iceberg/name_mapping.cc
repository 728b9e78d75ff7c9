#include "iceberg/name_mapping.h"

#include <utility>

#include "base/json.h"

namespace lakeport::iceberg {
namespace {

std::vector<MappedField> MapFields(const Type& type);

MappedField MapField(const NestedField& field, std::vector<std::string> names) {
  return {.field_id = field.id, .names = std::move(names), .fields = MapFields(*field.type)};
}

std::vector<MappedField> MapFields(const Type& type) {
  if (type.id() == TypeId::kList) return {MapField(type.element(), {"element", "array_element", "bag"})};
  std::vector<MappedField> fields;
  for (const auto& field : type.fields()) fields.push_back(MapField(field, {field.name}));
  return fields;
}

Json ToJson(const NameMapping& mapping) {
  Json json = Json::array();
  for (const auto& field : mapping) {
    Json member = Json::object();
    if (field.field_id) member["field-id"] = *field.field_id;
    member["names"] = field.names;
    if (!field.fields.empty()) member["fields"] = ToJson(field.fields);
    json.push_back(std::move(member));
  }
  return json;
}

Result<NameMapping> FromJson(const Json& json) {
  if (!json.is_array()) return CorruptData("a name mapping must be a list, not {}", json.type_name());
  NameMapping mapping;
  for (const auto& member : json) {
    if (!member.is_object()) return CorruptData("a mapped field must be an object, not {}", member.type_name());
    MappedField field;
    LP_ASSIGN(field.field_id, FindInt32(member, "field-id"));
    LP_ASSIGN(field.names, FindStrings(member, "names"));
    if (const Json* fields = FindMember(member, "fields")) {
      LP_ASSIGN(field.fields, FromJson(*fields));
    }
    mapping.push_back(std::move(field));
  }
  return mapping;
}

}  // namespace

NameMapping MakeNameMapping(const Schema& schema) {
  NameMapping mapping;
  for (const auto& field : schema.fields()) mapping.push_back(MapField(field, {field.name}));
  return mapping;
}

std::string FormatNameMapping(const NameMapping& mapping) { return FormatJson(ToJson(mapping)); }

Result<NameMapping> ParseNameMapping(const std::string& json) {
  LP_ASSIGN(auto parsed, ParseJson(json, "the name mapping"));
  return FromJson(parsed);
}

}  // namespace lakeport::iceberg
