#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "iceberg/type.h"

namespace lakeport::iceberg {

// A table's columns at one time. Immutable; cheap to copy; safe from several threads.
class Schema {
 public:
  Schema();
  Schema(int32_t schema_id, std::vector<NestedField> fields, std::vector<int32_t> identifier_field_ids = {});

  int32_t schema_id() const { return schema_id_; }
  const std::vector<NestedField>& fields() const;
  const std::vector<int32_t>& identifier_field_ids() const { return identifier_field_ids_; }

  // At any depth, at once; nullptr when there is none. What is returned lives as long as any copy of this schema. By
  // name: "address.street", "tags.element", "m.value"; exact case.
  const NestedField* FindField(int32_t id) const;
  const NestedField* FindField(std::string_view full_name) const;
  int32_t highest_field_id() const;  // 0 for an empty schema

  Schema WithId(int32_t schema_id) const;
  // Equal columns and identifier fields, whatever the schema ids.
  bool SameFields(const Schema& other) const;

 private:
  class Columns;

  int32_t schema_id_ = 0;
  std::shared_ptr<const Columns> columns_;
  std::vector<int32_t> identifier_field_ids_;
};

// Gives every field of `fields`, at every depth, a new id from 1 up, in the order of Iceberg's
// TypeUtil.assignFreshIds: a level's fields first, then what lies within them.
std::vector<NestedField> AssignFreshIds(const std::vector<NestedField>& fields);
// The same, but a field that `base` has under the same full name gets its id, and the others the ids after `last_id`,
// which is moved on.
std::vector<NestedField> AssignFreshIds(const std::vector<NestedField>& fields, const Schema& base, int32_t* last_id);

}  // namespace lakeport::iceberg
