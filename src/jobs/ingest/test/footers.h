#pragma once

#include <string>
#include <utility>
#include <vector>

#include "formats/footer.h"

namespace lakeport::ingest {

// Footers as readers make them, written by hand.
inline formats::FileColumn FooterColumn(std::string name, iceberg::TypePtr type, std::string physical = "") {
  return {.name = std::move(name), .type = std::move(type), .physical = std::move(physical)};
}

inline formats::FileColumn FooterColumn(std::string name, iceberg::TypeId type) {
  return FooterColumn(std::move(name), iceberg::Type::Primitive(type), "a column");
}

inline formats::FileColumn StructColumn(std::string name, std::vector<formats::FileColumn> members) {
  formats::FileColumn column = FooterColumn(std::move(name), iceberg::Type::Struct({}), "a struct");
  column.children = std::move(members);
  return column;
}

inline formats::FileFooter FooterOf(std::vector<formats::FileColumn> columns,
                                    iceberg::FileFormat format = iceberg::FileFormat::kParquet) {
  return {.format = format, .record_count = 3, .columns = std::move(columns), .split_offsets = {}, .writer = "by hand"};
}

}  // namespace lakeport::ingest
