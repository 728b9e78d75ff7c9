#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "hive/source.h"
#include "storage/file_io.h"

namespace lakeport::hive {

// What the types of partition keys are, which directory names do not say.
struct PartitionTypes {
  // A key whose values are all whole numbers without leading zeros is an int (bigint when one does not fit), one whose
  // values are all dates like 2024-01-31 a date; every other key is a string. False: every key is a string.
  bool infer = true;
  std::map<std::string, std::string> by_key{};  // key in lower case to Hive type; goes before inference
};

// Parses "infer", "string", or "year=int,day=date" (the other keys are inferred). InvalidArgument for what is no type.
Result<PartitionTypes> ParsePartitionTypes(const std::string& text);

// A directory laid out the way Hive's warehouse is, with no metastore: `<root>/<database>.db/<table>/[key=value/...]`.
// Database "default" is `<root>/default.db`, or else the directories directly in the root that hold data files. Tables
// declare no columns (they come from the files' footers); their format is that of their first data file, by extension
// or by magic. There are no views. Directories of other table formats are given away by their parameters, as a
// metastore has them: table_type=ICEBERG, spark.sql.sources.provider=delta or hudi.
//
// CorruptData from GetTable and VisitPartitions when directories disagree on the partition keys, and when a data file
// lies beside partition directories, where Hive would never read it. Reads names only, directory by directory.
std::unique_ptr<Source> MakeDirectorySource(std::unique_ptr<storage::FileIO> io, Location root, PartitionTypes types);

}  // namespace lakeport::hive
