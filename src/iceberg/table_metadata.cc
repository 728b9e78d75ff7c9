#include "iceberg/table_metadata.h"

#include <algorithm>

namespace lakeport::iceberg {
namespace {

template <typename T, typename Matches>
const T* FindIn(const std::vector<T>& list, Matches matches) {
  auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Schema& TableMetadata::schema() const {
  static const Schema kNone;
  const Schema* current = FindSchema(current_schema_id);
  return current == nullptr ? kNone : *current;
}

const PartitionSpec& TableMetadata::spec() const {
  static const PartitionSpec kNone;
  const PartitionSpec* current = FindSpec(default_spec_id);
  return current == nullptr ? kNone : *current;
}

const PartitionSpec* TableMetadata::FindSpec(int32_t spec_id) const {
  return FindIn(partition_specs, [=](const PartitionSpec& spec) { return spec.spec_id == spec_id; });
}

const Schema* TableMetadata::FindSchema(int32_t schema_id) const {
  return FindIn(schemas, [=](const Schema& schema) { return schema.schema_id() == schema_id; });
}

const SortOrder* TableMetadata::FindSortOrder(int32_t order_id) const {
  return FindIn(sort_orders, [=](const SortOrder& order) { return order.order_id == order_id; });
}

const Snapshot* TableMetadata::current_snapshot() const {
  return current_snapshot_id == kNoSnapshot ? nullptr : FindSnapshot(current_snapshot_id);
}

const Snapshot* TableMetadata::FindSnapshot(int64_t snapshot_id) const {
  return FindIn(snapshots, [=](const Snapshot& snapshot) { return snapshot.snapshot_id == snapshot_id; });
}

}  // namespace lakeport::iceberg
