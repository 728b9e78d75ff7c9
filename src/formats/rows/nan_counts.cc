#include "formats/rows/nan_counts.h"

#include <cmath>
#include <vector>

#include <arrow/array.h>

namespace lakeport::formats {
namespace {

using iceberg::NestedField;
using iceberg::TypeId;

using Parents = std::vector<const arrow::Array*>;

// What lies in a struct that is null is no value.
bool IsValue(const arrow::Array& array, const Parents& parents, int64_t row) {
  if (array.IsNull(row)) return false;
  for (const auto* parent : parents) {
    if (parent->IsNull(row)) return false;
  }
  return true;
}

template <typename ArrayType>
int64_t Count(const arrow::Array& array, const Parents& parents) {
  const auto& values = static_cast<const ArrayType&>(array);
  int64_t count = 0;
  for (int64_t row = 0; row < values.length(); ++row) {
    if (std::isnan(values.Value(row)) && IsValue(array, parents, row)) ++count;
  }
  return count;
}

void CountField(const NestedField& field, const arrow::Array& array, Parents& parents,
                std::map<int32_t, int64_t>* counts) {
  switch (field.type->id()) {
    case TypeId::kFloat: (*counts)[field.id] += Count<arrow::FloatArray>(array, parents); break;
    case TypeId::kDouble: (*counts)[field.id] += Count<arrow::DoubleArray>(array, parents); break;
    case TypeId::kStruct: {
      const auto& members = static_cast<const arrow::StructArray&>(array);
      parents.push_back(&array);
      for (int i = 0; i < members.num_fields(); ++i) {
        CountField(field.type->fields()[static_cast<size_t>(i)], *members.field(i), parents, counts);
      }
      parents.pop_back();
      break;
    }
    default: break;
  }
}

}  // namespace

void CountNaNs(const iceberg::Schema& schema, const arrow::RecordBatch& batch, std::map<int32_t, int64_t>* counts) {
  Parents parents;
  for (size_t i = 0; i < schema.fields().size(); ++i) {
    CountField(schema.fields()[i], *batch.column(static_cast<int>(i)), parents, counts);
  }
}

}  // namespace lakeport::formats
