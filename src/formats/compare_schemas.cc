#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "formats/column_match.h"
#include "formats/footer.h"

namespace lakeport::formats {
namespace {

using iceberg::NestedField;
using iceberg::Type;
using iceberg::TypeId;

// Where Iceberg's readers do otherwise than the spec's promotions say: with files of Hive and old Spark. Found by
// reading such files through Iceberg's Spark reader, both vectorized and not.
struct ReaderRule {
  std::string_view physical;  // what a column's physical type begins with
  std::array<TypeId, 2> readable;
  std::string_view reason;  // why no type is
};
constexpr std::array<ReaderRule, 5> kReaderRules = {{
    {"INT96", {TypeId::kTimestamp, TypeId::kTimestampTz}, ""},
    {"INT64 (TIMESTAMP(MICROS", {TypeId::kTimestamp, TypeId::kTimestampTz}, ""},
    {"INT64 (TIMESTAMP(MILLIS",
     {TypeId::kUnknown, TypeId::kUnknown},
     "whose milliseconds readers take for microseconds"},
    {"ORC tinyint", {TypeId::kInt, TypeId::kInt}, ""},
    {"ORC smallint", {TypeId::kInt, TypeId::kInt}, ""},
}};

const ReaderRule* FindRule(const FileColumn& column) {
  auto rule = std::find_if(kReaderRules.begin(), kReaderRules.end(),
                           [&](const ReaderRule& r) { return column.physical.starts_with(r.physical); });
  return rule == kReaderRules.end() ? nullptr : &*rule;
}

bool IsReadableAs(const FileColumn& column, const Type& type) {
  const auto* rule = FindRule(column);
  if (rule == nullptr) return IsPromotable(*column.type, type);
  return std::find(rule->readable.begin(), rule->readable.end(), type.id()) != rule->readable.end();
}

std::string Lower(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

std::string ListNames(const std::vector<FileColumn>& columns) {
  constexpr size_t kShown = 5;
  std::string names;
  for (size_t i = 0; i < std::min(columns.size(), kShown); ++i) {
    names += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", Printable(columns[i].name));
  }
  return columns.size() > kShown ? names + ", ..." : names;
}

class Comparison {
 public:
  // `parents_present`: no null in `columns` can come from a struct, a list or a map around them that is null itself.
  void CompareFields(const std::vector<NestedField>& fields, const std::vector<MatchedColumn>& columns,
                     const std::string& prefix, bool parents_present) {
    std::unordered_multimap<int32_t, const MatchedColumn*> by_id;
    for (const auto& matched : columns) {
      if (matched.field_id) by_id.emplace(*matched.field_id, &matched);
    }
    for (const auto& field : fields) {
      auto name = prefix + field.name;
      auto count = by_id.count(field.id);
      if (count == 0) ReportMissing(field, columns, name);
      if (count == 1) CompareField(field, *by_id.find(field.id)->second, name, parents_present);
      if (count > 1) Report(name, fmt::format("the file has {} columns for it", count));
    }
  }

  std::vector<SchemaMismatch> Take() { return std::move(mismatches_); }

 private:
  void Report(const std::string& column, std::string problem) { mismatches_.push_back({column, std::move(problem)}); }

  void CompareField(const NestedField& field, const MatchedColumn& matched, const std::string& name,
                    bool parents_present) {
    if (field.required && parents_present && matched.column->null_count.value_or(0) > 0) {
      Report(name, fmt::format("the file has {} nulls in it, the table requires a value", *matched.column->null_count));
    }
    CompareType(field, matched, name, parents_present && matched.column->required);
  }

  // A column that is missing reads as null, which is wrong when the file has it under a name that is nearly the same.
  void ReportMissing(const NestedField& field, const std::vector<MatchedColumn>& columns, const std::string& name) {
    auto alike = std::find_if(columns.begin(), columns.end(), [&](const MatchedColumn& matched) {
      return !matched.field_id && Lower(matched.column->name) == Lower(field.name);
    });
    if (alike != columns.end()) {
      return Report(name, fmt::format("the file calls it \"{}\", which the table's name mapping does not list",
                                      Printable(alike->column->name)));
    }
    if (field.required && !field.initial_default) Report(name, "the file lacks it, the table requires it");
  }

  void CompareType(const NestedField& field, const MatchedColumn& matched, const std::string& name, bool present) {
    const FileColumn& column = *matched.column;
    if (column.type == nullptr) {
      return Report(name, fmt::format("the file has {}, which Iceberg has no type for", column.physical));
    }
    bool readable = column.type->is_nested() ? column.type->id() == field.type->id()
                                             : !field.type->is_nested() && IsReadableAs(column, *field.type);
    if (!readable) {
      const auto* rule = FindRule(column);
      auto reason = rule != nullptr && !rule->reason.empty() ? fmt::format(", {}", rule->reason) : "";
      return Report(name,
                    fmt::format("the file has {}{}, the table {}", column.physical, reason, Describe(*field.type)));
    }
    if (column.type->is_nested()) CompareMembers(field, matched, name, present);
  }

  void CompareMembers(const NestedField& field, const MatchedColumn& matched, const std::string& name, bool present) {
    if (field.type->id() == TypeId::kStruct)
      return CompareFields(field.type->fields(), matched.children, name + ".", present);
    for (const auto& part : field.type->fields()) {  // without its parts a list or a map reads as null
      auto child = std::find_if(matched.children.begin(), matched.children.end(),
                                [&](const MatchedColumn& m) { return m.field_id == part.id; });
      auto part_name = name + "." + part.name;
      child == matched.children.end()
          ? Report(part_name, "neither a field id nor the table's name mapping says which column it is")
          : CompareField(part, *child, part_name, false);
    }
  }

  static std::string Describe(const Type& type) {
    return type.is_nested() ? std::string(ToString(type.id())) : type.ToString();
  }

  std::vector<SchemaMismatch> mismatches_;
};

// True when not one column of the file is the table's: the files of another table, positional names, or Hive's
// transactional layout. Every column would read as null.
bool IsForeign(const FileFooter& footer, const iceberg::Schema& schema, const std::vector<MatchedColumn>& columns) {
  if (footer.columns.empty() || footer.record_count == 0) return false;
  return std::none_of(columns.begin(), columns.end(), [&](const MatchedColumn& matched) {
    return matched.field_id && schema.FindField(*matched.field_id) != nullptr;
  });
}

}  // namespace

std::vector<SchemaMismatch> CompareSchemas(const FileFooter& footer, const iceberg::Schema& schema,
                                           const iceberg::NameMapping& mapping) {
  auto columns = MatchColumns(footer.columns, mapping);
  Comparison comparison;
  comparison.CompareFields(schema.fields(), columns, "", true);
  auto mismatches = comparison.Take();
  if (mismatches.empty() && IsForeign(footer, schema, columns)) {
    mismatches.push_back(
        {"", fmt::format("the file has none of the table's columns; it has {}", ListNames(footer.columns))});
  }
  return mismatches;
}

}  // namespace lakeport::formats
