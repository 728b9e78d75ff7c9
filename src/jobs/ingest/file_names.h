#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/footer.h"
#include "iceberg/name_mapping.h"
#include "iceberg/schema.h"

namespace lakeport::ingest {

// A name under which a file has a column of the table, and which the mapping does not list.
struct FileName {
  int32_t field_id = 0;
  std::string name;
  friend bool operator==(const FileName&, const FileName&) = default;
};

// The names that `mapping` needs to read this file as Hive does: those that differ in case only, at every depth, and
// ORC's positional "_col0", "_col1", ... for the first `data_columns` columns of the table. Empty for most files. Pure.
std::vector<FileName> FindFileNames(const formats::FileFooter& footer, const iceberg::Schema& schema,
                                    size_t data_columns, const iceberg::NameMapping& mapping);

// Adds them, each once.
void AddFileNames(const std::vector<FileName>& names, iceberg::NameMapping& mapping);

}  // namespace lakeport::ingest
