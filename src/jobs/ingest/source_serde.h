#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/serde.h"
#include "hive/source.h"
#include "hive/table_schema.h"
#include "jobs/ingest/stores.h"

namespace lakeport::ingest {

// What the metastore says of how a table's row-oriented files are read; of a partition's, where it says otherwise.
formats::SerdeDescription DescribeSerde(const hive::Table& table, const hive::PartitionStorage& own = {});

// How they are read; an Avro schema that lies elsewhere is read first. Fails as Serde::Make does, and when that schema
// can't be read.
Result<std::shared_ptr<const formats::Serde>> OpenSerde(Stores& stores, const hive::Table& table,
                                                        const hive::PartitionStorage& own = {});

// The schema of a table whose rows a SerDe reads: the SerDe's own columns where they are not the metastore's, with a
// note. OpenCSVSerde makes everything text, Avro goes by a schema of its own.
Result<hive::TableSchema> ToTableSchema(const hive::Table& table, const formats::Serde& serde);

// The SerDes of a table's partitions, which mostly are one and the same. A partition's own columns are the table's by
// their position, as in Hive, and go by its names. For one thread.
class SerdeCache {
 public:
  SerdeCache(Stores& stores, const hive::Table& table) : stores_(stores), table_(table) {}

  const Result<std::shared_ptr<const formats::Serde>>& Get(const hive::PartitionStorage& own);

 private:
  const std::vector<std::string>& TableNames();

  Stores& stores_;
  const hive::Table& table_;
  std::optional<std::vector<std::string>> names_{};
  hive::PartitionStorage last_own_{};
  std::optional<Result<std::shared_ptr<const formats::Serde>>> last_{};
};

}  // namespace lakeport::ingest
