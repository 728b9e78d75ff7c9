#include "hive/spark_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "hivetype/name.h"

namespace lakeport::hive {
namespace {

constexpr const char* kProvider = "spark.sql.sources.provider";
constexpr const char* kSchema = "spark.sql.sources.schema";
constexpr const char* kCharType = "__CHAR_VARCHAR_TYPE_STRING";  // in a column's metadata
constexpr int kMaxParts = 10'000;

struct TypeWord {
  std::string_view spark;
  std::string_view hive;
};

// Those of Spark's type names that are not Hive's.
constexpr std::array kTypeWords = {
    TypeWord{"byte", "tinyint"}, TypeWord{"short", "smallint"},          TypeWord{"integer", "int"},
    TypeWord{"long", "bigint"},  TypeWord{"timestamp_ntz", "timestamp"},
};

struct ProviderFormat {
  std::string_view provider;
  StorageFormat format;
};
constexpr std::array kFormats = {
    ProviderFormat{"parquet", StorageFormat::kParquet},
    ProviderFormat{"org.apache.spark.sql.parquet", StorageFormat::kParquet},
    ProviderFormat{"orc", StorageFormat::kOrc},
    ProviderFormat{"org.apache.spark.sql.hive.orc", StorageFormat::kOrc},
};

std::optional<std::string> FindParameter(const Table& table, const std::string& key) {
  auto found = table.parameters.find(key);
  return found == table.parameters.end() ? std::nullopt : std::optional(found->second);
}

// In one parameter, or in numbered ones where it is longer than a metastore takes.
std::optional<std::string> FindSchemaText(const Table& table) {
  if (auto whole = FindParameter(table, kSchema)) return whole;
  std::string text;
  for (int i = 0; i < kMaxParts; ++i) {
    auto part = FindParameter(table, fmt::format("{}.part.{}", kSchema, i));
    if (!part) break;
    text += *part;
  }
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

Result<std::string> ToHiveText(const Json& type);

// In backquotes, so that any name can stand there.
std::string Quoted(const std::string& name) {
  std::string quoted = "`";
  for (char c : name) quoted += c == '`' ? std::string("``") : std::string(1, c);
  return quoted + "`";
}

Result<std::string> ToHiveMembers(const Json& fields) {
  std::string members;
  for (const Json& field : fields) {
    LP_ASSIGN(std::string name, GetString(field, "name"));
    const Json* type = FindMember(field, "type");
    if (type == nullptr) return CorruptData("\"{}\" has no type", name);
    LP_ASSIGN(std::string text, ToHiveText(*type));
    members += (members.empty() ? "" : ",") + Quoted(name) + ":" + text;
  }
  return "struct<" + members + ">";
}

// Of a type as Spark's DataType.json has it.
Result<std::string> ToHiveText(const Json& type) {
  if (type.is_string()) {
    auto word = type.get<std::string>();
    auto rule = std::find_if(kTypeWords.begin(), kTypeWords.end(), [&](const TypeWord& w) { return w.spark == word; });
    return rule == kTypeWords.end() ? word : std::string(rule->hive);
  }
  LP_ASSIGN(std::string kind, GetString(type, "type"));
  auto part = [&](const char* name) -> Result<std::string> {
    const Json* found = FindMember(type, name);
    if (found == nullptr) return CorruptData("{} has no {}", kind, name);
    return ToHiveText(*found);
  };
  if (kind == "array") {
    LP_ASSIGN(std::string element, part("elementType"));
    return "array<" + element + ">";
  }
  if (kind == "map") {
    LP_ASSIGN(std::string key, part("keyType"));
    LP_ASSIGN(std::string value, part("valueType"));
    return "map<" + key + "," + value + ">";
  }
  if (kind != "struct") return Unsupported("Spark's type {} has no place here", kind);
  LP_ASSIGN(const Json* fields, GetArray(type, "fields"));
  return ToHiveMembers(*fields);
}

Result<Column> ToColumn(const Json& field) {
  Column column{.name = {}, .type = {}, .names = NameCase::kAsWritten};
  LP_ASSIGN(column.name, GetString(field, "name"));
  const Json* type = FindMember(field, "type");
  if (type == nullptr) return CorruptData("\"{}\" has no type", column.name);
  LP_ASSIGN(column.type, ToHiveText(*type));
  if (const Json* notes = FindMember(field, "metadata"); notes != nullptr && notes->is_object()) {
    column.comment = TextOr(*notes, "comment");
    column.type = TextOr(*notes, kCharType, column.type);
  }
  return column;
}

Result<std::vector<Column>> ReadColumns(const std::string& text) {
  LP_ASSIGN(Json schema, ParseJson(text, kSchema));
  LP_ASSIGN(const Json* fields, GetArray(schema, "fields"));
  std::vector<Column> columns;
  for (const Json& field : *fields) {
    LP_ASSIGN(Column column, ToColumn(field));
    columns.push_back(std::move(column));
  }
  return columns;
}

const Column* FindAlike(const std::vector<Column>& columns, const std::string& name) {
  auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return IsSameName(column.name, name); });
  return found == columns.end() ? nullptr : &*found;
}

// Members' case comes with the type's text: the metastore keeps what Spark wrote there.
void TakeNames(const std::vector<Column>& noted, std::vector<Column>& columns) {
  for (Column& column : columns) {
    const Column* alike = FindAlike(noted, column.name);
    if (alike == nullptr) continue;
    column.name = alike->name;
    column.names = NameCase::kAsWritten;
  }
}

void TakeTheWhole(const std::vector<Column>& noted, StorageFormat format, Table& table) {
  table.format = format;
  table.columns.clear();
  for (const Column& column : noted) {
    if (FindAlike(table.partition_keys, column.name) == nullptr) table.columns.push_back(column);
  }
  auto path = table.serde_parameters.find("path");
  if (path != table.serde_parameters.end()) table.location = path->second;
}

}  // namespace

std::optional<std::string> FindSparkProvider(const Table& table) {
  auto provider = FindParameter(table, kProvider);
  if (!provider || IsSameName(*provider, "hive")) return std::nullopt;
  return LowerName(*provider);
}

std::optional<StorageFormat> FindSparkFormat(const Table& table) {
  auto provider = FindSparkProvider(table);
  auto rule = std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& f) { return provider == f.provider; });
  return rule == kFormats.end() ? std::nullopt : std::optional(rule->format);
}

Table WithSparkNotes(Table table) {
  auto text = FindSchemaText(table);
  if (!text) return table;
  auto noted = ReadColumns(*text);
  if (!noted.ok()) return table;
  auto format = FindSparkFormat(table);
  if (format && table.format != *format) {
    TakeTheWhole(*noted, *format, table);
  } else if (noted->size() == table.columns.size() + table.partition_keys.size()) {
    TakeNames(*noted, table.columns);
  }
  TakeNames(*noted, table.partition_keys);
  return table;
}

}  // namespace lakeport::hive
