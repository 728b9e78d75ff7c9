#include "jobs/ingest/footer_schema.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "hivetype/name.h"

namespace lakeport::ingest {
namespace {

using formats::FileColumn;
using iceberg::NestedField;
using iceberg::Type;
using iceberg::TypeId;
using iceberg::TypePtr;

Result<std::vector<NestedField>> ToFields(const std::vector<FileColumn>& columns, const std::string& prefix);

Result<TypePtr> ToType(const FileColumn& column, const std::string& name) {
  if (column.type == nullptr) {
    return InvalidArgument("column {}: Iceberg has no type for {}", Printable(name), column.physical);
  }
  if (!column.type->is_nested()) return column.type;
  LP_ASSIGN(auto parts, ToFields(column.children, name + "."));
  size_t expected = column.type->id() == TypeId::kList ? 1 : column.type->id() == TypeId::kMap ? 2 : parts.size();
  if (parts.size() != expected || parts.empty()) {
    return InvalidArgument("column {}: a {} with {} parts", Printable(name), column.physical, parts.size());
  }
  switch (column.type->id()) {
    case TypeId::kList: return Type::List(std::move(parts[0]));
    case TypeId::kMap: parts[0].required = true; return Type::Map(std::move(parts[0]), std::move(parts[1]));
    default: return Type::Struct(std::move(parts));
  }
}

Result<std::vector<NestedField>> ToFields(const std::vector<FileColumn>& columns, const std::string& prefix) {
  std::vector<NestedField> fields;
  std::set<std::string> names;
  for (const FileColumn& column : columns) {
    std::string name = hive::LowerName(column.name);
    if (!names.insert(name).second) {
      return InvalidArgument("two columns are named {} but for their case", Printable(prefix + name));
    }
    LP_ASSIGN(TypePtr type, ToType(column, prefix + name));
    fields.push_back({.name = std::move(name), .type = std::move(type)});
  }
  return fields;
}

Result<std::vector<NestedField>> Merge(std::vector<NestedField> known, const std::vector<NestedField>& added,
                                       const std::string& prefix);

Result<TypePtr> MergeType(const TypePtr& known, const TypePtr& added, const std::string& name) {
  if (known->is_nested() && known->id() == added->id()) {
    LP_ASSIGN(auto parts, Merge(known->fields(), added->fields(), name + "."));
    if (known->id() == TypeId::kList) return Type::List(std::move(parts[0]));
    if (known->id() == TypeId::kMap) return Type::Map(std::move(parts[0]), std::move(parts[1]));
    return Type::Struct(std::move(parts));
  }
  if (*known == *added || IsPromotable(*added, *known)) return known;
  if (IsPromotable(*known, *added)) return added;
  return InvalidArgument("column {} is {} in one file and {} in another", Printable(name), known->ToString(),
                         added->ToString());
}

Result<std::vector<NestedField>> Merge(std::vector<NestedField> known, const std::vector<NestedField>& added,
                                       const std::string& prefix) {
  for (const NestedField& field : added) {
    auto same = std::find_if(known.begin(), known.end(), [&](const NestedField& k) { return k.name == field.name; });
    if (same == known.end()) {
      known.push_back(field);
      continue;
    }
    LP_ASSIGN(same->type, MergeType(same->type, field.type, prefix + field.name));
  }
  return known;
}

}  // namespace

Status FooterSchema::Add(const formats::FileFooter& footer) {
  LP_ASSIGN(auto fields, ToFields(footer.columns, ""));
  LP_ASSIGN(fields_, Merge(std::move(fields_), fields, ""));
  return Ok();
}

std::vector<NestedField> FooterSchema::FieldsExcept(const std::vector<std::string>& except) const {
  std::vector<NestedField> fields;
  for (const NestedField& field : fields_) {
    if (std::find(except.begin(), except.end(), field.name) == except.end()) fields.push_back(field);
  }
  return fields;
}

}  // namespace lakeport::ingest
