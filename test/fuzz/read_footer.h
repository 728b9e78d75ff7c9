#pragma once

#include <string_view>

#include "columns.h"
#include "formats/footer.h"
#include "iceberg/name_mapping.h"
#include "input.h"

namespace lakeport::fuzz {

// Reads a footer, and all that is done with one.
inline void UseFooter(iceberg::FileFormat format, std::string_view bytes) {
  auto footer = formats::ReadFooter(format, *FileOf(bytes));
  if (!footer.ok()) return;
  auto schema = SchemaOf(footer->columns);
  auto mapping = iceberg::MakeNameMapping(schema);
  auto metrics = formats::ComputeMetrics(*footer, schema, mapping);
  Require(metrics.record_count == footer->record_count, "the metrics count the footer's rows");
  static_cast<void>(formats::CompareSchemas(*footer, schema, mapping));
}

}  // namespace lakeport::fuzz
