#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/serde.h"
#include "hive/file_listing.h"
#include "hive/source.h"
#include "hivetype/hive_type.h"
#include "iceberg/value.h"
#include "jobs/ingest/stores.h"

namespace lakeport::ingest {

// One partition of a Hive table, or the whole of an unpartitioned one.
struct SourcePartition {
  std::string path;  // "day=2024-01-01/region=eu", as Hive writes it; empty for an unpartitioned table
  std::vector<iceberg::Value> values;
  hive::StorageFormat format = hive::StorageFormat::kUnknown;
  Location location;
  std::shared_ptr<const formats::Serde> serde{};  // of files that only rows can be taken from
  std::string version{};                          // partition_version.h; empty unless asked for
};

// What lies in it. What is wrong with it is a fact here: whether it matters is for the plan to say.
struct ListedPartition {
  std::shared_ptr<const SourcePartition> partition;
  hive::FileListing files;
  bool is_missing = false;            // there is no such directory
  std::optional<Error> bad_values{};  // a value is none of its key's type
  std::optional<Error> bad_serde{};   // its files can neither be adopted nor read
};

struct ListOptions {
  hive::NestedFiles nested = hive::NestedFiles::kLeave;
  bool versions = false;  // of the partitions
  int threads = 8;
  std::stop_token stop{};
};

// Lists a table partition by partition, in the source's order, in batches of some hundred partitions or some thousand
// files, so that memory does not grow with the table. Stops at the first error, which it returns: the source's, a
// store's, or the visitor's. `key_types` are those of the table's partition keys.
Status VisitSourceFiles(hive::Source& source, Stores& stores, const hive::Table& table,
                        const std::vector<hive::HiveType>& key_types, const ListOptions& options,
                        const std::function<Status(std::vector<ListedPartition>)>& visit);

}  // namespace lakeport::ingest
