#include "metastore/wire.h"

#include <utility>

namespace lakeport::metastore {

namespace {

std::vector<wire::FieldSchema> ToWire(const std::vector<Column>& columns) {
  std::vector<wire::FieldSchema> fields;
  fields.reserve(columns.size());
  for (const auto& column : columns) {
    auto& field = fields.emplace_back();
    field.__set_name(column.name);
    field.__set_type(column.type);
    if (!column.comment.empty()) field.__set_comment(column.comment);
  }
  return fields;
}

std::vector<Column> FromWire(std::vector<wire::FieldSchema> fields) {
  std::vector<Column> columns;
  columns.reserve(fields.size());
  for (auto& field : fields) {
    columns.push_back({std::move(field.name), std::move(field.type), std::move(field.comment)});
  }
  return columns;
}

wire::StorageDescriptor ToWire(const StorageDescriptor& storage) {
  wire::StorageDescriptor sd;
  sd.__set_cols(ToWire(storage.columns));
  if (!storage.location.empty()) sd.__set_location(storage.location);
  if (!storage.input_format.empty()) sd.__set_inputFormat(storage.input_format);
  if (!storage.output_format.empty()) sd.__set_outputFormat(storage.output_format);
  sd.__set_compressed(storage.compressed);
  sd.__set_numBuckets(storage.bucket_count);
  wire::SerDeInfo serde;
  if (!storage.serde_name.empty()) serde.__set_name(storage.serde_name);
  if (!storage.serde.empty()) serde.__set_serializationLib(storage.serde);
  serde.__set_parameters(storage.serde_parameters);
  sd.__set_serdeInfo(serde);
  sd.__set_bucketCols(storage.bucket_columns);
  std::vector<wire::Order> orders;
  for (const auto& sort : storage.sort_columns) {
    auto& order = orders.emplace_back();
    order.__set_col(sort.name);
    order.__set_order(sort.ascending ? 1 : 0);
  }
  sd.__set_sortCols(orders);
  sd.__set_parameters(storage.parameters);
  sd.__set_storedAsSubDirectories(storage.stored_as_subdirectories);
  return sd;
}

StorageDescriptor FromWire(wire::StorageDescriptor sd) {
  StorageDescriptor storage;
  storage.columns = FromWire(std::move(sd.cols));
  storage.location = std::move(sd.location);
  storage.input_format = std::move(sd.inputFormat);
  storage.output_format = std::move(sd.outputFormat);
  storage.compressed = sd.compressed;
  storage.bucket_count = sd.numBuckets;
  storage.serde_name = std::move(sd.serdeInfo.name);
  storage.serde = std::move(sd.serdeInfo.serializationLib);
  storage.serde_parameters = std::move(sd.serdeInfo.parameters);
  storage.bucket_columns = std::move(sd.bucketCols);
  for (auto& order : sd.sortCols) storage.sort_columns.push_back({std::move(order.col), order.order != 0});
  storage.parameters = std::move(sd.parameters);
  storage.stored_as_subdirectories = sd.storedAsSubDirectories;
  return storage;
}

}  // namespace

wire::Database ToWire(const Database& database) {
  wire::Database result;
  result.__set_name(database.name);
  result.__set_description(database.description);
  if (!database.location.empty()) result.__set_locationUri(database.location);
  result.__set_parameters(database.parameters);
  if (!database.owner.empty()) result.__set_ownerName(database.owner);
  if (!database.owner.empty()) result.__set_ownerType(1);
  return result;
}

Database FromWire(wire::Database database) {
  return {.name = std::move(database.name),
          .description = std::move(database.description),
          .location = std::move(database.locationUri),
          .parameters = std::move(database.parameters),
          .owner = std::move(database.ownerName)};
}

wire::Table ToWire(const Table& table) {
  wire::Table result;
  result.__set_dbName(table.database);
  result.__set_tableName(table.name);
  result.__set_owner(table.owner);
  if (table.owner_type) result.__set_ownerType(*table.owner_type);
  result.__set_createTime(table.create_time);
  result.__set_lastAccessTime(table.last_access_time);
  result.__set_retention(table.retention);
  result.__set_sd(ToWire(table.storage));
  result.__set_partitionKeys(ToWire(table.partition_keys));
  result.__set_parameters(table.parameters);
  if (!table.view_original_text.empty()) result.__set_viewOriginalText(table.view_original_text);
  if (!table.view_expanded_text.empty()) result.__set_viewExpandedText(table.view_expanded_text);
  result.__set_tableType(table.type);
  return result;
}

Table FromWire(wire::Table table) {
  Table result{.database = std::move(table.dbName), .name = std::move(table.tableName)};
  result.owner = std::move(table.owner);
  if (table.__isset.ownerType) result.owner_type = table.ownerType;
  result.create_time = table.createTime;
  result.last_access_time = table.lastAccessTime;
  result.retention = table.retention;
  result.storage = FromWire(std::move(table.sd));
  result.partition_keys = FromWire(std::move(table.partitionKeys));
  result.parameters = std::move(table.parameters);
  result.view_original_text = std::move(table.viewOriginalText);
  result.view_expanded_text = std::move(table.viewExpandedText);
  result.type = std::move(table.tableType);
  return result;
}

wire::Partition ToWire(const std::string& database, const std::string& table, const Partition& partition) {
  wire::Partition result;
  result.__set_values(partition.values);
  result.__set_dbName(database);
  result.__set_tableName(table);
  result.__set_sd(ToWire(partition.storage));
  result.__set_parameters(partition.parameters);
  return result;
}

Partition FromWire(wire::Partition partition) {
  return {.values = std::move(partition.values),
          .storage = FromWire(std::move(partition.sd)),
          .parameters = std::move(partition.parameters)};
}

wire::LockRequest ToWire(const LockRequest& request) {
  wire::LockComponent component;
  component.__set_type(wire::LockType::EXCLUSIVE);
  component.__set_level(wire::LockLevel::TABLE);
  component.__set_dbname(request.database);
  component.__set_tablename(request.table);
  wire::LockRequest result;
  result.__set_component({component});
  result.__set_user(request.user);
  result.__set_hostname(request.host);
  result.__set_agentInfo(request.agent);
  return result;
}

LockState FromWire(wire::LockState::type state) {
  switch (state) {
    case wire::LockState::ACQUIRED: return LockState::kAcquired;
    case wire::LockState::WAITING: return LockState::kWaiting;
    case wire::LockState::NOT_ACQUIRED: return LockState::kNotAcquired;
    case wire::LockState::ABORT: break;
  }
  return LockState::kAborted;
}

}  // namespace lakeport::metastore
