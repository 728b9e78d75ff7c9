#include "iceberg/partition_spec_json.h"

#include <set>
#include <string>
#include <utility>

#include "iceberg/json_members.h"

namespace lakeport::iceberg {
namespace {

constexpr int32_t kFirstPartitionId = 1000;

// Version 3 may name its sources in a list, of one or of several.
Result<int32_t> SourceIdFromJson(const Json& json) {
  const Json* sources = FindMember(json, "source-ids");
  if (FindMember(json, "source-id") != nullptr || sources == nullptr) return GetInt32(json, "source-id");
  if (!sources->is_array() || sources->empty()) return CorruptData("\"source-ids\" must be a list of field ids");
  if (sources->size() > 1) return Unsupported("a transform of {} columns cannot be read yet", sources->size());
  return GetInt32(Json{{"source-ids", sources->front()}}, "source-ids");
}

Result<PartitionField> PartitionFieldFromJson(const Json& json, int32_t default_id) {
  PartitionField field;
  LP_ASSIGN(field.name, GetString(json, "name"));
  LP_ASSIGN(auto transform, GetString(json, "transform"), "reading partition field \"{}\"", field.name);
  field.transform = Transform::Parse(transform);
  LP_ASSIGN(field.source_id, SourceIdFromJson(json), "reading partition field \"{}\"", field.name);
  field.field_id = default_id;
  if (FindMember(json, "field-id") != nullptr) {
    LP_ASSIGN(field.field_id, GetId(json, "field-id"), "reading partition field \"{}\"", field.name);
  }
  return field;
}

Result<SortField> SortFieldFromJson(const Json& json) {
  SortField field;
  LP_ASSIGN(auto transform, GetString(json, "transform"));
  field.transform = Transform::Parse(transform);
  LP_ASSIGN(field.source_id, SourceIdFromJson(json));
  LP_ASSIGN(auto direction, GetString(json, "direction"));
  if (direction != "asc" && direction != "desc")
    return CorruptData("\"direction\" is \"{}\", not asc or desc", direction);
  field.direction = direction == "asc" ? SortDirection::kAscending : SortDirection::kDescending;
  LP_ASSIGN(auto nulls, GetString(json, "null-order"));
  if (nulls != "nulls-first" && nulls != "nulls-last") {
    return CorruptData("\"null-order\" is \"{}\", not nulls-first or nulls-last", nulls);
  }
  field.null_order = nulls == "nulls-first" ? NullOrder::kNullsFirst : NullOrder::kNullsLast;
  return field;
}

}  // namespace

Json PartitionFieldsToJson(const std::vector<PartitionField>& fields) {
  Json json = Json::array();
  for (const auto& field : fields) {
    json.push_back({{"name", field.name},
                    {"transform", field.transform.ToString()},
                    {"source-id", field.source_id},
                    {"field-id", field.field_id}});
  }
  return json;
}

Result<std::vector<PartitionField>> PartitionFieldsFromJson(const Json& json) {
  if (!json.is_array()) return CorruptData("partition fields must be a list, not {}", json.type_name());
  std::vector<PartitionField> fields;
  std::set<int32_t> ids;
  std::set<std::string> names;
  for (const auto& member : json) {
    auto default_id = kFirstPartitionId + static_cast<int32_t>(fields.size());
    LP_ASSIGN(auto field, PartitionFieldFromJson(member, default_id));
    if (!ids.insert(field.field_id).second) return CorruptData("two partition fields have the id {}", field.field_id);
    if (!names.insert(field.name).second) return CorruptData("two partition fields are named \"{}\"", field.name);
    fields.push_back(std::move(field));
  }
  return fields;
}

Json PartitionSpecToJson(const PartitionSpec& spec) {
  return {{"spec-id", spec.spec_id}, {"fields", PartitionFieldsToJson(spec.fields)}};
}

Result<PartitionSpec> PartitionSpecFromJson(const Json& json) {
  PartitionSpec spec;
  LP_ASSIGN(spec.spec_id, GetId(json, "spec-id"));
  LP_ASSIGN(const Json* fields, GetArray(json, "fields"));
  LP_ASSIGN(spec.fields, PartitionFieldsFromJson(*fields), "reading partition spec {}", spec.spec_id);
  return spec;
}

Json SortOrderToJson(const SortOrder& order) {
  Json fields = Json::array();
  for (const auto& field : order.fields) {
    fields.push_back({{"transform", field.transform.ToString()},
                      {"source-id", field.source_id},
                      {"direction", field.direction == SortDirection::kAscending ? "asc" : "desc"},
                      {"null-order", field.null_order == NullOrder::kNullsFirst ? "nulls-first" : "nulls-last"}});
  }
  return {{"order-id", order.order_id}, {"fields", std::move(fields)}};
}

Result<SortOrder> SortOrderFromJson(const Json& json) {
  SortOrder order;
  LP_ASSIGN(order.order_id, GetId(json, "order-id"));
  LP_ASSIGN(const Json* fields, GetArray(json, "fields"));
  for (const auto& member : *fields) {
    LP_ASSIGN(auto field, SortFieldFromJson(member), "reading sort order {}", order.order_id);
    order.fields.push_back(std::move(field));
  }
  return order;
}

}  // namespace lakeport::iceberg
