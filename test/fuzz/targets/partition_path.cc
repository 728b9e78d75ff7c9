// A path below a table: its directories' names, escaped, with a value each for a key of every type.
#include "hive/partition_path.h"

#include <array>

#include "hive/partition_value.h"
#include "hivetype/hive_type.h"
#include "input.h"
#include "targets.h"

namespace lakeport::fuzz {
namespace {

const std::vector<hive::HiveType>& KeyTypes() {
  static const std::vector<hive::HiveType> types = [] {
    constexpr std::array<const char*, 15> kTexts = {
        "boolean",    "tinyint", "smallint",       "int",       "bigint",
        "float",      "double",  "decimal(38,10)", "string",    "char(4)",
        "varchar(4)", "binary",  "date",           "timestamp", "timestamp with local time zone"};
    std::vector<hive::HiveType> parsed;
    for (const char* text : kTexts) parsed.push_back(hive::ParseHiveType(text).value());
    return parsed;
  }();
  return types;
}

void UseDirectory(std::string_view name) {
  auto part = hive::ParsePathPart(name);
  if (!part) return;
  for (const auto& type : KeyTypes()) {
    auto value = hive::ParsePartitionValue(type, part->value);
    if (!part->value) Require(value.ok() && iceberg::IsNull(*value), "the default partition is null of any type");
  }
  auto written = hive::ParsePathPart(hive::FormatPartitionPath({part->key}, {part->value}));
  if (part->value == "") part->value = std::nullopt;  // which Hive can't tell apart
  Require(written && written->value == part->value, "a value that is written is read again");
}

}  // namespace

void PartitionPath(std::string_view input) {
  Require(hive::UnescapePathName(hive::EscapePathName(input)) == input, "what is escaped is itself when unescaped");
  Input parts(input);
  while (!parts.rest().empty()) UseDirectory(parts.TakeUntil('/'));
}

}  // namespace lakeport::fuzz
