// The first byte chooses the properties.
#include <array>
#include <map>

#include "read_table.h"
#include "targets.h"

namespace lakeport::fuzz {
namespace {

const std::array<std::map<std::string, std::string>, 5>& Properties() {
  static const std::array<std::map<std::string, std::string>, 5> properties = {{
      {},
      {{"separatorChar", "\t"}, {"quoteChar", "'"}, {"escapeChar", "\\"}},
      {{"escapeChar", "\""}},
      {{"separatorChar", "a"}, {"quoteChar", "b"}, {"escapeChar", "c"}},
      {{"skip.header.line.count", "2"}},
  }};
  return properties;
}

}  // namespace

void CsvSerde(std::string_view input) {
  Input parts(input);
  const auto& properties = Properties().at(parts.Choose(Properties().size()));
  formats::SerdeDescription description{.serde = "org.apache.hadoop.hive.serde2.OpenCSVSerde",
                                        .columns = {{"a", "string"}, {"b", "string"}, {"c", "string"}},
                                        .serde_properties = properties};
  ReadTable(description, parts.rest(), "file");
}

}  // namespace lakeport::fuzz
