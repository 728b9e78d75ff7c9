#pragma once

#include <optional>
#include <string>

#include "hive/source.h"

namespace lakeport::hive {

// "parquet", "csv", "delta": the format of a table that Spark made by its own formats, in lower case; nullopt for a
// table of Hive's.
std::optional<std::string> FindSparkProvider(const Table& table);

// Parquet or ORC, for a table that Spark made as such; nullopt for others.
std::optional<StorageFormat> FindSparkFormat(const Table& table);

// The table with what Spark's notes in its parameters (`spark.sql.sources.*`) say of it. Names get the case that Spark
// gave them, where they are still those of the metastore's columns. A Parquet or ORC table that Hive can't read, for
// which the metastore has placeholders, gets Spark's columns, format and location. Notes that can't be read count for
// nothing. Pure.
Table WithSparkNotes(Table table);

}  // namespace lakeport::hive
