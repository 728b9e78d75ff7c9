#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "base/result.h"
#include "base/time.h"
#include "iceberg/table_metadata.h"
#include "iceberg/table_update.h"

namespace lakeport::iceberg {

// Takes table updates one by one; see ApplyUpdates, which it is made for. Pure. For one thread.
class TableMetadataBuilder {
 public:
  // `base` nullptr: a table that does not exist yet.
  TableMetadataBuilder(const TableMetadata* base, Timestamp now);

  Status Apply(const AssignUuid& update);
  Status Apply(const UpgradeFormatVersion& update);
  Status Apply(const AddSchema& update);
  Status Apply(const SetCurrentSchema& update);
  Status Apply(const AddPartitionSpec& update);
  Status Apply(const SetDefaultSpec& update);
  Status Apply(const AddSortOrder& update);
  Status Apply(const SetDefaultSortOrder& update);
  Status Apply(const SetLocation& update);
  Status Apply(const SetProperties& update);
  Status Apply(const RemoveProperties& update);
  Status Apply(const AddSnapshot& update);
  Status Apply(const SetSnapshotRef& update);
  Status Apply(const RemoveSnapshotRef& update);
  Status Apply(const RemoveSnapshots& update);

  // What came of it, when it is whole.
  Result<TableMetadata> Build() &&;

 private:
  Status CheckSnapshot(const Snapshot& snapshot) const;
  Status AdvanceRowIds(const Snapshot& snapshot);
  Status CheckDefaultSpec(const Schema& schema) const;
  Status CheckWhole() const;
  void LogCurrentSnapshot();

  TableMetadata metadata_;
  int64_t snapshot_before_;
  std::optional<int32_t> added_schema_id_;
  std::optional<int32_t> added_spec_id_;
  std::optional<int32_t> added_order_id_;
  std::set<int64_t> added_snapshot_ids_;
};

}  // namespace lakeport::iceberg
