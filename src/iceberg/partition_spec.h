#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/schema.h"

namespace lakeport::iceberg {

enum class TransformKind { kIdentity, kBucket, kTruncate, kYear, kMonth, kDay, kHour, kVoid, kUnknown };

// How a partition value comes from a column's (spec, "Partition Transforms"). An unknown one keeps its text.
struct Transform {
  TransformKind kind = TransformKind::kIdentity;
  int32_t parameter = 0;  // bucket[16]: 16; truncate[4]: 4
  std::string text{};     // kUnknown only

  static Transform Parse(const std::string& text);
  std::string ToString() const;
  // True when the spec lets this transform be made of a column of `source`; never for an unknown one.
  bool CanTransform(const Type& source) const;
  // The partition field's type for a column of `source`; date for day, as all writers have it.
  TypePtr ResultType(const TypePtr& source) const;
  friend bool operator==(const Transform&, const Transform&) = default;
};

struct PartitionField {
  int32_t source_id = 0;
  int32_t field_id = 0;  // 1000 and up
  std::string name;
  Transform transform;
  friend bool operator==(const PartitionField&, const PartitionField&) = default;
};

struct PartitionSpec {
  int32_t spec_id = 0;
  std::vector<PartitionField> fields;

  bool is_unpartitioned() const { return fields.empty(); }
  int32_t last_assigned_id() const;  // 999 when unpartitioned
  // The struct of partition values: field ids and names of the spec, types by transform. CorruptData when a source
  // column is not in `schema`; but a void field of a dropped column has type unknown.
  Result<TypePtr> PartitionType(const Schema& schema) const;
  // Equal sources, transforms and names in the same order, whatever the ids.
  bool SameFields(const PartitionSpec& other) const;
  friend bool operator==(const PartitionSpec&, const PartitionSpec&) = default;
};

enum class SortDirection { kAscending, kDescending };
enum class NullOrder { kNullsFirst, kNullsLast };

struct SortField {
  Transform transform;
  int32_t source_id = 0;
  SortDirection direction = SortDirection::kAscending;
  NullOrder null_order = NullOrder::kNullsFirst;
  friend bool operator==(const SortField&, const SortField&) = default;
};

struct SortOrder {
  int32_t order_id = 0;  // 0: unsorted
  std::vector<SortField> fields;
  friend bool operator==(const SortOrder&, const SortOrder&) = default;
};

}  // namespace lakeport::iceberg
