#include "jobs/ingest/survey.h"

#include <algorithm>
#include <unordered_set>

#include "base/parallel.h"
#include "base/utf8.h"
#include "iceberg/append.h"
#include "jobs/ingest/accounting.h"
#include "jobs/ingest/file_check.h"
#include "jobs/ingest/footer_reader.h"
#include "jobs/ingest/footer_schema.h"
#include "jobs/ingest/source_serde.h"
#include "jobs/ingest/table_properties.h"

namespace lakeport::ingest {
namespace {

constexpr int64_t kFootersPlanned = 1'000;

// Reads one table's facts, step by step; a step that fails ends the survey, and the facts say why.
class Survey {
 public:
  Survey(const SurveyContext& context, TableFacts& facts) : context_(context), facts_(facts) {}

  Status Run(const std::string& name) {
    LP_TRY(ReadTable(name));
    if (facts_.verdict) return Ok();
    LP_TRY(FindTarget());
    if (facts_.existing && facts_.existing->by_this_job) return Ok();
    LP_ASSIGN(bool goes_on, StartSync());
    if (!goes_on) return Ok();
    LP_TRY(MakeSchema());
    if (!facts_.schema) return Ok();
    if (!columns_from_footers_) TakeIdsOfExisting();
    LP_TRY(ListFiles());
    if (sync_) sync_->Finish();
    if (!columns_from_footers_) return Ok();
    TakeColumnsFromFooters();
    TakeIdsOfExisting();
    return Ok();
  }

  void CheckSample() {
    if (!facts_.schema || facts_.schema_error) return;
    TargetSchema target = MakeTargetSchema(*facts_.schema);
    facts_.rewriting_helps = true;
    for (const auto& [file, footer] : sample_) {
      if (footer->record_count == 0) continue;
      FileCheck check = CheckFile(*footer, target, *file.partition);
      NoteProblems(file, check);
      for (auto& doubt : check.doubts) facts_.doubts.Add(std::move(doubt));
      facts_.has_int96 = facts_.has_int96 || check.has_int96;
    }
  }

 private:
  struct Sampled {
    SourceFile file;
    FooterPtr footer;
  };

  void NoteProblems(const SourceFile& file, const FileCheck& check) {
    facts_.rewriting_helps = facts_.rewriting_helps && !check.unreadable;
    if (context_.request.mode != protocol::IngestMode::kRewrite) {
      for (const auto& problem : check.problems) facts_.mismatches.Add(Name(file.info) + ": " + problem);
    } else if (check.unreadable) {
      facts_.mismatches.Add(Name(file.info) + ": " + *check.unreadable);
    } else if (!check.problems.empty()) {
      NoteRewrite(file, check.problems.front());
    } else if (check.has_int96) {
      NoteRewrite(file, "its timestamps are INT96, which have no bounds and which not every reader takes");
    }
  }

  void NoteRewrite(const SourceFile& file, const std::string& reason) {
    constexpr size_t kMostReasons = 20;
    auto& known = facts_.rewrites;
    auto found = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.reason == reason; });
    if (found == known.end()) {
      if (known.size() == kMostReasons) known.push_back({.reason = "other reasons"});
      if (known.size() < kMostReasons) known.push_back({.reason = reason});
      found = known.end() - 1;
    }
    found->files += 1;
    found->bytes += file.info.size;
    found->examples.Add(Name(file.info));
  }

  static std::string Name(const storage::FileInfo& info) { return Printable(info.location.ToString()); }

  Status ReadTable(const std::string& name) {
    LP_ASSIGN(facts_.table, context_.source.GetTable(context_.request.database, name));
    facts_.target = {context_.target_namespace, facts_.table.name};
    facts_.verdict = JudgeTable(facts_.table, context_.request.mode);
    return Ok();
  }

  Status FindTarget() {
    auto loaded = context_.catalog.LoadTable(facts_.target);
    if (loaded.ok()) {
      bool ours = IsMadeByJob(loaded->metadata, context_.job_id);
      LP_ASSIGN(facts_.target_location, Location::Parse(loaded->metadata.location));
      facts_.existing = ExistingTable{std::move(loaded).value(), ours};
      return Ok();
    }
    if (loaded.error().kind() != ErrorKind::kNotFound) return std::move(loaded).error();
    LP_ASSIGN(facts_.target_location, context_.catalog.DefaultTableLocation(facts_.target));
    return Ok();
  }

  // False when the table can't be brought up to date.
  Result<bool> StartSync() {
    if (!facts_.existing || context_.request.if_exists != protocol::IfExists::kSync) return true;
    facts_.sync.emplace();
    sync_.emplace(facts_.table, facts_.existing->loaded.metadata, context_.request, *facts_.sync);
    LP_ASSIGN(bool opened, sync_->Open(context_.catalog.io()));
    if (opened) sync_->StartColumns(from_footers_);
    return opened;
  }

