#include "formats/rows/projection.h"

#include <algorithm>
#include <utility>

#include <arrow/array/array_base.h>
#include <arrow/array/util.h>
#include <arrow/type.h>

#include "formats/file_column.h"
#include "formats/footer.h"
#include "formats/rows/arrow_type.h"
#include "formats/rows/cast.h"
#include "formats/rows/julian.h"

namespace lakeport::formats {
namespace {

using ArrayDataPtr = std::shared_ptr<arrow::ArrayData>;
using iceberg::NestedField;
using iceberg::Type;
using iceberg::TypeId;
using iceberg::Value;

bool IsTimestamp(const Type& type) { return type.id() == TypeId::kTimestamp || type.id() == TypeId::kTimestampTz; }

bool CanBecome(const FileColumn& column, const Type& type) {
  if (column.type == nullptr) return false;
  if (column.type->is_nested()) return column.type->id() == type.id();
  return IsPromotable(*column.type, type) || (IsTimestamp(*column.type) && IsTimestamp(type));
}

Result<ColumnPlan> PlanMissing(const NestedField& field, const std::string& name) {
  ColumnPlan plan{.field = field};
  if (field.initial_default) {
    LP_ASSIGN(plan.constant, ValueFromJson(*field.type, *field.initial_default), "taking the default of column {}",
              name);
    return plan;
  }
  if (field.required) return CorruptData("the file lacks column \"{}\", which the table requires", name);
  return plan;
}

Result<ColumnPlan> PlanColumn(const NestedField& field, const std::vector<MatchedColumn>& siblings,
                              const std::string& name);

Result<std::vector<ColumnPlan>> PlanMembers(const Type& type, const std::vector<MatchedColumn>& children,
                                            const std::string& name) {
  std::vector<ColumnPlan> plans;
  for (const auto& member : type.fields()) {
    LP_ASSIGN(auto plan, PlanColumn(member, children, name + "." + member.name));
    bool part = type.id() != TypeId::kStruct;
    if (part && !plan.source)
      return Unsupported("which column of the file is \"{}.{}\" can't be told", name, member.name);
    plans.push_back(std::move(plan));
  }
  return plans;
}

Result<ColumnPlan> PlanColumn(const NestedField& field, const std::vector<MatchedColumn>& siblings,
                              const std::string& name) {
  if (!field.type->is_nested() && ArrowType(*field.type) == nullptr) {
    return Unsupported("column \"{}\" is of type {}, which can't be read here", name, field.type->ToString());
  }
  auto found = std::find_if(siblings.begin(), siblings.end(),
                            [&](const MatchedColumn& matched) { return matched.field_id == field.id; });
  if (found == siblings.end()) return PlanMissing(field, name);
  const FileColumn& column = *found->column;
  if (!CanBecome(column, *field.type)) {
    return Unsupported("column \"{}\": the file has {}, which does not become {}", name, column.physical,
                       field.type->ToString());
  }
  if (field.type->id() == TypeId::kMap && !column.children.at(0).required) {
    return Unsupported("column \"{}\" is a map whose keys may be null, which can't be read here", name);
  }
  ColumnPlan plan{.field = field, .source = static_cast<int>(found - siblings.begin())};
  plan.padded = column.physical.starts_with("ORC char(");
  plan.julian = column.physical.ends_with(kJulian);
  LP_ASSIGN(plan.children, PlanMembers(*field.type, found->children, name));
  return plan;
}

arrow::Result<ArrayDataPtr> Project(const ColumnPlan& plan, const ArrayDataPtr* siblings, size_t count, int64_t length);

// Nested values keep their own nulls and offsets; only what they hold is projected.
arrow::Result<ArrayDataPtr> ProjectChildren(const std::vector<ColumnPlan>& plans, ArrayDataPtr data,
                                            std::shared_ptr<arrow::DataType> type) {
  auto projected = data->Copy();
  projected->type = std::move(type);
  projected->child_data.clear();
  for (const auto& plan : plans) {
    ARROW_ASSIGN_OR_RAISE(auto child,
                          Project(plan, data->child_data.data(), data->child_data.size(), data->offset + data->length));
    projected->child_data.push_back(std::move(child));
  }
  return projected;
}

arrow::Result<ArrayDataPtr> ProjectNested(const ColumnPlan& plan, ArrayDataPtr data) {
  auto type = ArrowType(*plan.field.type);
  ARROW_ASSIGN_OR_RAISE(data, ToPlainType(std::move(data)));
  if (data->type->id() != type->id()) {
    return arrow::Status::Invalid("column ", plan.field.name, " is ", data->type->ToString(), " to Arrow, not ",
                                  type->ToString());
  }
  if (plan.field.type->id() != TypeId::kMap) return ProjectChildren(plan.children, std::move(data), std::move(type));
  ARROW_ASSIGN_OR_RAISE(auto pairs, ProjectChildren(plan.children, data->child_data.at(0), type->field(0)->type()));
  auto map = data->Copy();
  map->type = std::move(type);
  map->child_data = {std::move(pairs)};
  return map;
}

// One field, from what its parent holds; `length` is the parent's, for fields that the file lacks.
arrow::Result<ArrayDataPtr> Project(const ColumnPlan& plan, const ArrayDataPtr* siblings, size_t count,
                                    int64_t length) {
  if (!plan.source) {
    ARROW_ASSIGN_OR_RAISE(auto array, RepeatValue(*plan.field.type, plan.constant, length));
    return array->data();
  }
  auto place = static_cast<size_t>(*plan.source);
  if (place >= count) return arrow::Status::Invalid("Arrow sees no column ", plan.field.name, " in the file");
  const auto& data = siblings[place];
  if (plan.field.type->is_nested()) return ProjectNested(plan, data);
  ARROW_ASSIGN_OR_RAISE(auto values, CastValues(data, ArrowType(*plan.field.type)));
  if (plan.julian) return FromJulianCalendar(std::move(values));
  return plan.padded ? TrimSpaces(values) : values;
}

void TakeAsCounted(ColumnPlan& plan) {
  plan.julian = false;
  for (ColumnPlan& child : plan.children) TakeAsCounted(child);
}

}  // namespace

Result<Projection> Projection::Plan(const FileFooter& footer, const RowReaderOptions& options) {
  auto matched = MatchColumns(footer.columns, options.mapping);
  Projection projection;
  for (const auto& field : options.schema.fields()) {
    if (auto constant = options.constants.find(field.id); constant != options.constants.end()) {
      if (field.type->is_nested()) return InvalidArgument("column \"{}\" is nested and can't be constant", field.name);
      projection.columns_.push_back({.field = field, .constant = constant->second});
      continue;
    }
    LP_ASSIGN(auto plan, PlanColumn(field, matched, field.name));
    if (!options.hive_calendar) TakeAsCounted(plan);
    if (plan.source) projection.file_columns_.push_back(*plan.source);
    projection.columns_.push_back(std::move(plan));
  }
  auto& read = projection.file_columns_;
  std::sort(read.begin(), read.end());
  for (auto& plan : projection.columns_) {
    if (plan.source)
      plan.source = static_cast<int>(std::lower_bound(read.begin(), read.end(), *plan.source) - read.begin());
  }
  return projection;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> Projection::Assemble(const arrow::RecordBatch* batch,
                                                                        int64_t rows) const {
  std::vector<ArrayDataPtr> siblings;
  if (batch != nullptr) siblings = batch->column_data();
  arrow::FieldVector fields;
  std::vector<ArrayDataPtr> columns;
  for (const auto& plan : columns_) {
    ARROW_ASSIGN_OR_RAISE(auto column, Project(plan, siblings.data(), siblings.size(), rows));
    fields.push_back(ArrowField(plan.field));
    columns.push_back(std::move(column));
  }
  auto made = arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(columns));
  ARROW_RETURN_NOT_OK(made->Validate());
  return made;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> Projection::Apply(const arrow::RecordBatch& batch) const {
  return Assemble(&batch, batch.num_rows());
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> Projection::MakeRows(int64_t count) const {
  return Assemble(nullptr, count);
}

}  // namespace lakeport::formats
