#include "iceberg/partition_summary.h"

#include <cmath>
#include <utility>

namespace lakeport::iceberg {
namespace {

bool IsNaN(const Value& value) {
  if (const auto* f = std::get_if<float>(&value)) return std::isnan(*f);
  if (const auto* d = std::get_if<double>(&value)) return std::isnan(*d);
  return false;
}

// Iceberg's Java library takes a UUID's halves for signed numbers, both when it writes such bounds and when it uses
// them to leave out manifests; bounds in the spec's order would make it miss rows.
int CompareAsJava(const Type& type, const Value& a, const Value& b) {
  if (type.id() != TypeId::kUuid) return CompareValues(type, a, b);
  std::string left = std::get<std::string>(a);
  std::string right = std::get<std::string>(b);
  for (size_t half : {size_t{0}, size_t{8}}) {
    left[half] = static_cast<char>(left[half] ^ 0x80);
    right[half] = static_cast<char>(right[half] ^ 0x80);
  }
  return CompareValues(type, Value(left), Value(right));
}

}  // namespace

PartitionSummary::PartitionSummary(TypePtr partition)
    : partition_(std::move(partition)), fields_(partition_->fields().size()) {}

void PartitionSummary::Add(const std::vector<Value>& values) {
  for (size_t i = 0; i < fields_.size(); ++i) {
    const Type& type = *partition_->fields()[i].type;
    const Value& value = values[i];
    Field& field = fields_[i];
    if (IsNull(value)) {
      field.contains_null = true;
      continue;
    }
    if (IsNaN(value)) {
      field.contains_nan = true;
      continue;
    }
    if (!field.lower || CompareAsJava(type, value, *field.lower) < 0) field.lower = value;
    if (!field.upper || CompareAsJava(type, value, *field.upper) > 0) field.upper = value;
  }
}

std::vector<FieldSummary> PartitionSummary::Summarize() const {
  std::vector<FieldSummary> summaries;
  for (size_t i = 0; i < fields_.size(); ++i) {
    const Type& type = *partition_->fields()[i].type;
    const Field& field = fields_[i];
    FieldSummary summary{.contains_null = field.contains_null, .contains_nan = field.contains_nan};
    if (field.lower) summary.lower_bound = EncodeValue(type, *field.lower);
    if (field.upper) summary.upper_bound = EncodeValue(type, *field.upper);
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

}  // namespace lakeport::iceberg
