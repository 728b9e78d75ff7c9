#include "iceberg/avro/record_reader.h"

#include <algorithm>

namespace lakeport::iceberg::avro {
namespace {

size_t FindRule(const Field& field, const std::vector<FieldKey>& keys) {
  auto found = std::find_if(keys.begin(), keys.end(), [&](const FieldKey& key) {
    return field.id ? *field.id == key.id : field.name == *key.name;
  });
  return found == keys.end() ? FieldMatch::kNobody : static_cast<size_t>(found - keys.begin());
}

// Finds the one type in a union but for null. A union of nulls alone has none.
Status StripNull(const Field& field, FieldMatch* match) {
  for (const SchemaPtr& branch : field.type->children) {
    if (branch->kind == Kind::kNull) continue;
    if (match->value != nullptr) return Unsupported("the Avro field \"{}\" is a union of several types", field.name);
    match->value = branch.get();
  }
  match->nullable = true;
  return Ok();
}

Result<FieldMatch> Match(const Field& field, const std::vector<FieldKey>& keys) {
  FieldMatch match{&field, FindRule(field, keys)};
  if (match.rule == FieldMatch::kNobody) return match;
  if (field.type->kind == Kind::kUnion) {
    LP_TRY(StripNull(field, &match));
  } else if (field.type->kind != Kind::kNull) {
    match.value = field.type.get();
  }
  if (match.value != nullptr) return match;
  if (keys[match.rule].required) return CorruptData("the Avro field \"{}\" is always null", field.name);
  match.rule = FieldMatch::kNobody;
  return match;
}

}  // namespace

Result<std::vector<FieldMatch>> MatchFields(const Schema& record, const std::vector<FieldKey>& keys) {
  if (record.kind != Kind::kRecord) return CorruptData("an Avro {} where a record is expected", ToString(record.kind));
  std::vector<FieldMatch> matches;
  std::vector<bool> seen(keys.size());
  for (const Field& field : record.fields) {
    LP_ASSIGN(FieldMatch match, Match(field, keys));
    if (match.rule != FieldMatch::kNobody) {
      if (seen[match.rule]) return CorruptData("the Avro record \"{}\" has \"{}\" twice", record.name, field.name);
      seen[match.rule] = true;
    }
    matches.push_back(match);
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    if (seen[i] || !keys[i].required) continue;
    return CorruptData("the Avro record \"{}\" has no field \"{}\" (id {})", record.name, *keys[i].name, keys[i].id);
  }
  return matches;
}

}  // namespace lakeport::iceberg::avro
