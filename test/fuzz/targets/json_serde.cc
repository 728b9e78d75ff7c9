// The first byte chooses the SerDe and its properties.
#include <array>
#include <map>

#include "read_table.h"
#include "targets.h"

namespace lakeport::fuzz {
namespace {

struct Choice {
  const char* serde;
  std::map<std::string, std::string> properties;
};

const std::array<Choice, 4>& Choices() {
  static const std::array<Choice, 4> choices = {{
      {"org.apache.hive.hcatalog.data.JsonSerDe", {}},
      {"org.apache.hadoop.hive.serde2.JsonSerDe", {}},
      {"org.openx.data.jsonserde.JsonSerDe", {{"ignore.malformed.json", "true"}, {"mapping.s", "text"}}},
      {"org.openx.data.jsonserde.JsonSerDe", {{"case.insensitive", "false"}, {"dots.in.keys", "true"}}},
  }};
  return choices;
}

const std::vector<formats::SerdeColumn>& Columns() {
  static const std::vector<formats::SerdeColumn> columns = {{"b", "boolean"},
                                                            {"ti", "tinyint"},
                                                            {"i", "int"},
                                                            {"bi", "bigint"},
                                                            {"f", "float"},
                                                            {"d", "double"},
                                                            {"dec", "decimal(9,2)"},
                                                            {"s", "string"},
                                                            {"v", "varchar(4)"},
                                                            {"c", "char(4)"},
                                                            {"dt", "date"},
                                                            {"ts", "timestamp"},
                                                            {"bin", "binary"},
                                                            {"a", "array<array<int>>"},
                                                            {"m", "map<string,double>"},
                                                            {"st", "struct<x:int,y:array<struct<z:string>>>"}};
  return columns;
}

}  // namespace

void JsonSerde(std::string_view input) {
  Input parts(input);
  const auto& choice = Choices().at(parts.Choose(Choices().size()));
  ReadTable({.serde = choice.serde, .columns = Columns(), .serde_properties = choice.properties}, parts.rest(), "file");
}

}  // namespace lakeport::fuzz