  Status MakeSchema() {
    columns_from_footers_ = facts_.table.columns.empty() && !IsReadByRows();
    auto schema = ReadSchema();
    if (!schema.ok() && IsRetryable(schema.error().kind())) return std::move(schema).error();
    if (schema.ok()) {
      facts_.schema = std::move(schema).value();
    } else {
      facts_.schema_error = std::move(schema).error();
    }
    return Ok();
  }

  bool IsReadByRows() const { return !facts_.table.serde.empty() && !AdoptableFormat(facts_.table.format); }

  Result<hive::TableSchema> ReadSchema() {
    if (!IsReadByRows()) return hive::ToTableSchema(facts_.table);
    LP_ASSIGN(auto serde, OpenSerde(context_.stores, facts_.table));
    return ToTableSchema(facts_.table, *serde);
  }

  // A column keeps the field id that its name has in the table that is replaced, or brought up to date.
  void TakeIdsOfExisting() {
    if (!facts_.existing || !facts_.schema) return;
    if (sync_) return sync_->TakeSchema(*facts_.schema);
    if (context_.request.if_exists != protocol::IfExists::kReplace) return;
    iceberg::NewTable table = iceberg::WithIdsOf(facts_.existing->loaded.metadata, {.location = *facts_.target_location,
                                                                                    .schema = facts_.schema->schema,
                                                                                    .spec = facts_.schema->spec,
                                                                                    .properties = {}});
    facts_.schema->schema = std::move(table.schema);
    facts_.schema->spec = std::move(table.spec);
  }

  hive::NestedFiles nested() const {
    bool take = context_.request.nested == protocol::NestedDirectories::kTake;
    return take ? hive::NestedFiles::kTake : hive::NestedFiles::kLeave;
  }

  Status ListFiles() {
    if (sync_ && sync_->wants_listing()) {
      FileSet all;
      LP_TRY(VisitFiles([&](const std::vector<ListedPartition>& listed) {
        for (const SourceFile& file : FilesOf(listed)) all.Add(file);
        return Ok();
      }));
      sync_->TakeListing(all);
    }
    return VisitFiles([this](const std::vector<ListedPartition>& listed) { return Count(listed); });
  }

  Status VisitFiles(const std::function<Status(std::vector<ListedPartition>)>& visit) {
    ListOptions options{.nested = nested(),
                        .versions = context_.request.mode == protocol::IngestMode::kRewrite,
                        .threads = context_.threads,
                        .stop = context_.stop};
    return VisitSourceFiles(context_.source, context_.stores, facts_.table, facts_.schema->key_types, options, visit);
  }

  Status Count(const std::vector<ListedPartition>& listed) {
    for (const ListedPartition& one : listed) CountPartition(one);
    std::vector<SourceFile> files;
    std::vector<SourceFile> all = FilesOf(listed);
    for (SourceFile& file : all) {
      bool is_new = seen_.insert(std::hash<std::string>()(file.info.location.ToString())).second;
      if (!is_new) facts_.duplicates.Add(Name(file.info));
      if (sync_ && !sync_->Takes(file)) {
        facts_.accounting.skipped[kSkippedUnchanged] += 1;
        continue;
      }
      facts_.files += 1;
      facts_.bytes += file.info.size;
      if (!AdoptableFormat(file.partition->format)) CountRows(file);
      files.push_back(std::move(file));
    }
    return ReadFooters(std::move(files));
  }

  void CountPartition(const ListedPartition& one) {
    facts_.partitions += facts_.table.partition_keys.empty() ? 0 : 1;
    if (one.is_missing) facts_.missing.Add(Printable(one.partition->location.ToString()));
    if (one.bad_values) facts_.bad_partitions.Add(one.bad_values->message());
    CountListed(one, nested(), facts_.accounting);
    for (const Location& nested : one.files.nested) {
      auto& examples = hive::IsAcidDirectory(nested.name()) ? facts_.acid : facts_.nested;
      examples.Add(Printable(nested.ToString()));
    }
    if (!AdoptableFormat(one.partition->format) && !one.files.files.empty()) CheckRows(one);
  }

  // Files that only rows can be taken from.
  void CheckRows(const ListedPartition& one) {
    std::string where = Printable(one.partition->location.ToString());
    if (one.bad_serde) {
      facts_.bad_files.Add(where + ": " + one.bad_serde->message());
    } else if (context_.request.mode != protocol::IngestMode::kRewrite) {
      facts_.bad_files.Add(where + ": " + NotAdoptable(*one.partition) +
                           "; say --mode rewrite, which writes them anew");
    }
  }
  void CountRows(const SourceFile& file) {
    facts_.row_files += 1;
    if (context_.request.mode == protocol::IngestMode::kRewrite) NoteRewrite(file, NotAdoptable(*file.partition));
  }
  static std::string NotAdoptable(const SourcePartition& partition) {
    return fmt::format("{} files can't be data files of an Iceberg table", hive::ToString(partition.format));
  }

