#include "jobs/ingest/adoption.h"

#include <utility>

#include "base/parallel.h"
#include "base/utf8.h"
#include "jobs/ingest/counted.h"

namespace lakeport::ingest {
namespace {

size_t HashLocation(const storage::FileInfo& info) { return std::hash<std::string>()(info.location.ToString()); }

constexpr int64_t kUnknownRows = -1;  // until the file is read

std::string Name(const storage::FileInfo& info) { return Printable(info.location.ToString()); }

}  // namespace

Adoption::Adoption(const AdoptionContext& context, const TablePlan& plan)
    : context_(context),
      plan_(plan),
      target_(MakeTargetSchema(*plan.schema)),
      mapping_(target_.mapping),
      source_mapping_(target_.mapping) {}

Status Adoption::AddFiles(iceberg::Append& append, const Place& place, const OnFile& on_file,
                          const OnRewrite& on_rewrite) {
  LP_TRY(Visit([&](const std::vector<ListedPartition>& listed) -> Status {
    for (const ListedPartition& one : listed) CountListed(one, context_.nested, accounting_);
    std::vector<SourceFile> files = FilesOf(listed);
    for (const SourceFile& file : files) {
      file_set_.Add(file);
      if (!seen_.insert(HashLocation(file.info)).second) {
        return InvalidArgument("{} belongs to two partitions at once", Name(file.info));
      }
    }
    LP_ASSIGN(auto others, AddBatch(WithoutUnchanged(std::move(files)), append, place, on_file));
    return others.empty() || !problems_.empty() ? Ok() : on_rewrite(std::move(others));
  }));
  return Problems();
}

Status Adoption::VisitAgain(const std::function<Status(std::vector<SourceFile>)>& visit) {
  FileSet again;
  LP_TRY(Visit([&](const std::vector<ListedPartition>& listed) {
    std::vector<SourceFile> files = FilesOf(listed);
    for (const SourceFile& file : files) again.Add(file);
    std::erase_if(files, [this](const SourceFile& file) { return left_out_.contains(HashLocation(file.info)); });
    return visit(std::move(files));
  }));
  if (again == file_set_) return Ok();
  return Unavailable("{} changed while it was being ingested: it had {} and has {} now", plan_.source,
                     Counted(file_set_.files(), "file"), again.files());
}

std::vector<SourceFile> Adoption::WithoutUnchanged(std::vector<SourceFile> files) {
  if (selection_ == nullptr) return files;
  std::erase_if(files, [this](const SourceFile& file) {
    if (!selection_->IsUnchanged(file)) return false;
    LeaveOut(file, kSkippedUnchanged);
    return true;
  });
  return files;
}

void Adoption::LeaveOut(const SourceFile& file, const char* reason) {
  left_out_.insert(HashLocation(file.info));
  accounting_.skipped[reason] += 1;
}

Status Adoption::Visit(const std::function<Status(const std::vector<ListedPartition>&)>& visit) {
  ListOptions options{
      .nested = context_.nested, .versions = MayRewrite(), .threads = context_.threads, .stop = context_.stop};
  return VisitSourceFiles(context_.source, context_.stores, plan_.table, plan_.schema->key_types, options,
                          [&](const std::vector<ListedPartition>& listed) -> Status {
                            LP_TRY(RefuseNews(listed));
                            return visit(listed);
                          });
}

// What would have been refused if the plan had seen it.
Status Adoption::RefuseNews(const std::vector<ListedPartition>& listed) {
  for (const ListedPartition& one : listed) {
    std::string where = Printable(one.partition->location.ToString());
    if (one.is_missing) return Unavailable("{} is no longer there", where);
    if (one.bad_values) return *one.bad_values;
    if (context_.nested == hive::NestedFiles::kLeave && !one.files.nested.empty()) {
      return Unavailable("{} has got directories within it", where);
    }
    bool adoptable = AdoptableFormat(one.partition->format).has_value();
    if (adoptable || one.files.files.empty()) continue;
    if (!MayRewrite()) return Unavailable("{} has become {}", where, hive::ToString(one.partition->format));
    if (one.bad_serde) return *one.bad_serde;
  }
  return Ok();
}

Result<std::vector<RewriteFile>> Adoption::AddBatch(std::vector<SourceFile> files, iceberg::Append& append,
                                                    const Place& place, const OnFile& on_file) {
  std::vector<RewriteFile> others;
  auto position = files.begin();
  auto next = [&]() -> Result<std::optional<SourceFile>> {
    return position == files.end() ? std::optional<SourceFile>() : std::optional<SourceFile>(std::move(*position++));
  };
  auto check = [this](const SourceFile& file, std::stop_token) { return Check(file); };
  auto add = [&](SourceFile file, Result<Checked> checked) -> Status {
    LP_ASSIGN(bool good, Judge(file, checked));
    if (!good) {
      on_file(file);
      return Ok();
    }
    AddFileNames(checked->check.names, source_mapping_);
    if (MustRewrite(checked->check)) {
      rewritten_.insert(HashLocation(file.info));
      accounting_.rewritten += 1;
      iceberg::NameMapping mapping = target_.mapping;
      AddFileNames(checked->check.names, mapping);
      others.push_back({std::move(file), std::move(mapping)});
      return Ok();
    }
    LP_TRY(Add(file, *std::move(checked), append, place));
    on_file(file);
    return Ok();
  };
  LP_TRY(RunParallel(next, check, add, {.threads = context_.threads, .ordered = true, .stop = context_.stop}));
  return others;
}

Result<Adoption::Checked> Adoption::Check(const SourceFile& file) const {
  if (!AdoptableFormat(file.partition->format)) return Checked{kUnknownRows, CheckSerde(target_, *file.partition)};
  FooterPtr footer = plan_.footers == nullptr ? nullptr : plan_.footers->Find(file.info);
  if (footer == nullptr) {
    LP_ASSIGN(footer, ReadFooterOf(context_.stores, file));
  }
  Checked checked{.record_count = footer->record_count};
  if (footer->record_count > 0) checked.check = CheckFile(*footer, target_, *file.partition);
  return checked;
}

Result<bool> Adoption::Judge(const SourceFile& file, const Result<Checked>& checked) {
  if (!checked.ok() && IsRetryable(checked.error().kind())) return checked.error();
  if (!checked.ok()) {
    problems_.Add(Printable(checked.error().ToString()));
    return false;
  }
  const FileCheck& check = checked->check;
  if (!MayRewrite()) {
    for (const auto& problem : check.problems) problems_.Add(Name(file.info) + ": " + problem);
  } else if (check.unreadable) {
    problems_.Add(Name(file.info) + ": " + *check.unreadable);
  }
  if (!problems_.empty()) return false;
  if (checked->record_count != 0) return true;
  LeaveOut(file, kSkippedNoRows);
  return false;
}

bool Adoption::MayRewrite() const { return plan_.mode == protocol::IngestMode::kRewrite; }

bool Adoption::MustRewrite(const FileCheck& check) const {
  return MayRewrite() && (plan_.layout->rewrites_all || check.has_int96 || !check.problems.empty());
}

bool Adoption::IsRewritten(const SourceFile& file) const { return rewritten_.contains(HashLocation(file.info)); }

Status Adoption::Add(const SourceFile& file, Checked checked, iceberg::Append& append, const Place& place) {
  AddFileNames(checked.check.names, mapping_);
  iceberg::DataFile entry{.file_path = {},
                          .file_format = *AdoptableFormat(file.partition->format),
                          .partition = file.partition->values,
                          .file_size_in_bytes = file.info.size,
                          .metrics = std::move(checked.check.metrics),
                          .sort_order_id = 0};
  if (selection_ != nullptr) {
    LP_ASSIGN(bool settled, selection_->IsSettled(file, entry, append));
    if (settled) {
      LeaveOut(file, kSkippedUnchanged);
      return Ok();
    }
  }
  LP_ASSIGN(Location location, place(file));
  entry.file_path = location.ToString();
  counts_.Add(entry.partition, entry.metrics.record_count);
  accounting_.added += 1;
  added_.Add(entry.file_path);
  return append.Add(entry);
}

Status Adoption::Problems() const {
  if (problems_.empty()) return Ok();
  return InvalidArgument("{} can't be adopted: {}; correct the table, restore the files, or remove them",
                         Counted(problems_.count(), "file"), problems_.ToString());
}

}  // namespace lakeport::ingest
