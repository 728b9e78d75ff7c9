// The first byte chooses the table; for the last one its schema comes next, up to a zero byte; then the file.
#include <array>

#include "read_table.h"
#include "targets.h"

namespace lakeport::fuzz {
namespace {

constexpr const char* kEvolved =
    R"({"type": "record", "name": "table", "fields": [
      {"name": "l", "type": "long"},
      {"name": "i", "type": "double"},
      {"name": "renamed", "aliases": ["Name"], "type": ["null", "string"], "default": null},
      {"name": "f", "type": ["null", "double"], "default": null},
      {"name": "added", "type": "string", "default": "none"},
      {"name": "fix", "type": ["null", {"type": "fixed", "name": "four", "size": 4}], "default": null},
      {"name": "dec", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}],
       "default": null},
      {"name": "dt", "type": ["null", {"type": "int", "logicalType": "date"}], "default": null},
      {"name": "ms", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}], "default": null},
      {"name": "a", "type": ["null", {"type": "array", "items": ["null", "int"]}], "default": null},
      {"name": "m", "type": {"type": "map", "values": "double"}, "default": {"one": 1.0}},
      {"name": "r", "type": ["null", {"type": "record", "name": "inner", "fields": [
        {"name": "y", "type": ["null", "string"], "default": null}, {"name": "z", "type": "int", "default": 3}]}],
       "default": null}]})";

const std::vector<formats::SerdeColumn>& Columns() {
  static const std::vector<formats::SerdeColumn> columns = {
      {"i", "int"},        {"Name", "string"},       {"l", "bigint"},     {"f", "float"},
      {"b", "boolean"},    {"bytes", "binary"},      {"dt", "date"},      {"dec", "decimal(9,2)"},
      {"a", "array<int>"}, {"m", "map<string,int>"}, {"ms", "timestamp"}, {"st", "struct<y:string,z:int>"}};
  return columns;
}

}  // namespace

void AvroSerde(std::string_view input) {
  Input parts(input);
  formats::SerdeDescription description{.serde = "org.apache.hadoop.hive.serde2.avro.AvroSerDe", .columns = Columns()};
  size_t table = parts.Choose(3);
  if (table == 1) description.avro_schema = kEvolved;
  if (table == 2) description.avro_schema = parts.TakeUntil('\0');
  ReadTable(description, parts.rest(), "file");
}

}  // namespace lakeport::fuzz
