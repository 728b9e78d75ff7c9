#include "jobs/ingest/table_run.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <thread>

#include "iceberg/append.h"
#include "jobs/ingest/accounting.h"
#include "jobs/ingest/adoption.h"
#include "jobs/ingest/checksums.h"
#include "jobs/ingest/copy_area.h"
#include "jobs/ingest/leftovers.h"
#include "jobs/ingest/rewriter.h"
#include "jobs/ingest/source_copies.h"
#include "jobs/ingest/sync_record.h"
#include "jobs/ingest/table_properties.h"
#include "jobs/ingest/table_sync.h"

namespace lakeport::ingest {
namespace {

using protocol::IngestMode;

constexpr int kCommitAttempts = 10;

int64_t SummaryNumber(const iceberg::Snapshot& snapshot, const std::string& key) {
  auto text = iceberg::FindSummary(snapshot, key);
  int64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

class TableRun {
 public:
  TableRun(const RunContext& context, const TablePlan& plan)
      : context_(context),
        plan_(plan),
        adoption_context_{.source = context.source,
                          .stores = context.stores,
                          .nested = context.request.nested == protocol::NestedDirectories::kTake
                                        ? hive::NestedFiles::kTake
                                        : hive::NestedFiles::kLeave,
                          .threads = context.threads,
                          .stop = context.stop},
        adoption_(adoption_context_, plan),
        layout_(*plan.layout) {
    if (plan.mode != IngestMode::kInPlace) {
      copies_.emplace(io(), *plan.target_location, context.job_id, context.attempt);
    }
  }

  Result<TableResult> Run() {
    LP_ASSIGN(auto done, TakeOver());
    if (done) return FinishMadeTable(context_, plan_, *done);
    auto committed = MakeAndCommit();
    if (committed.ok()) {
      Status cleaned = unchanged_ ? Undo() : RemoveLeftovers(*committed);
      TableResult result = DescribeTable(*committed);
      result.accounting = Accounting();
      if (counted_) result.counted_partitions = adoption_.counts().partitions();
      result.unchanged = unchanged_;
      if (!cleaned.ok()) result.warning = cleaned.error().ToString();
      return result;
    }
    Error error = std::move(committed).error();
    if (!MayHaveHappened(error)) {
      Status undone = Undo();
      if (!undone.ok()) error = std::move(error).With("removing what was written: " + undone.error().ToString());
    }
    // Whatever went wrong: it may be that another attempt was first, and has removed what this one needed.
    auto made = FindDone();
    if (made.ok() && *made) return FinishMadeTable(context_, plan_, **made);
    return error;
  }

 private:
  storage::FileIO& io() const { return context_.catalog.io(); }

  // Takes over what earlier attempts have copied; the table instead, when one of them has committed it.
  Result<std::optional<iceberg::LoadedTable>> TakeOver() {
    LP_ASSIGN(auto done, FindDone());
    if (done || !copies_) return done;
    Status taken = copies_->TakeOver();
    LP_ASSIGN(done, FindDone());
    if (done) {
      LP_TRY(copies_->Release());
      return done;
    }
    LP_TRY(std::move(taken), "looking for copies of an earlier attempt");
    return done;
  }

  // The table, when this job has committed it already.
  Result<std::optional<iceberg::LoadedTable>> FindDone() const {
    auto loaded = context_.catalog.LoadTable(plan_.target);
    if (loaded.ok() && IsMadeByJob(loaded->metadata, context_.job_id)) {
      return std::optional<iceberg::LoadedTable>(std::move(loaded).value());
    }
    if (loaded.ok() || loaded.error().kind() == ErrorKind::kNotFound) return std::optional<iceberg::LoadedTable>();
    return std::move(loaded).error();
  }

  Result<iceberg::LoadedTable> MakeAndCommit() {
    if (plan_.sync) {
      LP_ASSIGN(sync_, TableSync::Start(context_.catalog, plan_));
      adoption_.Select(sync_->selection());
    }
    auto append = StartAppend();
    auto place = [this](const SourceFile& file) { return Place(file); };
    auto adopted = [this](const SourceFile& file) {
      if (!copies_) CountFile(file.info.size);
    };
    RewriteContext rewriting = Rewriting();
    auto rewriter = StartRewriter(rewriting, *append);
    auto rewrite = [&](std::vector<RewriteFile> files) { return rewriter->Add(std::move(files)); };
    LP_TRY(adoption_.AddFiles(*append, place, adopted, rewrite), "reading the files of {}", plan_.source);
    LP_TRY(rewriter->Finish(), "writing the files of {} anew", plan_.source);
    if (sync_) {
      LP_ASSIGN(bool changes, sync_->Finish(*append, adoption_.accounting().added + written_.files));
      unchanged_ = !changes;
      if (unchanged_) return sync_->base();
    }
    append->SetProperties(Properties());
    LP_ASSIGN(auto manifests, append->Finish());
    LP_TRY(CheckAccounting(plan_.source, adoption_.accounting(), written_.files, manifests));
    if (context_.request.verify != protocol::Verify::kOff) {
      LP_TRY(CompareCounts(manifests), "checking {}", plan_.target.ToString());
    }
    if (copies_) LP_TRY(CopyFiles(), "copying the files of {}", plan_.source);
    if (context_.request.verify == protocol::Verify::kChecksum) {
      LP_TRY(CompareChecksums(manifests), "comparing the rows of {} and {}", plan_.source, plan_.target.ToString());
    }
    if (context_.stop.stop_requested()) return Cancelled("stopped before {} was committed", plan_.target.ToString());
    return Commit(*append);
  }

  RewriteContext Rewriting() {
    int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return {.stores = context_.stores,
            .io = io(),
            .target = adoption_.target(),
            .layout = layout_,
            .source_bytes = plan_.bytes,
            .threads = std::min(context_.threads, cores),
            .stop = context_.stop,
            .place = [this](const auto& folder, const auto& name) { return copies_->LocationForNew(folder, name); },
            .on_bytes = [this](int64_t bytes) { context_.progress.AddBytes(bytes); },
            .on_file = [this] { context_.progress.AddFile(); }};
  }

  std::unique_ptr<Rewriter> StartRewriter(const RewriteContext& rewriting, iceberg::Append& append) {
    auto read = [this](const std::vector<iceberg::Value>& partition, int64_t rows) {
      adoption_.counts().Add(partition, rows, 0);
    };
    auto written = [this, &append](iceberg::DataFile file) {
      adoption_.counts().Add(file.partition, 0, 1);
      written_.Add(file.file_path);
      return append.Add(file);
    };
    return MakeRewriter(rewriting, std::move(read), std::move(written));
  }

  Status CompareCounts(const std::vector<iceberg::ManifestFile>& manifests) {
    const TargetSchema& target = adoption_.target();
    LP_ASSIGN(auto partition, layout_.spec.PartitionType(target.schema));
    LP_TRY(adoption_.counts().CompareWith(io(), manifests, *partition));
    counted_ = true;
    return Ok();
  }

  protocol::FileCounts Accounting() const {
    protocol::FileCounts counts = adoption_.accounting();
    if (sync_) counts.removed = sync_->selection().removed();
    return counts;
  }

  OwnSet Own() const {
    OwnSet own = adoption_.added();
    own.Add(written_);
    if (sync_) own.Add(sync_->selection().kept());
    return own;
  }

  std::map<std::string, std::string> Properties() const {
    const TargetSchema& target = adoption_.target();
    iceberg::NameMapping mapping = sync_ ? sync_->MergeNames(adoption_.mapping()) : adoption_.mapping();
    SyncRecord record{.mode = plan_.mode,
                      .source = adoption_.file_set(),
                      .own = Own(),
                      .columns = FieldIds(target.schema),
                      .layout = LayoutWords(context_.request)};
    return {{iceberg::kNameMappingProperty, iceberg::FormatNameMapping(mapping)},
            {kSyncProperty, FormatSyncRecord(record)},
            {kJobIdProperty, context_.job_id}};
  }

  std::unique_ptr<iceberg::Append> StartAppend() {
    iceberg::NewTable created{.location = *plan_.target_location,
                              .schema = plan_.schema->schema,
                              .spec = layout_.spec,
                              .properties = MakeTableProperties(plan_.table, plan_.mode, context_.job_id),
                              .sort_order = layout_.sort_order};
    if (layout_.rewrites_all) {
      created.properties.erase("write.format.default");
      created.properties["write.target-file-size-bytes"] = std::to_string(layout_.target_file_size);
    }
    iceberg::AppendOptions options{
        .commit_uuid = NewCommitUuid(context_.job_id, plan_.target.ToString()),
        .stop = context_.stop,
        .before_retry = [this](const iceberg::LoadedTable& now) { return RefuseSecond(now); }};
    if (plan_.action == PlanAction::kCreate) {
      created.properties[kCreatedByProperty] = context_.job_id;
      return iceberg::AppendToNewTable(context_.catalog, plan_.target, std::move(created), options);
    }
    if (sync_) return sync_->NewAppend(context_.catalog, options);
    layout_.sort_order.order_id = iceberg::WithIdsOf(plan_.existing->metadata, created).sort_order.order_id;
    return iceberg::ReplaceTable(context_.catalog, plan_.target, *plan_.existing, created, options);
  }

  // A table that another attempt of this job has changed meanwhile is not changed again, nor synchronized upon what
  // another job has made of it.
  Status RefuseSecond(const iceberg::LoadedTable& now) const {
    if (IsMadeByJob(now.metadata, context_.job_id)) {
      return AlreadyExists("another attempt of this job has made {}", plan_.target.ToString());
    }
    return plan_.sync ? RefuseOthersSync(plan_, now.metadata) : Ok();
  }

  Result<Location> Place(const SourceFile& file) {
    if (!copies_) return file.info.location;
    copies_->Use(file);
    return copies_->LocationFor(file);
  }

  void CountFile(int64_t bytes) {
    context_.progress.AddBytes(bytes);
    context_.progress.AddFile();
  }

  Status CopyFiles() {
    CopyContext copying{.stores = context_.stores,
                        .io = io(),
                        .progress = context_.progress,
                        .verify = context_.request.verify,
                        .threads = context_.threads,
                        .stop = context_.stop};
    return CopySourceFiles(copying, *copies_, adoption_);
  }

  Status CompareChecksums(const std::vector<iceberg::ManifestFile>& manifests) {
    ChecksumContext context{.schema = adoption_.target().schema, .threads = context_.threads, .stop = context_.stop};
    LP_ASSIGN(auto source, ChecksumSource(context, context_.stores, adoption_));
    LP_ASSIGN(auto target,
              ChecksumManifests(context, io(), manifests, iceberg::FormatNameMapping(adoption_.mapping())));
    return CompareChecksumsOf(context.schema, source, target);
  }

  Result<iceberg::LoadedTable> Commit(iceberg::Append& append) {
    if (copies_) LP_TRY(copies_->Close());
    LP_ASSIGN(made_namespace_, EnsureNamespace(context_.catalog, plan_.target.ns));
    commit_sent_ = true;
    iceberg::Summary summary{{kJobIdProperty, context_.job_id}, {kSourceProperty, plan_.source}};
    summary.emplace_back(kAccountingProperty, FormatJson(ToJson(Accounting())));
    summary.emplace_back(kOwnFilesProperty, Own().ToString());
    return append.Commit(summary, kCommitAttempts);
  }

  // Once the catalog was asked, only some answers mean that the table is surely without the new files.
  bool MayHaveHappened(const Error& error) const {
    return commit_sent_ && (error.kind() == ErrorKind::kCommitUnknown || error.kind() == ErrorKind::kInternal ||
                            IsRetryable(error.kind()));
  }

  Status RemoveLeftovers(const iceberg::LoadedTable& made) {
    if (copies_) LP_TRY(copies_->RemoveUnused(), "removing copies that nothing refers to");
    return TidyMetadata(io(), made, plan_.target, context_.job_id);
  }

  Status Undo() {
    Status removed = copies_ ? copies_->Remove() : Ok();
    if (made_namespace_) (void)context_.catalog.DropNamespace(plan_.target.ns).ok();  // refused while it holds tables
    if (plan_.action == PlanAction::kCreate) {
      RemoveEmptyDirectories(context_.catalog, plan_.target, *plan_.target_location);
    }
    return removed;
  }

  const RunContext& context_;
  const TablePlan& plan_;
  const AdoptionContext adoption_context_;
  Adoption adoption_;
  TableLayout layout_;
  std::optional<CopyArea> copies_;
  OwnSet written_;  // anew
  std::unique_ptr<TableSync> sync_;
  bool unchanged_ = false;
  bool counted_ = false;
  bool made_namespace_ = false;
  bool commit_sent_ = false;
};

}  // namespace

Result<TableResult> RunTable(const RunContext& context, const TablePlan& plan) { return TableRun(context, plan).Run(); }

TableResult FinishMadeTable(const RunContext& context, const TablePlan& plan, const iceberg::LoadedTable& made) {
  TableResult result = DescribeTable(made);
  Status tidied = TidyMadeTable(context.catalog.io(), made, plan.target, context.job_id);
  if (!tidied.ok()) result.warning = tidied.error().ToString();
  return result;
}

TableResult DescribeTable(const iceberg::LoadedTable& table) {
  TableResult result{.metadata_location = table.metadata_location};
  const iceberg::Snapshot* snapshot = table.metadata.current_snapshot();
  if (snapshot == nullptr) return result;
  result.snapshot_id = snapshot->snapshot_id;
  result.accounting = FindAccounting(*snapshot);
  result.rows = SummaryNumber(*snapshot, "total-records");
  result.files = SummaryNumber(*snapshot, "total-data-files");
  result.bytes = SummaryNumber(*snapshot, "total-files-size");
  return result;
}

}  // namespace lakeport::ingest
