#include "jobs/ingest/table_layout.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "hivetype/name.h"
#include "iceberg/transform.h"
#include "protocol/table_layout.h"

namespace lakeport::ingest {
namespace {

using iceberg::NestedField;
using iceberg::PartitionField;
using iceberg::Transform;

constexpr int64_t kDefaultFileSize = 512ll << 20;  // write.target-file-size-bytes
constexpr int32_t kFirstPartitionId = 1000;

struct Resolved {
  const NestedField* source = nullptr;
  Transform transform;
};

// A member of a struct is named by its path.
const NestedField* FindColumn(const iceberg::Schema& schema, const std::string& name) {
  for (const NestedField& field : schema.fields()) {
    if (hive::IsSameName(field.name, name)) return &field;
  }
  return schema.FindField(hive::LowerName(name));
}

Result<Resolved> Resolve(const std::string& text, const protocol::LayoutTerm& term, const iceberg::Schema& schema) {
  const NestedField* source = FindColumn(schema, term.column);
  if (source == nullptr) return InvalidArgument("\"{}\": it has no column {}", Printable(text), Printable(term.column));
  auto name = term.parameter > 0 ? fmt::format("{}[{}]", term.transform, term.parameter) : term.transform;
  Transform transform = Transform::Parse(name);
  if (!transform.CanTransform(*source->type)) {
    return InvalidArgument("\"{}\": {} can't be made of {}, which is {}", Printable(text), term.transform,
                           Printable(term.column), source->type->ToString());
  }
  return Resolved{source, transform};
}

// Within a list or a map there is no one value.
Status CheckReachable(const std::string& text, const NestedField& source, const iceberg::Schema& schema) {
  auto top = std::find_if(schema.fields().begin(), schema.fields().end(),
                          [&](const NestedField& field) { return field.id == source.id; });
  if (top != schema.fields().end()) return Ok();
  return InvalidArgument("\"{}\": only a table's own columns are taken, not what lies within them", Printable(text));
}

Result<PartitionField> MakePartitionField(const std::string& text, const iceberg::Schema& schema) {
  LP_ASSIGN(auto term, protocol::ParsePartitionTerm(text));
  LP_ASSIGN(auto resolved, Resolve(text, term, schema));
  LP_TRY(CheckReachable(text, *resolved.source, schema));
  PartitionField field{.source_id = resolved.source->id,
                       .name = iceberg::PartitionFieldName(resolved.transform, resolved.source->name),
                       .transform = resolved.transform};
  const NestedField* same = schema.FindField(field.name);
  if (same != nullptr && (same->id != field.source_id || field.transform.kind != iceberg::TransformKind::kIdentity)) {
    return InvalidArgument("\"{}\": its partition field would be called {}, as one of the columns is", Printable(text),
                           Printable(field.name));
  }
  return field;
}

Result<iceberg::PartitionSpec> MakeSpec(const std::vector<std::string>& terms, const iceberg::Schema& schema) {
  iceberg::PartitionSpec spec;
  for (const std::string& text : terms) {
    LP_ASSIGN(auto field, MakePartitionField(text, schema));
    field.field_id = kFirstPartitionId + static_cast<int32_t>(spec.fields.size());
    for (const PartitionField& other : spec.fields) {
      if (other.name == field.name) return InvalidArgument("\"{}\" is asked for twice", Printable(text));
    }
    spec.fields.push_back(std::move(field));
  }
  return spec;
}

Result<iceberg::SortOrder> MakeSortOrder(const std::vector<std::string>& terms, const iceberg::Schema& schema) {
  iceberg::SortOrder order;
  for (const std::string& text : terms) {
    LP_ASSIGN(auto sort, protocol::ParseSortTerm(text));
    LP_ASSIGN(auto resolved, Resolve(text, sort.term, schema));
    LP_TRY(CheckReachable(text, *resolved.source, schema));
    order.fields.push_back(
        {.transform = resolved.transform,
         .source_id = resolved.source->id,
         .direction = sort.descending ? iceberg::SortDirection::kDescending : iceberg::SortDirection::kAscending,
         .null_order = sort.nulls_first ? iceberg::NullOrder::kNullsFirst : iceberg::NullOrder::kNullsLast});
  }
  if (!order.fields.empty()) order.order_id = 1;
  return order;
}

// Others may have renamed the columns meanwhile, and with them the fields.
bool SameSources(const iceberg::PartitionSpec& a, const iceberg::PartitionSpec& b) {
  return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                    [](const PartitionField& one, const PartitionField& other) {
                      return one.source_id == other.source_id && one.transform == other.transform;
                    });
}

}  // namespace

Result<TableLayout> MakeTableLayout(const protocol::IngestRequest& request, const hive::TableSchema& table) {
  TableLayout layout{.spec = table.spec};
  layout.target_file_size = request.target_file_size > 0 ? request.target_file_size : kDefaultFileSize;
  if (request.mode != protocol::IngestMode::kRewrite) return layout;
  if (!request.partition_by.empty()) {
    LP_ASSIGN(layout.spec, MakeSpec(request.partition_by, table.schema), "reading --partition-by");
    layout.repartitions = !layout.spec.SameFields(table.spec);
  }
  LP_ASSIGN(layout.sort_order, MakeSortOrder(request.sort_by, table.schema), "reading --sort-by");
  layout.rewrites_all = !request.partition_by.empty() || layout.sorts() || request.target_file_size > 0;
  return layout;
}

Result<TableLayout> FitLayout(TableLayout layout, const iceberg::TableMetadata& table) {
  if (layout.repartitions) {
    auto fits = [&](const iceberg::PartitionSpec& spec) { return SameSources(spec, layout.spec); };
    auto spec = std::find_if(table.partition_specs.begin(), table.partition_specs.end(), fits);
    if (spec == table.partition_specs.end()) return InvalidArgument("the Iceberg table is not partitioned like that");
    layout.spec = fits(table.spec()) ? table.spec() : *spec;
  }
  auto same = [&](const iceberg::SortOrder& order) { return order.fields == layout.sort_order.fields; };
  auto order = std::find_if(table.sort_orders.begin(), table.sort_orders.end(), same);
  layout.sort_order.order_id = order == table.sort_orders.end() ? 0 : order->order_id;
  return layout;
}

}  // namespace lakeport::ingest
