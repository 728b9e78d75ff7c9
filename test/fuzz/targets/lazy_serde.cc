// The first byte chooses the properties.
#include <array>
#include <map>

#include "read_table.h"
#include "targets.h"

namespace lakeport::fuzz {
namespace {

using Properties = std::map<std::string, std::string>;

const std::array<Properties, 7>& Choices() {
  static const std::array<Properties, 7> choices = {{
      {},
      {{"field.delim", "|"}, {"colelction.delim", ";"}, {"mapkey.delim", ":"}, {"escape.delim", "\\"}},
      {{"field.delim", ","}, {"serialization.last.column.takes.rest", "true"}},
      {{"field.delim", ","}, {"collection.delim", ";"}, {"mapkey.delim", ":"}, {"serialization.null.format", ""}},
      {{"field.delim", "|"}, {"skip.header.line.count", "1"}},
      {{"field.delim", "|"}, {"skip.footer.line.count", "2"}, {"timestamp.formats", "yyyy-MM-dd'T'HH:mm:ss,millis"}},
      {{"field.delim", "|"}, {"serialization.encoding", "ISO-8859-1"}, {"escape.delim", "\\"}},
  }};
  return choices;
}

const std::vector<formats::SerdeColumn>& Columns() {
  static const std::vector<formats::SerdeColumn> columns = {{"i", "int"},
                                                            {"s", "string"},
                                                            {"ti", "tinyint"},
                                                            {"bi", "bigint"},
                                                            {"b", "boolean"},
                                                            {"f", "float"},
                                                            {"d", "double"},
                                                            {"dec", "decimal(38,10)"},
                                                            {"dt", "date"},
                                                            {"ts", "timestamp"},
                                                            {"c", "char(3)"},
                                                            {"v", "varchar(3)"},
                                                            {"bin", "binary"},
                                                            {"a", "array<int>"},
                                                            {"m", "map<string,int>"},
                                                            {"st", "struct<x:int,y:array<map<int,string>>>"}};
  return columns;
}

}  // namespace

void LazySerde(std::string_view input) {
  Input parts(input);
  const auto& properties = Choices().at(parts.Choose(Choices().size()));
  formats::SerdeDescription description{.serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                                        .columns = Columns(),
                                        .serde_properties = properties};
  ReadTable(description, parts.rest(), "file");
}

}  // namespace lakeport::fuzz
