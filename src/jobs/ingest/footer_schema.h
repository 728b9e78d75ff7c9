#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "formats/footer.h"
#include "iceberg/type.h"

namespace lakeport::ingest {

// The columns of a table that declares none, put together from its files' footers: those of the first file, then what
// later files add. Names in lower case, all optional. A column that files have in several types gets the one that the
// others may be promoted to.
class FooterSchema {
 public:
  // Columns that are there before any file: of a table whose files are not all looked into.
  void StartWith(std::vector<iceberg::NestedField> fields) { fields_ = std::move(fields); }

  // InvalidArgument, which names the column, when the file contradicts those before it or itself, and when Iceberg has
  // no type for a column. The schema is of no use after that.
  Status Add(const formats::FileFooter& footer);

  // Ids all 0; without the columns named in `except` (partition keys, which come from the path).
  std::vector<iceberg::NestedField> FieldsExcept(const std::vector<std::string>& except) const;

 private:
  std::vector<iceberg::NestedField> fields_;
};

}  // namespace lakeport::ingest
