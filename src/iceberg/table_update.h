#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "iceberg/table_metadata.h"

namespace lakeport::iceberg {

// The changes that a commit is made of, by the names of the REST catalog's specification.
struct AssignUuid {
  std::string uuid;
};
struct UpgradeFormatVersion {
  int32_t format_version = 2;
};
struct AddSchema {
  Schema schema;
};
struct SetCurrentSchema {
  int32_t schema_id = -1;
};  // -1: the one added last
struct AddPartitionSpec {
  PartitionSpec spec;
};
struct SetDefaultSpec {
  int32_t spec_id = -1;
};  // -1: the one added last
struct AddSortOrder {
  SortOrder order;
};
struct SetDefaultSortOrder {
  int32_t order_id = -1;
};  // -1: the one added last
struct SetLocation {
  std::string location;
};
struct SetProperties {
  std::map<std::string, std::string> properties;
};
struct RemoveProperties {
  std::vector<std::string> keys;
};
struct AddSnapshot {
  Snapshot snapshot;
};
struct SetSnapshotRef {
  std::string name;
  SnapshotRef ref;
};
struct RemoveSnapshotRef {
  std::string name;
};  // without "main" the table has no current snapshot
struct RemoveSnapshots {
  std::vector<int64_t> snapshot_ids;
};  // with the references to them; those that are not there are no mistake

using TableUpdate = std::variant<AssignUuid, UpgradeFormatVersion, AddSchema, SetCurrentSchema, AddPartitionSpec,
                                 SetDefaultSpec, AddSortOrder, SetDefaultSortOrder, SetLocation, SetProperties,
                                 RemoveProperties, AddSnapshot, SetSnapshotRef, RemoveSnapshotRef, RemoveSnapshots>;

// What must hold for a commit to go through; what does not is Conflict.
struct AssertCreate {};  // the table must not exist (AlreadyExists)
struct AssertUuid {
  std::string uuid;
};
struct AssertRefSnapshotId {
  std::string ref;
  std::optional<int64_t> snapshot_id;
};  // nullopt: no such ref
struct AssertCurrentSchemaId {
  int32_t schema_id = 0;
};
struct AssertDefaultSpecId {
  int32_t spec_id = 0;
};
struct AssertLastAssignedFieldId {
  int32_t last_column_id = 0;
};
struct AssertLastAssignedPartitionId {
  int32_t last_partition_id = 0;
};
struct AssertDefaultSortOrderId {
  int32_t order_id = 0;
};

using TableRequirement =
    std::variant<AssertCreate, AssertUuid, AssertRefSnapshotId, AssertCurrentSchemaId, AssertDefaultSpecId,
                 AssertLastAssignedFieldId, AssertLastAssignedPartitionId, AssertDefaultSortOrderId>;

// `base` is nullptr when the table does not exist.
Status CheckRequirements(const TableMetadata* base, const std::vector<TableRequirement>& requirements);

// The metadata after `updates`; pure. What each does is what Iceberg's TableMetadata.Builder does: a schema, spec or
// order that the table has already is not added twice; ids given are only a wish, and -1 means the one added last; main
// moves the current snapshot and the snapshot log. The metadata log is left to the commit, which knows the file before.
// `base` nullptr starts an empty table of version 2: it needs a uuid, a location and a current schema, and is
// unpartitioned and unsorted unless said otherwise. `now` becomes last-updated-ms, unless the table or an added
// snapshot is newer. InvalidArgument when an update contradicts the table, Conflict when a snapshot's sequence number
// is taken already, Unsupported for a format version that is not written.
Result<TableMetadata> ApplyUpdates(const TableMetadata* base, const std::vector<TableUpdate>& updates, Timestamp now);

}  // namespace lakeport::iceberg
