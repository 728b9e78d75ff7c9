#include "iceberg/schema.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace lakeport::iceberg {

// The fields, which stay where they are, and where to find each. Shared by all copies of a schema. The index is made
// when it is first asked for: a table may hold a thousand schemas of which one is used.
class Schema::Columns {
 public:
  explicit Columns(std::vector<NestedField> fields) : fields_(std::move(fields)) {}

  const std::vector<NestedField>& fields() const { return fields_; }

  struct Index {
    std::unordered_map<int32_t, const NestedField*> by_id;
    std::unordered_map<std::string, const NestedField*> by_name;
    int32_t highest_id = 0;
  };
  const Index& index() const {
    std::call_once(indexed_, [this] { Add(fields_, ""); });
    return index_;
  }

 private:
  void Add(const std::vector<NestedField>& level, const std::string& prefix) const {
    for (const auto& field : level) {
      auto full_name = prefix + field.name;
      index_.by_id.emplace(field.id, &field);
      index_.by_name.emplace(full_name, &field);
      index_.highest_id = std::max(index_.highest_id, field.id);
      if (field.type->is_nested()) Add(field.type->fields(), full_name + ".");
    }
  }

  std::vector<NestedField> fields_;
  mutable std::once_flag indexed_;
  mutable Index index_;
};

Schema::Schema() : Schema(0, {}) {}

Schema::Schema(int32_t schema_id, std::vector<NestedField> fields, std::vector<int32_t> identifier_field_ids)
    : schema_id_(schema_id),
      columns_(std::make_shared<const Columns>(std::move(fields))),
      identifier_field_ids_(std::move(identifier_field_ids)) {}

const std::vector<NestedField>& Schema::fields() const { return columns_->fields(); }

const NestedField* Schema::FindField(int32_t id) const {
  const auto& by_id = columns_->index().by_id;
  auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

const NestedField* Schema::FindField(std::string_view full_name) const {
  const auto& by_name = columns_->index().by_name;
  auto found = by_name.find(std::string(full_name));
  return found == by_name.end() ? nullptr : found->second;
}

int32_t Schema::highest_field_id() const { return columns_->index().highest_id; }

Schema Schema::WithId(int32_t schema_id) const {
  Schema copy = *this;
  copy.schema_id_ = schema_id;
  return copy;
}

bool Schema::SameFields(const Schema& other) const {
  auto sorted = [](std::vector<int32_t> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
  };
  return (columns_ == other.columns_ || fields() == other.fields()) &&
         sorted(identifier_field_ids_) == sorted(other.identifier_field_ids_);
}

namespace {

class IdAssignment {
 public:
  IdAssignment(const Schema& base, int32_t* last_id) : base_(base), last_id_(*last_id) {}

  std::vector<NestedField> Level(std::vector<NestedField> level, const std::string& prefix) {
    for (auto& field : level) field.id = IdFor(prefix + field.name);
    for (auto& field : level) field.type = Within(field.type, prefix + field.name + ".");
    return level;
  }

 private:
  int32_t IdFor(const std::string& full_name) {
    const NestedField* known = base_.FindField(full_name);
    return known != nullptr ? known->id : ++last_id_;
  }

  TypePtr Within(const TypePtr& type, const std::string& prefix) {
    if (!type->is_nested()) return type;
    auto fields = Level(type->fields(), prefix);
    if (type->id() == TypeId::kStruct) return Type::Struct(std::move(fields));
    if (type->id() == TypeId::kList) return Type::List(std::move(fields[0]));
    return Type::Map(std::move(fields[0]), std::move(fields[1]));
  }

  const Schema& base_;
  int32_t& last_id_;
};

}  // namespace

std::vector<NestedField> AssignFreshIds(const std::vector<NestedField>& fields) {
  int32_t last_id = 0;
  return AssignFreshIds(fields, Schema(), &last_id);
}

std::vector<NestedField> AssignFreshIds(const std::vector<NestedField>& fields, const Schema& base, int32_t* last_id) {
  return IdAssignment(base, last_id).Level(fields, "");
}

}  // namespace lakeport::iceberg
