#include "iceberg/table_update.h"

#include <utility>

#include "iceberg/table_metadata_builder.h"

namespace lakeport::iceberg {
namespace {

template <typename T>
Status Expect(const char* what, const T& actual, const T& expected) {
  if (actual == expected) return Ok();
  return Conflict("the table's {} is {}, not {}", what, actual, expected);
}

std::string SnapshotText(std::optional<int64_t> snapshot_id) {
  return snapshot_id ? fmt::format("at snapshot {}", *snapshot_id) : "not there";
}

// Checks requirements of a table that exists.
class RequirementCheck {
 public:
  explicit RequirementCheck(const TableMetadata& base) : base_(base) {}

  Status operator()(const AssertCreate&) const { return AlreadyExists("the table exists already"); }
  Status operator()(const AssertUuid& r) const { return Expect("uuid", base_.table_uuid, r.uuid); }
  Status operator()(const AssertRefSnapshotId& r) const {
    auto found = base_.refs.find(r.ref);
    std::optional<int64_t> actual;
    if (found != base_.refs.end()) actual = found->second.snapshot_id;
    if (actual == r.snapshot_id) return Ok();
    return Conflict("the table's {} is {}; expected {}", r.ref, SnapshotText(actual), SnapshotText(r.snapshot_id));
  }
  Status operator()(const AssertCurrentSchemaId& r) const {
    return Expect("current schema", base_.current_schema_id, r.schema_id);
  }
  Status operator()(const AssertDefaultSpecId& r) const {
    return Expect("default partition spec", base_.default_spec_id, r.spec_id);
  }
  Status operator()(const AssertLastAssignedFieldId& r) const {
    return Expect("last column id", base_.last_column_id, r.last_column_id);
  }
  Status operator()(const AssertLastAssignedPartitionId& r) const {
    return Expect("last partition field id", base_.last_partition_id, r.last_partition_id);
  }
  Status operator()(const AssertDefaultSortOrderId& r) const {
    return Expect("default sort order", base_.default_sort_order_id, r.order_id);
  }

 private:
  const TableMetadata& base_;
};

}  // namespace

Status CheckRequirements(const TableMetadata* base, const std::vector<TableRequirement>& requirements) {
  for (const auto& requirement : requirements) {
    if (base != nullptr) {
      LP_TRY(std::visit(RequirementCheck(*base), requirement));
    } else if (!std::holds_alternative<AssertCreate>(requirement)) {
      return Conflict("the table is not there any more");
    }
  }
  return Ok();
}

Result<TableMetadata> ApplyUpdates(const TableMetadata* base, const std::vector<TableUpdate>& updates, Timestamp now) {
  TableMetadataBuilder builder(base, now);
  for (const auto& update : updates) {
    LP_TRY(std::visit([&builder](const auto& one) { return builder.Apply(one); }, update));
  }
  return std::move(builder).Build();
}

}  // namespace lakeport::iceberg
