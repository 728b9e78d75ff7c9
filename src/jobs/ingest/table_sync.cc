#include "jobs/ingest/table_sync.h"

#include <utility>

#include "jobs/ingest/sync_record.h"
#include "jobs/ingest/sync_schema.h"

namespace lakeport::ingest {

Status RefuseOthersSync(const TablePlan& plan, const iceberg::TableMetadata& now) {
  auto record = now.properties.find(kSyncProperty);
  if (record != now.properties.end() && record->second == plan.sync->record) return Ok();
  return Conflict("another job has brought {} up to date meanwhile", plan.target.ToString());
}

Result<std::unique_ptr<TableSync>> TableSync::Start(iceberg::Catalog& catalog, const TablePlan& plan) {
  LP_ASSIGN(iceberg::LoadedTable base, catalog.LoadTable(plan.target));
  const iceberg::TableMetadata& then = plan.existing->metadata;
  const iceberg::TableMetadata& now = base.metadata;
  LP_TRY(RefuseOthersSync(plan, now));
  if (now.table_uuid != then.table_uuid || now.current_schema_id != then.current_schema_id ||
      now.default_spec_id != then.default_spec_id) {
    return Conflict("somebody else has changed {} since it was planned", plan.target.ToString());
  }
  LP_ASSIGN(OwnFiles own, OwnFiles::Read(catalog.io(), now, plan.mode));
  return std::unique_ptr<TableSync>(new TableSync(plan, std::move(base), std::move(own)));
}

TableSync::TableSync(const TablePlan& plan, iceberg::LoadedTable base, OwnFiles own)
    : plan_(plan), base_(std::move(base)), selection_(std::move(own), plan.mode, plan.sync->same) {
  if (plan.sync->rewrites_again) selection_.ForgetWritten();
}

std::unique_ptr<iceberg::Append> TableSync::NewAppend(iceberg::Catalog& catalog, iceberg::AppendOptions options) const {
  options.spec_id = plan_.layout->spec.spec_id;
  if (!plan_.sync->schema) return iceberg::AppendToTable(catalog, plan_.target, base_, std::move(options));
  return iceberg::AppendWithSchema(catalog, plan_.target, base_, *plan_.sync->schema, std::move(options));
}

Result<bool> TableSync::Finish(iceberg::Append& append, int64_t added) {
  LP_TRY(selection_.RemoveVanished(append));
  if (added > 0 && selection_.removed() > 0 && selection_.has_deletes()) {
    return InvalidArgument(
        "somebody else has deleted rows of {}, and they could come back with the files that changed; rewrite its data "
        "files in Spark first, or say --if-exists replace",
        plan_.target.ToString());
  }
  return added > 0 || selection_.removed() > 0 || plan_.sync->schema.has_value();
}

const iceberg::Schema& TableSync::schema() const {
  return plan_.sync->schema ? *plan_.sync->schema : base_.metadata.schema();
}

iceberg::NameMapping TableSync::MergeNames(const iceberg::NameMapping& fresh) const {
  return MergeMappings(fresh, MappingOf(base_.metadata), schema());
}

}  // namespace lakeport::ingest
