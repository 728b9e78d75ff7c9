#include "iceberg/partition_spec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace lakeport::iceberg {
namespace {

// Partition field ids begin at 1000 (spec, "Partition Evolution").
constexpr int32_t kBeforeFirstPartitionId = 999;

constexpr std::array<std::pair<TransformKind, std::string_view>, 8> kNames{{
    {TransformKind::kIdentity, "identity"},
    {TransformKind::kBucket, "bucket"},
    {TransformKind::kTruncate, "truncate"},
    {TransformKind::kYear, "year"},
    {TransformKind::kMonth, "month"},
    {TransformKind::kDay, "day"},
    {TransformKind::kHour, "hour"},
    {TransformKind::kVoid, "void"},
}};

using T = TypeId;
// What each transform but void can be made of, in the order of TransformKind.
const std::array<std::vector<TypeId>, 7> kSourceTypes{{
    {T::kBoolean, T::kInt, T::kLong, T::kFloat, T::kDouble, T::kDecimal, T::kDate, T::kTime, T::kTimestamp,
     T::kTimestampTz, T::kTimestampNs, T::kTimestampTzNs, T::kString, T::kUuid, T::kFixed, T::kBinary},
    {T::kInt, T::kLong, T::kDecimal, T::kDate, T::kTime, T::kTimestamp, T::kTimestampTz, T::kTimestampNs,
     T::kTimestampTzNs, T::kString, T::kUuid, T::kFixed, T::kBinary},
    {T::kInt, T::kLong, T::kDecimal, T::kString, T::kBinary},
    {T::kDate, T::kTimestamp, T::kTimestampTz, T::kTimestampNs, T::kTimestampTzNs},
    {T::kDate, T::kTimestamp, T::kTimestampTz, T::kTimestampNs, T::kTimestampTzNs},
    {T::kDate, T::kTimestamp, T::kTimestampTz, T::kTimestampNs, T::kTimestampTzNs},
    {T::kTimestamp, T::kTimestampTz, T::kTimestampNs, T::kTimestampTzNs},
}};

bool HasParameter(TransformKind kind) { return kind == TransformKind::kBucket || kind == TransformKind::kTruncate; }

// 16 of "bucket[16]", when `name` is "bucket".
std::optional<int32_t> ParseParameter(std::string_view text, std::string_view name) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  if (!text.starts_with('[') || !text.ends_with(']')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  int32_t parameter = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parameter);
  if (error != std::errc() || end != text.data() + text.size() || parameter < 1) return std::nullopt;
  return parameter;
}

}  // namespace

Transform Transform::Parse(const std::string& text) {
  for (auto [kind, name] : kNames) {
    if (!HasParameter(kind)) {
      if (text == name) return {.kind = kind};
      continue;
    }
    if (auto parameter = ParseParameter(text, name)) return {.kind = kind, .parameter = *parameter};
  }
  return {.kind = TransformKind::kUnknown, .text = text};
}

std::string Transform::ToString() const {
  if (kind == TransformKind::kUnknown) return text;
  auto name = kNames.at(static_cast<size_t>(kind)).second;
  return HasParameter(kind) ? fmt::format("{}[{}]", name, parameter) : std::string(name);
}

bool Transform::CanTransform(const Type& source) const {
  if (kind == TransformKind::kVoid) return true;
  if (kind == TransformKind::kUnknown) return false;
  const auto& types = kSourceTypes.at(static_cast<size_t>(kind));
  return std::find(types.begin(), types.end(), source.id()) != types.end();
}

TypePtr Transform::ResultType(const TypePtr& source) const {
  switch (kind) {
    case TransformKind::kBucket:
    case TransformKind::kYear:
    case TransformKind::kMonth:
    case TransformKind::kHour: return Type::Primitive(TypeId::kInt);
    case TransformKind::kDay: return Type::Primitive(TypeId::kDate);
    case TransformKind::kUnknown: return Type::Primitive(TypeId::kString);
    case TransformKind::kIdentity:
    case TransformKind::kTruncate:
    case TransformKind::kVoid: break;
  }
  return source;
}

int32_t PartitionSpec::last_assigned_id() const {
  int32_t last = kBeforeFirstPartitionId;
  for (const auto& field : fields) last = std::max(last, field.field_id);
  return last;
}

bool PartitionSpec::SameFields(const PartitionSpec& other) const {
  return std::equal(fields.begin(), fields.end(), other.fields.begin(), other.fields.end(),
                    [](const PartitionField& a, const PartitionField& b) {
                      return a.source_id == b.source_id && a.transform == b.transform && a.name == b.name;
                    });
}

Result<TypePtr> PartitionSpec::PartitionType(const Schema& schema) const {
  std::vector<NestedField> members;
  for (const auto& field : fields) {
    const NestedField* source = schema.FindField(field.source_id);
    if (source == nullptr && field.transform.kind != TransformKind::kVoid) {
      return CorruptData("partition field \"{}\" is made of column {}, which schema {} does not have", field.name,
                         field.source_id, schema.schema_id());
    }
    TypePtr type = source == nullptr ? Type::Primitive(TypeId::kUnknown) : field.transform.ResultType(source->type);
    members.push_back({.id = field.field_id, .name = field.name, .type = std::move(type)});
  }
  return Type::Struct(std::move(members));
}

}  // namespace lakeport::iceberg
