#include "iceberg/schema_json.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "iceberg/json_members.h"
#include "iceberg/value.h"

namespace lakeport::iceberg {
namespace {

Json FieldsToJson(const std::vector<NestedField>& fields) {
  Json json = Json::array();
  for (const auto& field : fields) {
    Json member{
        {"id", field.id}, {"name", field.name}, {"required", field.required}, {"type", TypeToJson(*field.type)}};
    if (field.doc) member["doc"] = *field.doc;
    if (field.initial_default) member["initial-default"] = *field.initial_default;
    if (field.write_default) member["write-default"] = *field.write_default;
    json.push_back(std::move(member));
  }
  return json;
}

Result<std::optional<Json>> DefaultFromJson(const Type& type, const Json& field, const std::string& key) {
  const Json* json = FindMember(field, key);
  if (json == nullptr) return std::optional<Json>();
  if (!type.is_nested()) LP_TRY(ValueFromJson(type, *json), "reading \"{}\"", key);
  return std::optional<Json>(*json);
}

Result<TypePtr> MemberTypeFromJson(const Json& json, const std::string& key) {
  const Json* type = FindMember(json, key);
  if (type == nullptr) return CorruptData("\"{}\" is missing", key);
  return TypeFromJson(*type);
}

Result<NestedField> FieldFromJson(const Json& json) {
  NestedField field;
  LP_ASSIGN(field.name, GetString(json, "name"));
  auto read_rest = [&]() -> Status {
    LP_ASSIGN(field.id, GetId(json, "id"));
    LP_ASSIGN(field.required, GetBool(json, "required"));
    LP_ASSIGN(field.type, MemberTypeFromJson(json, "type"));
    LP_ASSIGN(field.doc, FindString(json, "doc"));
    LP_ASSIGN(field.initial_default, DefaultFromJson(*field.type, json, "initial-default"));
    LP_ASSIGN(field.write_default, DefaultFromJson(*field.type, json, "write-default"));
    return Ok();
  };
  LP_TRY(read_rest(), "reading field \"{}\"", field.name);
  return field;
}

Result<std::vector<NestedField>> FieldsFromJson(const Json& json) {
  std::vector<NestedField> fields;
  std::set<std::string> names;
  LP_ASSIGN(const Json* members, GetArray(json, "fields"));
  for (const auto& member : *members) {
    LP_ASSIGN(auto field, FieldFromJson(member));
    if (!names.insert(field.name).second) return CorruptData("two fields are named \"{}\"", field.name);
    fields.push_back(std::move(field));
  }
  return fields;
}

Result<TypePtr> ListFromJson(const Json& json) {
  NestedField element{.id = 0, .name = "element", .type = nullptr};
  LP_ASSIGN(element.id, GetId(json, "element-id"));
  LP_ASSIGN(element.required, GetBool(json, "element-required"));
  LP_ASSIGN(element.type, MemberTypeFromJson(json, "element"), "reading a list's element");
  return Type::List(std::move(element));
}

Result<TypePtr> MapFromJson(const Json& json) {
  NestedField key{.id = 0, .name = "key", .type = nullptr, .required = true};
  NestedField value{.id = 0, .name = "value", .type = nullptr};
  LP_ASSIGN(key.id, GetId(json, "key-id"));
  LP_ASSIGN(key.type, MemberTypeFromJson(json, "key"), "reading a map's key");
  LP_ASSIGN(value.id, GetId(json, "value-id"));
  LP_ASSIGN(value.required, GetBool(json, "value-required"));
  LP_ASSIGN(value.type, MemberTypeFromJson(json, "value"), "reading a map's value");
  return Type::Map(std::move(key), std::move(value));
}

Status CheckIdsDiffer(const std::vector<NestedField>& fields, std::set<int32_t>& seen) {
  for (const auto& field : fields) {
    if (!seen.insert(field.id).second) return CorruptData("two fields have the id {}", field.id);
    LP_TRY(CheckIdsDiffer(field.type->fields(), seen));
  }
  return Ok();
}

Result<std::vector<int32_t>> IdentifierFieldsFromJson(const Json& json, const std::set<int32_t>& field_ids) {
  std::vector<int32_t> ids;
  if (FindMember(json, "identifier-field-ids") == nullptr) return ids;
  LP_ASSIGN(const Json* members, GetArray(json, "identifier-field-ids"));
  for (const auto& member : *members) {
    LP_ASSIGN(auto id, ValueFromJson(*Type::Primitive(TypeId::kInt), member), "reading \"identifier-field-ids\"");
    if (IsNull(id) || field_ids.count(std::get<int32_t>(id)) == 0) {
      return CorruptData("identifier field {} is not in the schema", FormatJson(member));
    }
    ids.push_back(std::get<int32_t>(id));
  }
  return ids;
}

}  // namespace

Json TypeToJson(const Type& type) {
  if (type.id() == TypeId::kStruct) return {{"type", "struct"}, {"fields", FieldsToJson(type.fields())}};
  if (type.id() == TypeId::kList) {
    const auto& element = type.element();
    return {{"type", "list"},
            {"element-id", element.id},
            {"element", TypeToJson(*element.type)},
            {"element-required", element.required}};
  }
  if (type.id() == TypeId::kMap) {
    const auto& value = type.value();
    return {{"type", "map"},        {"key-id", type.key().id},          {"key", TypeToJson(*type.key().type)},
            {"value-id", value.id}, {"value", TypeToJson(*value.type)}, {"value-required", value.required}};
  }
  return type.ToString();
}

Result<TypePtr> TypeFromJson(const Json& json) {
  if (json.is_string()) return ParsePrimitiveType(json.get_ref<const std::string&>());
  if (!json.is_object()) return CorruptData("a type must be a string or an object, not {}", json.type_name());
  LP_ASSIGN(auto kind, GetString(json, "type"));
  if (kind == "list") return ListFromJson(json);
  if (kind == "map") return MapFromJson(json);
  if (kind != "struct") return CorruptData("\"{}\" is not a nested type; struct, list and map are", kind);
  LP_ASSIGN(auto fields, FieldsFromJson(json));
  return Type::Struct(std::move(fields));
}

Json SchemaToJson(const Schema& schema) {
  Json json{{"type", "struct"}, {"schema-id", schema.schema_id()}};
  if (!schema.identifier_field_ids().empty()) json["identifier-field-ids"] = schema.identifier_field_ids();
  json["fields"] = FieldsToJson(schema.fields());
  return json;
}

Result<Schema> SchemaFromJson(const Json& json) {
  if (!json.is_object()) return CorruptData("a schema must be an object, not {}", json.type_name());
  LP_ASSIGN(auto kind, GetString(json, "type"));
  if (kind != "struct") return CorruptData("a schema's type must be struct, not \"{}\"", kind);
  int32_t schema_id = 0;
  if (FindMember(json, "schema-id") != nullptr) {
    LP_ASSIGN(schema_id, GetId(json, "schema-id"));
  }
  LP_ASSIGN(auto fields, FieldsFromJson(json));
  std::set<int32_t> field_ids;
  LP_TRY(CheckIdsDiffer(fields, field_ids));
  LP_ASSIGN(auto identifier_field_ids, IdentifierFieldsFromJson(json, field_ids));
  return Schema(schema_id, std::move(fields), std::move(identifier_field_ids));
}

}  // namespace lakeport::iceberg
