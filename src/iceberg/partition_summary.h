#pragma once

#include <optional>
#include <vector>

#include "iceberg/manifest.h"
#include "iceberg/type.h"
#include "iceberg/value.h"

namespace lakeport::iceberg {

// What a manifest list says of the partition values within one manifest (spec, "Manifest Lists", field_summary): bounds
// are whole values, not truncated, and leave NaN out.
class PartitionSummary {
 public:
  explicit PartitionSummary(TypePtr partition);

  // `values` must be of the partition type.
  void Add(const std::vector<Value>& values);
  std::vector<FieldSummary> Summarize() const;

 private:
  struct Field {
    bool contains_null = false;
    bool contains_nan = false;
    std::optional<Value> lower;
    std::optional<Value> upper;
  };

  TypePtr partition_;
  std::vector<Field> fields_;
};

}  // namespace lakeport::iceberg
