#include <optional>
#include <set>
#include <utility>

#include "formats/column_match.h"
#include "formats/footer.h"
#include "iceberg/value.h"

namespace lakeport::formats {
namespace {

using iceberg::FileFormat;
using iceberg::Metrics;
using iceberg::NestedField;
using iceberg::Type;
using iceberg::TypeId;

constexpr int kBoundWidth = 16;              // truncate(16), the default of write.metadata.metrics.default
constexpr size_t kMaxMeasuredColumns = 100;  // the default of write.metadata.metrics.max-inferred-column-defaults

size_t CountPrimitives(const std::vector<NestedField>& fields) {
  size_t count = 0;
  for (const auto& field : fields) count += field.type->is_nested() ? CountPrimitives(field.type->fields()) : 1;
  return count;
}

// A level's primitive fields first, then what lies within its nested ones.
void AddFirstPrimitives(const std::vector<NestedField>& fields, std::set<int32_t>* ids) {
  for (const auto& field : fields) {
    if (ids->size() < kMaxMeasuredColumns && !field.type->is_nested()) ids->insert(field.id);
  }
  for (const auto& field : fields) {
    if (ids->size() < kMaxMeasuredColumns && field.type->is_nested()) AddFirstPrimitives(field.type->fields(), ids);
  }
}

// The columns that are measured at all. Of a wide table it is the first hundred, so that its metadata stays small.
class MeasuredColumns {
 public:
  explicit MeasuredColumns(const iceberg::Schema& schema) {
    if (CountPrimitives(schema.fields()) <= kMaxMeasuredColumns) return;
    first_.emplace();
    AddFirstPrimitives(schema.fields(), &*first_);
  }

  bool Contains(int32_t id) const { return !first_ || first_->contains(id); }

 private:
  std::optional<std::set<int32_t>> first_;
};

class MetricsBuilder {
 public:
  MetricsBuilder(const FileFooter& footer, const iceberg::Schema& schema) : format_(footer.format), measured_(schema) {
    metrics_.record_count = footer.record_count;
  }

  void Add(const std::vector<MatchedColumn>& columns, bool repeated) {
    for (const auto& matched : columns) {
      const auto& type = matched.column->type;
      if (matched.field_id && measured_.Contains(*matched.field_id))
        AddColumn(*matched.column, *matched.field_id, repeated);
      bool container = type != nullptr && (type->id() == TypeId::kList || type->id() == TypeId::kMap);
      Add(matched.children, repeated || container);
    }
  }

  Metrics Take() { return std::move(metrics_); }

 private:
  void AddColumn(const FileColumn& column, int32_t id, bool repeated) {
    format_ == FileFormat::kOrc ? AddOrc(column, id, repeated) : AddParquet(column, id, repeated);
  }

  // Sizes of every leaf; the rest outside lists and maps only, and only where there are statistics at all.
  void AddParquet(const FileColumn& column, int32_t id, bool repeated) {
    if (column.size) metrics_.column_sizes[id] = *column.size;
    bool leaf = column.type != nullptr && !column.type->is_nested();
    if (repeated || !leaf || column.physical.starts_with("INT96")) return;
    if (!column.null_count && IsNull(column.lower)) return;
    AddCounts(column, id);
    AddBounds(column, id);
  }

  // Containers are measured too, but nothing within lists and maps.
  void AddOrc(const FileColumn& column, int32_t id, bool repeated) {
    if (repeated) return;
    if (column.size) metrics_.column_sizes[id] = *column.size;
    AddCounts(column, id);
    AddBounds(column, id);
  }

  void AddCounts(const FileColumn& column, int32_t id) {
    if (column.value_count) metrics_.value_counts[id] = *column.value_count;
    if (column.null_count) metrics_.null_value_counts[id] = *column.null_count;
  }

  void AddBounds(const FileColumn& column, int32_t id) {
    if (column.type == nullptr || IsNull(column.lower) || IsNull(column.upper)) return;
    const Type& type = *column.type;  // the file's: readers promote bounds as they do values
    auto upper = TruncateUpperBound(type, column.upper, kBoundWidth);
    if (!upper && format_ == FileFormat::kOrc) upper = column.upper;
    metrics_.lower_bounds[id] = EncodeValue(type, TruncateLowerBound(type, column.lower, kBoundWidth));
    if (upper) metrics_.upper_bounds[id] = EncodeValue(type, *upper);
  }

  FileFormat format_;
  MeasuredColumns measured_;
  Metrics metrics_;
};

}  // namespace

Metrics ComputeMetrics(const FileFooter& footer, const iceberg::Schema& schema, const iceberg::NameMapping& mapping) {
  MetricsBuilder builder(footer, schema);
  builder.Add(MatchColumns(footer.columns, mapping), false);
  return builder.Take();
}

}  // namespace lakeport::formats
