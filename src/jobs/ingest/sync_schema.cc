#include "jobs/ingest/sync_schema.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "jobs/ingest/table_properties.h"

namespace lakeport::ingest {
namespace {

using iceberg::MappedField;
using iceberg::NameMapping;
using iceberg::NestedField;
using iceberg::Type;
using iceberg::TypeId;
using iceberg::TypePtr;

const MappedField* FindId(const NameMapping& mapping, int32_t id) {
  auto found = std::find_if(mapping.begin(), mapping.end(), [&](const auto& field) { return field.field_id == id; });
  return found == mapping.end() ? nullptr : &*found;
}

bool HasName(const MappedField& field, const std::string& name) {
  return std::find(field.names.begin(), field.names.end(), name) != field.names.end();
}

const NestedField* FindField(const std::vector<NestedField>& fields, int32_t id) {
  auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.id == id; });
  return found == fields.end() ? nullptr : &*found;
}

TypePtr WithFields(const Type& type, std::vector<NestedField> fields) {
  if (type.id() == TypeId::kList) return Type::List(std::move(fields[0]));
  if (type.id() == TypeId::kMap) return Type::Map(std::move(fields[0]), std::move(fields[1]));
  return Type::Struct(std::move(fields));
}

// One level of columns, or of a nested type's fields, as Hive reads it and as the table has it.
struct Level {
  std::vector<NestedField> read;
  std::vector<NestedField> table;
};

class Merge {
 public:
  Merge(const std::set<int32_t>& own, int32_t last_id) : own_(own), last_id_(last_id) {}

  Level Columns(const std::vector<NestedField>& hive, const std::vector<NestedField>& now, const NameMapping& mapping) {
    auto resolved = Resolve(hive, now, mapping);
    FindPositional(hive, now, mapping, resolved);
    CheckDifferent(hive, resolved);
    return MergeLevel(hive, now, resolved, mapping, "");
  }

  bool changes() const { return changes_; }
  const std::vector<std::string>& problems() const { return problems_; }
  std::vector<std::string>& notes() { return notes_; }

 private:
  using Resolved = std::vector<const NestedField*>;  // for each of Hive's; nullptr: a new one

  Resolved Resolve(const std::vector<NestedField>& hive, const std::vector<NestedField>& now,
                   const NameMapping& mapping) const {
    Resolved resolved;
    for (const NestedField& field : hive) resolved.push_back(Known(field.name, now, mapping));
    return resolved;
  }

  static const NestedField* Known(const std::string& name, const std::vector<NestedField>& now,
                                  const NameMapping& mapping) {
    for (const MappedField& field : mapping) {
      if (!field.field_id || !HasName(field, name)) continue;
      if (const NestedField* known = FindField(now, *field.field_id)) return known;
    }
    auto same = std::find_if(now.begin(), now.end(), [&](const auto& field) { return field.name == name; });
    return same == now.end() ? nullptr : &*same;
  }

  // ORC files of old Hive have no names: there the place alone says which column is which, so a new name at an old
  // place is a renaming.
  void FindPositional(const std::vector<NestedField>& hive, const std::vector<NestedField>& now,
                      const NameMapping& mapping, Resolved& resolved) {
    for (size_t i = 0; i < hive.size(); ++i) {
      if (resolved[i] != nullptr) continue;
      for (const MappedField& field : mapping) {
        if (!field.field_id || !own_.contains(*field.field_id)) continue;
        const NestedField* there = FindField(now, *field.field_id);
        bool taken = std::find(resolved.begin(), resolved.end(), there) != resolved.end();
        if (there == nullptr || taken || !HasName(field, fmt::format("_col{}", i))) continue;
        resolved[i] = there;
        renamed_.insert(there->id);
        break;
      }
    }
  }

  void CheckDifferent(const std::vector<NestedField>& hive, const Resolved& resolved) {
    for (size_t i = 0; i < resolved.size(); ++i) {
      auto first = std::find(resolved.begin(), resolved.end(), resolved[i]);
      auto earlier = static_cast<size_t>(first - resolved.begin());
      if (resolved[i] == nullptr || earlier == i) continue;
      Problem(hive[i].name, "has the name that somebody gave to column " + hive[earlier].name);
    }
  }

  Level MergeLevel(const std::vector<NestedField>& hive, const std::vector<NestedField>& now, const Resolved& resolved,
                   const NameMapping& mapping, const std::string& prefix) {
    Level level;
    level.table = now;
    const NestedField* before = nullptr;  // the column that stands before, as the table has it
    for (size_t i = 0; i < hive.size(); ++i) {
      if (resolved[i] == nullptr) {
        AddNew(hive[i], before, prefix, level);
      } else {
        MergeField(hive[i], *resolved[i], mapping, prefix, level);
      }
      before = &level.read.back();
    }
    Drop(now, resolved, prefix, level);
    return level;
  }

