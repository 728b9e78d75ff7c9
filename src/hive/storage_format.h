#pragma once

#include <string_view>

#include "hive/source.h"

namespace lakeport::hive {

// What a metastore's input format and SerDe classes say of the files. kUnknown for classes that we do not know, and for
// ones that only look like a known format: a Hudi or a symlink table is not the Parquet or text that its files are.
StorageFormat ToStorageFormat(std::string_view input_format, std::string_view serde);

// By a file's extension: "part-0.snappy.parquet", "x.orc". kUnknown for others and for none.
StorageFormat FormatByExtension(std::string_view file_name);
// By a file's first bytes, of which 4 are enough: Parquet, ORC or Avro.
StorageFormat FormatByMagic(std::string_view first_bytes);

}  // namespace lakeport::hive