  Status ReadFooters(std::vector<SourceFile> files) {
    std::erase_if(files, [](const SourceFile& file) { return !AdoptableFormat(file.partition->format); });
    if (!columns_from_footers_) {
      auto wanted = static_cast<size_t>(std::max<int64_t>(0, kFootersPlanned - facts_.footers_read));
      if (files.size() > wanted) files.resize(wanted);
    }
    auto position = files.begin();
    auto next = [&]() -> Result<std::optional<SourceFile>> {
      return position == files.end() ? std::optional<SourceFile>() : std::optional<SourceFile>(std::move(*position++));
    };
    auto read = [this](const SourceFile& file, std::stop_token) { return ReadFooterOf(context_.stores, file); };
    auto keep = [this](SourceFile file, Result<FooterPtr> footer) { return Keep(std::move(file), std::move(footer)); };
    return RunParallel(next, read, keep, {.threads = context_.threads, .ordered = true, .stop = context_.stop});
  }

  Status Keep(SourceFile file, Result<FooterPtr> footer) {
    facts_.footers_read += 1;
    if (!footer.ok()) {
      if (IsRetryable(footer.error().kind())) return std::move(footer).error();
      facts_.bad_files.Add(Printable(footer.error().ToString()));
      return Ok();
    }
    facts_.rows += (*footer)->record_count;
    if ((*footer)->record_count == 0) facts_.accounting.skipped[kSkippedNoRows] += 1;
    if ((*footer)->record_count == 0 && facts_.sync) facts_.sync->added -= 1;
    if (columns_from_footers_ && !facts_.schema_error && (*footer)->record_count > 0) {
      auto added = from_footers_.Add(**footer);
      if (!added.ok()) facts_.schema_error = std::move(added).error().With("reading the columns of " + Name(file.info));
    }
    facts_.footers->Keep(file.info, *footer);
    if (facts_.footers_read <= kFootersPlanned) sample_.push_back({std::move(file), *std::move(footer)});
    return Ok();
  }

  void TakeColumnsFromFooters() {
    if (facts_.schema_error) return;
    std::vector<std::string> keys;
    for (const auto& key : facts_.table.partition_keys) keys.push_back(key.name);
    auto fields = from_footers_.FieldsExcept(keys);
    if (fields.empty()) return HasNoColumns();
    auto schema = hive::MakeTableSchema(fields, facts_.table.partition_keys);
    if (schema.ok()) {
      facts_.schema = std::move(schema).value();
    } else {
      facts_.schema_error = std::move(schema).error();
    }
  }

  void HasNoColumns() {
    bool is_empty = facts_.bad_files.empty() && facts_.nested.empty() && facts_.acid.empty();
    std::string reason = "it declares no columns and holds no rows that would show some";
    if (is_empty) {
      facts_.verdict = RuleVerdict{RuleOutcome::kSkip, reason + ": there is nothing to make a table of"};
    } else {
      facts_.schema_error = InvalidArgument("{}", reason);
    }
  }

  const SurveyContext& context_;
  TableFacts& facts_;
  bool columns_from_footers_ = false;  // they are declared nowhere
  FooterSchema from_footers_;
  std::optional<SyncSurvey> sync_;
  std::vector<Sampled> sample_;
  std::unordered_set<size_t> seen_;  // hashes of locations
};

}  // namespace

Result<TableFacts> SurveyTable(const SurveyContext& context, const std::string& table) {
  TableFacts facts;
  facts.table.database = context.request.database;
  facts.table.name = table;
  facts.target = {context.target_namespace, table};
  facts.footers = std::make_shared<KeptFooters>(context.budget);
  Survey survey(context, facts);
  Status status = survey.Run(table);
  if (status.ok()) {
    survey.CheckSample();
    return facts;
  }
  if (context.stop.stop_requested()) return Cancelled("stopped while planning");
  facts.unreadable = std::move(status).error();
  return facts;
}

bool IsMadeByJob(const iceberg::TableMetadata& metadata, const std::string& job_id) {
  auto property = metadata.properties.find(kJobIdProperty);
  if (property != metadata.properties.end() && property->second == job_id) return true;
  return std::any_of(metadata.snapshots.begin(), metadata.snapshots.end(), [&](const iceberg::Snapshot& snapshot) {
    return iceberg::FindSummary(snapshot, kJobIdProperty) == job_id;
  });
}

}  // namespace lakeport::ingest
