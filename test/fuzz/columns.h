#pragma once

#include <utility>
#include <vector>

#include "formats/footer.h"
#include "iceberg/schema.h"

namespace lakeport::fuzz {

// Iceberg's fields for columns, but for those of a type that it does not have.
inline std::vector<iceberg::NestedField> FieldsOf(const std::vector<formats::FileColumn>& columns) {
  using iceberg::Type;
  std::vector<iceberg::NestedField> fields;
  for (const auto& column : columns) {
    if (!column.type) continue;
    iceberg::NestedField field{.name = column.name, .type = column.type};
    auto parts = FieldsOf(column.children);
    bool list = column.type->id() == iceberg::TypeId::kList;
    bool map = column.type->id() == iceberg::TypeId::kMap;
    if ((list && parts.size() != 1) || (map && parts.size() != 2)) continue;
    if (column.type->id() == iceberg::TypeId::kStruct) field.type = Type::Struct(std::move(parts));
    if (list) field.type = Type::List({.name = "element", .type = parts[0].type});
    if (map) {
      field.type =
          Type::Map({.name = "key", .type = parts[0].type, .required = true}, {.name = "value", .type = parts[1].type});
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

inline iceberg::Schema SchemaOf(const std::vector<formats::FileColumn>& columns) {
  return iceberg::Schema(0, iceberg::AssignFreshIds(FieldsOf(columns)));
}

}  // namespace lakeport::fuzz