  void AddNew(const NestedField& field, const NestedField* before, const std::string& prefix, Level& level) {
    NestedField added = iceberg::AssignFreshIds({field}, iceberg::Schema(), &last_id_)[0];
    auto place = level.table.begin();
    if (before != nullptr) {
      place = std::find_if(level.table.begin(), level.table.end(), [&](const auto& f) { return f.id == before->id; });
      if (place != level.table.end()) ++place;
    }
    level.table.insert(place, added);
    level.read.push_back(std::move(added));
    Note(prefix + field.name, "is added");
  }

  void MergeField(const NestedField& hive, const NestedField& now, const NameMapping& mapping,
                  const std::string& prefix, Level& level) {
    std::string name = prefix + hive.name;
    if (now.required && !hive.required) Problem(name, "is required in the Iceberg table, which Hive can't promise");
    const MappedField* mapped = FindId(mapping, now.id);
    auto [read_type, table_type] =
        MergeType(hive.type, now.type, mapped == nullptr ? NameMapping() : mapped->fields, name);
    NestedField read = hive;
    read.id = now.id;
    read.type = std::move(read_type);
    level.read.push_back(std::move(read));
    auto place = std::find_if(level.table.begin(), level.table.end(), [&](const auto& f) { return f.id == now.id; });
    place->type = std::move(table_type);
    if (renamed_.erase(now.id) == 0 || place->name == hive.name) return;
    Note(prefix + place->name, "is renamed to " + hive.name);
    place->name = hive.name;
  }

  // As Hive's files are read, and as the table has it.
  std::pair<TypePtr, TypePtr> MergeType(const TypePtr& hive, const TypePtr& now, const NameMapping& mapping,
                                        const std::string& name) {
    if (hive->is_nested() && hive->id() == now->id()) {
      auto resolved =
          hive->id() == TypeId::kStruct ? Resolve(hive->fields(), now->fields(), mapping) : InOrder(now->fields());
      Level level = MergeLevel(hive->fields(), now->fields(), resolved, mapping, name + ".");
      return {WithFields(*hive, std::move(level.read)), WithFields(*now, std::move(level.table))};
    }
    if (hive->is_nested() || now->is_nested()) {
      Problem(name, fmt::format("was {} and is {} now", now->ToString(), hive->ToString()));
      return {now, now};
    }
    if (IsPromotable(*hive, *now)) return {now, now};
    if (IsPromotable(*now, *hive)) {
      Note(name, fmt::format("is widened from {} to {}", now->ToString(), hive->ToString()));
      return {hive, hive};
    }
    Problem(name, fmt::format("was {} and is {} now", now->ToString(), hive->ToString()));
    return {now, now};
  }

  static Resolved InOrder(const std::vector<NestedField>& fields) {
    Resolved resolved;
    for (const NestedField& field : fields) resolved.push_back(&field);
    return resolved;
  }

  // What was Hive's and is not any more.
  void Drop(const std::vector<NestedField>& now, const Resolved& resolved, const std::string& prefix, Level& level) {
    for (const NestedField& field : now) {
      bool kept = std::find(resolved.begin(), resolved.end(), &field) != resolved.end();
      if (kept || !own_.contains(field.id)) continue;
      std::erase_if(level.table, [&](const NestedField& f) { return f.id == field.id; });
      Note(prefix + field.name, "is dropped");
    }
  }

  void Note(const std::string& name, const std::string& what) {
    changes_ = true;
    notes_.push_back(fmt::format("column {} {}", Printable(name), Printable(what)));
  }
  void Problem(const std::string& name, const std::string& what) {
    problems_.push_back(fmt::format("column {} {}", Printable(name), Printable(what)));
  }

  const std::set<int32_t>& own_;
  int32_t last_id_;
  std::set<int32_t> renamed_;
  bool changes_ = false;
  std::vector<std::string> notes_;
  std::vector<std::string> problems_;
};

// The table's spec of Hive's keys, the default one if it will do. `sources` are the field ids of the keys.
const iceberg::PartitionSpec* FindSpec(const iceberg::TableMetadata& table, const std::vector<int32_t>& sources) {
  auto fits = [&](const iceberg::PartitionSpec& spec) {
    return std::equal(spec.fields.begin(), spec.fields.end(), sources.begin(), sources.end(),
                      [](const iceberg::PartitionField& field, int32_t source) {
                        return field.source_id == source && field.transform == iceberg::Transform();
                      });
  };
  if (fits(table.spec())) return &table.spec();
  auto other = std::find_if(table.partition_specs.begin(), table.partition_specs.end(), fits);
  return other == table.partition_specs.end() ? nullptr : &*other;
}

