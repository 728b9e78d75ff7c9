#include "jobs/ingest/source_serde.h"

#include <utility>

namespace lakeport::ingest {
namespace {

void PutOver(std::map<std::string, std::string>& properties, const std::map<std::string, std::string>& own) {
  for (const auto& [key, value] : own) properties[key] = value;
}

}  // namespace

formats::SerdeDescription DescribeSerde(const hive::Table& table, const hive::PartitionStorage& own) {
  formats::SerdeDescription description{
      .input_format = own.input_format.empty() ? table.input_format : own.input_format,
      .serde = own.serde.empty() ? table.serde : own.serde,
      .serde_properties = table.serde_parameters,
      .table_properties = table.parameters};
  for (const auto& column : own.columns.empty() ? table.columns : own.columns) {
    description.columns.push_back({column.name, column.type});
  }
  PutOver(description.serde_properties, own.serde_parameters);
  PutOver(description.table_properties, own.parameters);
  return description;
}

Result<std::shared_ptr<const formats::Serde>> OpenSerde(Stores& stores, const hive::Table& table,
                                                        const hive::PartitionStorage& own) {
  auto description = DescribeSerde(table, own);
  if (auto url = formats::FindAvroSchemaUrl(description)) {
    LP_ASSIGN(Location location, Location::Parse(*url), "looking for the Avro schema of {}.{}", table.database,
              table.name);
    LP_ASSIGN(storage::FileIO * io, stores.Get(location));
    LP_ASSIGN(description.avro_schema, storage::ReadFile(*io, location), "reading the Avro schema of {}.{}",
              table.database, table.name);
  }
  return formats::Serde::Make(description);
}

const Result<std::shared_ptr<const formats::Serde>>& SerdeCache::Get(const hive::PartitionStorage& own) {
  if (!last_ || !(own == last_own_)) {
    last_.emplace(OpenSerde(stores_, table_, own));
    last_own_ = own;
  }
  return *last_;
}

}  // namespace lakeport::ingest
