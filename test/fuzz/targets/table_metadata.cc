#include "iceberg/table_metadata_json.h"
#include "input.h"
#include "targets.h"

namespace lakeport::fuzz {

void TableMetadata(std::string_view input) {
  auto json = ParseJson(input, "the input");
  if (!json.ok()) return;
  auto metadata = iceberg::TableMetadataFromJson(*json);
  if (!metadata.ok()) return;
  auto text = FormatJson(iceberg::TableMetadataToJson(*metadata));
  auto written = ParseJson(text, "what was written");
  Require(written.ok(), "what is written is JSON");
  auto again = iceberg::TableMetadataFromJson(*written);
  Require(again.ok(), "what is written can be read");
  Require(FormatJson(iceberg::TableMetadataToJson(*again)) == text, "what is read is written the same again");
}

}  // namespace lakeport::fuzz
