#include "iceberg/avro/schema.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/json.h"

namespace lakeport::iceberg::avro {
namespace {

constexpr int kMaxDepth = 64;
constexpr int32_t kMaxFixedSize = 1 << 20;

constexpr std::pair<std::string_view, Kind> kKinds[] = {
    {"null", Kind::kNull},     {"boolean", Kind::kBoolean}, {"int", Kind::kInt},     {"long", Kind::kLong},
    {"float", Kind::kFloat},   {"double", Kind::kDouble},   {"bytes", Kind::kBytes}, {"string", Kind::kString},
    {"fixed", Kind::kFixed},   {"enum", Kind::kEnum},       {"array", Kind::kArray}, {"map", Kind::kMap},
    {"record", Kind::kRecord}, {"union", Kind::kUnion},
};

std::optional<Kind> FindKind(std::string_view name) {
  const auto* found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](auto& row) { return row.first == name; });
  if (found == std::end(kKinds) || found->second == Kind::kUnion) return std::nullopt;
  return found->second;
}

bool IsNamed(Kind kind) { return kind == Kind::kRecord || kind == Kind::kEnum || kind == Kind::kFixed; }
bool IsComplex(Kind kind) { return kind >= Kind::kFixed; }

std::string FullName(const std::string& name, const std::string& enclosing) {
  if (enclosing.empty() || name.find('.') != std::string::npos) return name;
  return enclosing + "." + name;
}

// Builds the tree; remembers the named types by full name. A name whose type is not complete yet maps to nullptr.
class Parser {
 public:
  Result<SchemaPtr> Parse(const Json& json, const std::string& enclosing, int level) {
    if (level > kMaxDepth) return CorruptData("the Avro schema is nested more than {} deep", kMaxDepth);
    if (json.is_string()) return ParseName(json.get<std::string>(), enclosing);
    if (json.is_array()) return ParseUnion(json, enclosing, level);
    if (!json.is_object())
      return CorruptData("an Avro schema is a name, a list or an object, not {}", json.type_name());
    const Json* type = FindMember(json, "type");
    if (type == nullptr) return CorruptData("an Avro schema has no \"type\"");
    if (!type->is_string()) return Parse(*type, enclosing, level + 1);
    auto kind = FindKind(type->get<std::string>());
    if (!kind) return ParseName(type->get<std::string>(), enclosing);
    return ParseObject(*kind, json, enclosing, level);
  }

 private:
  Result<SchemaPtr> ParseName(const std::string& name, const std::string& enclosing) {
    if (auto kind = FindKind(name); kind && !IsComplex(*kind)) {
      auto schema = std::make_shared<Schema>();
      schema->kind = *kind;
      return SchemaPtr(std::move(schema));
    }
    auto found = named_.find(FullName(name, enclosing));
    if (found == named_.end()) found = named_.find(name);
    if (found == named_.end()) return CorruptData("the Avro schema names a type \"{}\" that it does not define", name);
    if (found->second == nullptr) return Unsupported("the Avro type \"{}\" holds itself", name);
    return found->second;
  }

  Result<SchemaPtr> ParseUnion(const Json& branches, const std::string& enclosing, int level) {
    auto schema = std::make_shared<Schema>();
    schema->kind = Kind::kUnion;
    if (branches.empty()) return CorruptData("an Avro union has no branches");
    for (const Json& branch : branches) LP_TRY(AddChild(branch, enclosing, level, schema.get()));
    return SchemaPtr(std::move(schema));
  }

  Result<SchemaPtr> ParseObject(Kind kind, const Json& json, const std::string& enclosing, int level) {
    auto schema = std::make_shared<Schema>();
    schema->kind = kind;
    LP_TRY(ReadAttributes(json, schema.get()));
    std::string inner = enclosing;
    if (IsNamed(kind)) LP_TRY(Name(json, schema.get(), &inner));
    switch (kind) {
      case Kind::kArray: LP_TRY(AddMember(json, "items", inner, level, schema.get())); break;
      case Kind::kMap: LP_TRY(AddMember(json, "values", inner, level, schema.get())); break;
      case Kind::kRecord: LP_TRY(AddFields(json, inner, level, schema.get())); break;
      case Kind::kEnum: {
        LP_ASSIGN(const Json* symbols, GetArray(json, "symbols"));
        schema->symbol_count = static_cast<int32_t>(symbols->size());
        LP_ASSIGN(schema->symbols, FindStrings(json, "symbols"));
        break;
      }
      case Kind::kFixed: {
        LP_ASSIGN(schema->size, GetInt32(json, "size"));
        if (schema->size < 0 || schema->size > kMaxFixedSize) return CorruptData("a fixed of {} bytes", schema->size);
        break;
      }
      default: break;
    }
    if (IsNamed(kind)) named_[schema->name] = schema;
    return SchemaPtr(std::move(schema));
  }

