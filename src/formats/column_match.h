#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "formats/footer.h"
#include "iceberg/name_mapping.h"

namespace lakeport::formats {

// A file's column, and the id of the table's field that it holds; no id when the table has none for it.
struct MatchedColumn {
  const FileColumn* column = nullptr;  // within the footer
  std::optional<int32_t> field_id{};
  std::vector<MatchedColumn> children{};
};

// True when any column carries a field id: then ids alone count, as in Iceberg's Java library.
bool HasFieldIds(const std::vector<FileColumn>& columns);

// By field id when the file has ids, else by `mapping`. `columns` must outlive the result.
std::vector<MatchedColumn> MatchColumns(const std::vector<FileColumn>& columns, const iceberg::NameMapping& mapping);

}  // namespace lakeport::formats