// Hive's keys by other field ids.
iceberg::PartitionSpec SpecOf(iceberg::PartitionSpec keys, const std::vector<int32_t>& sources) {
  for (size_t i = 0; i < keys.fields.size(); ++i) keys.fields[i].source_id = sources.at(i);
  return keys;
}

std::vector<NestedField> WithoutIds(std::vector<NestedField> fields, const std::set<int32_t>& own) {
  std::erase_if(fields, [&](const NestedField& field) { return !own.contains(field.id); });
  for (NestedField& field : fields) {
    field.id = 0;
    if (field.type->is_nested()) field.type = WithFields(*field.type, WithoutIds(field.type->fields(), own));
  }
  return fields;
}

NameMapping MergeNames(const NameMapping& fresh, const NameMapping& known, const std::vector<NestedField>& fields) {
  NameMapping merged;
  for (const NestedField& field : fields) {
    const MappedField* ours = FindId(fresh, field.id);
    const MappedField* theirs = FindId(known, field.id);
    MappedField one{.field_id = field.id, .names = ours == nullptr ? std::vector<std::string>() : ours->names};
    for (const std::string& name : theirs == nullptr ? std::vector<std::string>() : theirs->names) {
      bool claimed = std::any_of(fresh.begin(), fresh.end(), [&](const auto& other) { return HasName(other, name); });
      if (!claimed) one.names.push_back(name);
    }
    if (one.names.empty()) one.names.push_back(field.name);
    one.fields = MergeNames(ours == nullptr ? NameMapping() : ours->fields,
                            theirs == nullptr ? NameMapping() : theirs->fields, field.type->fields());
    merged.push_back(std::move(one));
  }
  return merged;
}

}  // namespace

Result<SchemaSync> SyncSchema(const hive::TableSchema& hive, const iceberg::TableMetadata& table,
                              const std::set<int32_t>& own, const NameMapping& mapping, bool repartitions) {
  Merge merge(own, table.last_column_id);
  Level level = merge.Columns(hive.schema.fields(), table.schema().fields(), mapping);
  std::vector<std::string> problems = merge.problems();
  std::vector<int32_t> sources;
  for (size_t i = level.read.size() - hive.spec.fields.size(); i < level.read.size(); ++i) {
    sources.push_back(level.read[i].id);
  }
  const iceberg::PartitionSpec* spec = FindSpec(table, sources);
  iceberg::PartitionSpec keys = SpecOf(hive.spec, sources);
  if (spec == nullptr && repartitions) spec = &keys;
  if (spec == nullptr) problems.push_back("its partition keys are not what the Iceberg table was partitioned by");
  if (!problems.empty()) return InvalidArgument("{}", fmt::join(problems, "; "));
  SchemaSync sync{.hive = hive, .changed = std::nullopt, .notes = std::move(merge.notes())};
  sync.hive.schema = iceberg::Schema(0, std::move(level.read));
  sync.hive.spec = *spec;
  if (!merge.changes()) return sync;
  std::vector<int32_t> identifiers = table.schema().identifier_field_ids();
  std::erase_if(identifiers, [&](int32_t id) { return iceberg::Schema(0, level.table).FindField(id) == nullptr; });
  sync.changed = iceberg::Schema(0, std::move(level.table), std::move(identifiers));
  return sync;
}

NameMapping MappingOf(const iceberg::TableMetadata& table) {
  auto property = table.properties.find(iceberg::kNameMappingProperty);
  if (property == table.properties.end()) return {};
  auto mapping = iceberg::ParseNameMapping(property->second);
  return mapping.ok() ? std::move(mapping).value() : NameMapping();
}

NameMapping MergeMappings(const NameMapping& fresh, const NameMapping& known, const iceberg::Schema& schema) {
  return MergeNames(fresh, known, schema.fields());
}

std::vector<NestedField> OwnColumns(const iceberg::Schema& schema, const std::set<int32_t>& own,
                                    const std::vector<std::string>& except) {
  std::vector<NestedField> fields = WithoutIds(schema.fields(), own);
  std::erase_if(fields, [&](const NestedField& field) {
    return std::find(except.begin(), except.end(), field.name) != except.end();
  });
  return fields;
}

}  // namespace lakeport::ingest