  static Status ReadAttributes(const Json& json, Schema* schema) {
    LP_ASSIGN(auto logical_type, FindString(json, "logicalType"));
    schema->logical_type = logical_type.value_or("");
    LP_ASSIGN(schema->adjust_to_utc, FindBool(json, "adjust-to-utc"));
    LP_ASSIGN(schema->element_id, FindInt32(json, "element-id"));
    LP_ASSIGN(schema->key_id, FindInt32(json, "key-id"));
    LP_ASSIGN(schema->value_id, FindInt32(json, "value-id"));
    if (json.contains("maxLength") && schema->logical_type.ends_with("char")) {
      LP_ASSIGN(schema->max_length, GetInt32(json, "maxLength"));
    }
    if (schema->logical_type != "decimal") return Ok();
    LP_ASSIGN(auto precision, FindInt32(json, "precision"));
    LP_ASSIGN(auto scale, FindInt32(json, "scale"));
    schema->precision = precision.value_or(0);
    schema->scale = scale.value_or(0);
    return Ok();
  }

  // Sets the full name and the namespace for what lies within.
  Status Name(const Json& json, Schema* schema, std::string* inner) {
    LP_ASSIGN(auto name, GetString(json, "name"));
    LP_ASSIGN(auto space, FindString(json, "namespace"));
    schema->name = FullName(name, space.value_or(*inner));
    auto dot = schema->name.rfind('.');
    *inner = dot == std::string::npos ? "" : schema->name.substr(0, dot);
    if (!named_.emplace(schema->name, nullptr).second) {
      return CorruptData("the Avro schema defines \"{}\" twice", schema->name);
    }
    return Ok();
  }

  Status AddMember(const Json& json, const char* key, const std::string& enclosing, int level, Schema* schema) {
    const Json* member = FindMember(json, key);
    if (member == nullptr) return CorruptData("an Avro {} has no \"{}\"", ToString(schema->kind), key);
    return AddChild(*member, enclosing, level, schema);
  }

  Status AddChild(const Json& json, const std::string& enclosing, int level, Schema* schema) {
    LP_ASSIGN(SchemaPtr child, Parse(json, enclosing, level + 1));
    LP_TRY(Deepen(*child, schema));
    schema->children.push_back(std::move(child));
    return Ok();
  }

  Status AddFields(const Json& json, const std::string& enclosing, int level, Schema* schema) {
    LP_ASSIGN(const Json* fields, GetArray(json, "fields"));
    for (const Json& field : *fields) {
      LP_ASSIGN(auto name, GetString(field, "name"), "reading the Avro record \"{}\"", schema->name);
      LP_ASSIGN(auto id, FindInt32(field, "field-id"), "reading the Avro field \"{}\"", name);
      const Json* type = FindMember(field, "type");
      if (type == nullptr) return CorruptData("the Avro field \"{}\" has no \"type\"", name);
      LP_ASSIGN(SchemaPtr child, Parse(*type, enclosing, level + 1), "reading the Avro field \"{}\"", name);
      LP_TRY(Deepen(*child, schema));
      LP_ASSIGN(auto aliases, FindStrings(field, "aliases"), "reading the Avro field \"{}\"", name);
      std::optional<Json> default_value;
      if (field.contains("default")) default_value = field.at("default");
      schema->fields.push_back({std::move(name), id, std::move(child), std::move(aliases), std::move(default_value)});
    }
    return Ok();
  }

  // References let a tree grow deeper than its text.
  static Status Deepen(const Schema& child, Schema* schema) {
    schema->depth = std::max(schema->depth, child.depth + 1);
    if (schema->depth > kMaxDepth) return CorruptData("the Avro schema is nested more than {} deep", kMaxDepth);
    return Ok();
  }

  std::map<std::string, SchemaPtr> named_;
};

}  // namespace

std::string_view ToString(Kind kind) { return kKinds[static_cast<size_t>(kind)].first; }

Result<SchemaPtr> ParseSchema(std::string_view json) {
  LP_ASSIGN(Json parsed, ParseJson(json, "the Avro schema"));
  return Parser().Parse(parsed, "", 1);
}

}  // namespace lakeport::iceberg::avro
