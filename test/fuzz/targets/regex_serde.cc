// The first byte chooses the properties; the expression comes next, up to a zero byte; then the file.
#include "read_table.h"
#include "targets.h"

namespace lakeport::fuzz {

void RegexSerde(std::string_view input) {
  Input parts(input);
  bool any_case = parts.Choose(2) == 1;
  std::string expression(parts.TakeUntil('\0'));
  formats::SerdeDescription description{.serde = "org.apache.hadoop.hive.serde2.RegexSerDe",
                                        .columns = {{"host", "string"}, {"status", "int"}, {"size", "bigint"}}};
  description.serde_properties["input.regex"] = expression;
  if (any_case) description.serde_properties["input.regex.case.insensitive"] = "true";
  ReadTable(description, parts.rest(), "file");
}

}  // namespace lakeport::fuzz
