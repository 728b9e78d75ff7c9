#include "jobs/ingest/plan.h"

#include <array>
#include <utility>

#include "base/utf8.h"
#include "jobs/ingest/accounting.h"
#include "jobs/ingest/counted.h"

namespace lakeport::ingest {
namespace {

using protocol::IfExists;
using protocol::IngestMode;
using protocol::IngestRequest;

// The error's words without its kind: a reason, not a log line.
std::string Describe(const Error& error) {
  std::string text = error.message();
  for (const std::string& frame : error.context()) text += "; while " + frame;
  return Printable(text);
}

bool Overlaps(const TableFacts& facts) {
  auto source = Location::Parse(facts.table.location);
  return facts.target_location && source.ok() &&
         (source->Contains(*facts.target_location) || facts.target_location->Contains(*source));
}

// Something that the facts hold against a table. All that apply are told.
struct Refusal {
  bool (*applies)(const TableFacts&, const IngestRequest&);
  std::string (*reason)(const TableFacts&);
};

constexpr std::array kRefusals = {
    Refusal{[](const TableFacts& f, const IngestRequest& r) { return f.existing && r.if_exists == IfExists::kFail; },
            [](const TableFacts& f) {
              return fmt::format(
                  "{} is there already; say --if-exists sync, --if-exists replace, or another --namespace",
                  f.target.ToString());
            }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return f.sync && !f.sync->refusals.empty(); },
            [](const TableFacts& f) {
              return fmt::format("{} can't be brought up to date: {}", f.target.ToString(),
                                 fmt::join(f.sync->refusals, ". Also: "));
            }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return f.schema_error.has_value(); },
            [](const TableFacts& f) { return Describe(*f.schema_error); }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return Overlaps(f); },
            [](const TableFacts& f) {
              return fmt::format(
                  "its directory {} and the new table's {} lie within each other; give the catalog another warehouse",
                  Printable(f.table.location), Printable(f.target_location->ToString()));
            }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return !f.missing.empty(); },
            [](const TableFacts& f) {
              return fmt::format("{} not there: {}; restore what is missing, or drop it in Hive",
                                 Counted(f.missing.count(), "directory is", "directories are"), f.missing.ToString());
            }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return !f.acid.empty(); },
            [](const TableFacts& f) {
              return fmt::format(
                  "it holds {} of a transactional table ({}), whose files are row versions; use the spark "
                  "executor",
                  Counted(f.acid.count(), "directory", "directories"), f.acid.ToString());
            }},
    Refusal{[](const TableFacts& f, const IngestRequest& r) {
              return !f.nested.empty() && r.nested == protocol::NestedDirectories::kRefuse;
            },
            [](const TableFacts& f) {
              return fmt::format(
                  "it holds {} deeper than expected ({}), which Hive reads only when told to; say "
                  "--nested-directories take to take their files too, or move them away",
                  Counted(f.nested.count(), "directory", "directories"), f.nested.ToString());
            }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return !f.bad_partitions.empty(); },
            [](const TableFacts& f) { return f.bad_partitions.ToString(); }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return !f.duplicates.empty(); },
            [](const TableFacts& f) {
              return fmt::format(
                  "{} to two of its partitions at once: {}; give each partition a directory of its own in Hive",
                  Counted(f.duplicates.count(), "file belongs", "files belong"), f.duplicates.ToString());
            }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return !f.bad_files.empty(); },
            [](const TableFacts& f) {
              return fmt::format("{} can't be read: {}; restore or remove what is damaged",
                                 Counted(f.bad_files.count(), "file"), f.bad_files.ToString());
            }},
    Refusal{[](const TableFacts& f, const IngestRequest&) { return !f.mismatches.empty(); },
            [](const TableFacts& f) {
              return fmt::format("files and table disagree: {}; correct the column's type in Hive, or {}",
                                 f.mismatches.ToString(),
                                 f.rewriting_helps ? "say --mode rewrite, which writes such files anew"
                                                   : "use the spark executor, which writes the files anew");
            }},
};

std::string DescribeSync(const SyncFacts& sync) {
  std::string text = fmt::format("{} to add, {} to take out", Counted(sync.added, "file"), sync.vanished);
  if (sync.doubtful > 0)
    text += fmt::format(", {} to be looked into, since something beside them changed", sync.doubtful);
  if (sync.foreign > 0) text += fmt::format("; {} of others stay as they are", Counted(sync.foreign, "file"));
  for (const std::string& note : sync.notes) text += "; " + note;
  return text;
}

// Something that a person should know of.
struct Warning {
  bool (*applies)(const TableFacts&, const IngestRequest&);
  std::string (*text)(const TableFacts&);
};

constexpr std::array kWarnings = {
    Warning{[](const TableFacts& f, const IngestRequest& r) { return f.existing && r.if_exists == IfExists::kReplace; },
            [](const TableFacts& f) {
              return fmt::format(
                  "{} is replaced; what it holds now stays in its {}, to be gone back to", f.target.ToString(),
                  Counted(static_cast<int64_t>(f.existing->loaded.metadata.snapshots.size()), "snapshot"));
            }},
    Warning{[](const TableFacts& f, const IngestRequest&) { return f.sync && !f.sync->nothing_new(); },
            [](const TableFacts& f) { return DescribeSync(*f.sync); }},
    Warning{[](const TableFacts& f, const IngestRequest&) { return f.table.bucket_count > 0; },
            [](const TableFacts& f) {
              return fmt::format("the new table is not bucketed; Hive's {} taken as plain files",
                                 Counted(f.table.bucket_count, "bucket is", "buckets are"));
            }},
    Warning{[](const TableFacts& f, const IngestRequest& r) {
              return f.table.kind == hive::TableKind::kManaged && r.mode == IngestMode::kInPlace;
            },
            [](const TableFacts&) {
              return std::string(
                  "Hive owns the files: dropping the Hive table, or overwriting it, takes them from the "
                  "Iceberg table as well");
            }},
    Warning{[](const TableFacts& f, const IngestRequest& r) { return f.has_int96 && r.mode == IngestMode::kRewrite; },
            [](const TableFacts&) {
              return std::string(
                  "timestamps are stored as INT96, which is read as UTC; those written in another zone "
                  "differ from what Hive shows by its offset");
            }},
    Warning{[](const TableFacts& f, const IngestRequest& r) { return f.has_int96 && r.mode != IngestMode::kRewrite; },
            [](const TableFacts&) {
              return std::string(
                  "timestamps are stored as INT96, which is read as UTC; those written in another zone "
                  "differ from what Hive shows by its offset. They have no bounds for filters");
            }},
    Warning{[](const TableFacts& f, const IngestRequest&) { return !f.nested.empty(); },
            [](const TableFacts& f) {
              return fmt::format("the files of {} within its own are taken as well",
                                 Counted(f.nested.count(), "directory", "directories"));
            }},
    Warning{[](const TableFacts& f, const IngestRequest&) { return !f.doubts.empty(); },
            [](const TableFacts& f) { return f.doubts.ToString(); }},
    Warning{[](const TableFacts& f, const IngestRequest&) { return f.footers_read < f.files - f.row_files; },
            [](const TableFacts& f) {
              return fmt::format(
                  "{} of {} were looked into; the others will be when the job runs, before anything "
                  "becomes visible",
                  f.footers_read, Counted(f.files, "file"));
            }},
};

std::string SkippedFiles(const TableFacts& facts) {
  std::string text;
  for (const auto& [reason, count] : facts.accounting.skipped) {
    if (reason == kSkippedUnchanged) continue;
    text += fmt::format("{}{} {}", text.empty() ? "not taken: " : ", ", count, reason);
  }
  return text;
}

std::vector<std::string> WarningsOn(const TableFacts& facts, const IngestRequest& request) {
  std::vector<std::string> warnings;
  for (const Warning& warning : kWarnings) {
    if (warning.applies(facts, request)) warnings.push_back(warning.text(facts));
  }
  if (auto skipped = SkippedFiles(facts); !skipped.empty()) warnings.push_back(std::move(skipped));
  if (facts.schema) warnings.insert(warnings.end(), facts.schema->notes.begin(), facts.schema->notes.end());
  return warnings;
}

std::string ReasonsToRefuse(const TableFacts& facts, const IngestRequest& request) {
  std::string reasons;
  for (const Refusal& refusal : kRefusals) {
    if (!refusal.applies(facts, request)) continue;
    if (!reasons.empty()) reasons += ". Also: ";
    reasons += refusal.reason(facts);
  }
  return reasons;
}

TablePlan Refused(TablePlan plan, std::string reason) {
  plan.action = PlanAction::kRefuse;
  plan.reason = std::move(reason);
  return plan;
}

std::vector<RewriteReason> RewritesOf(const TableLayout& layout, TableFacts& facts) {
  if (!layout.rewrites_all || facts.files == 0) return std::move(facts.rewrites);
  return {
      {.reason = "a partitioning, an order or a file size was asked for", .files = facts.files, .bytes = facts.bytes}};
}

int64_t FilesOf(const std::vector<RewriteReason>& rewrites) {
  int64_t files = 0;
  for (const RewriteReason& one : rewrites) files += one.files;
  return files;
}

TablePlan Accepted(TablePlan plan, TableLayout layout, TableFacts facts) {
  plan.rewrites = RewritesOf(layout, facts);
  plan.layout = std::move(layout);
  plan.action = !facts.existing ? PlanAction::kCreate : facts.sync ? PlanAction::kSync : PlanAction::kReplace;
  if (facts.sync && facts.sync->nothing_new()) {
    plan.action = PlanAction::kUnchanged;
    plan.nothing_new = true;
    plan.reason = "Hive has nothing new";
  }
  if (facts.sync) {
    plan.sync = SyncPlan{std::move(facts.sync->schema), std::move(facts.sync->record), facts.sync->same,
                         facts.sync->rewrites_again};
  }
  plan.schema = std::move(facts.schema);
  plan.target_location = std::move(facts.target_location);
  if (facts.existing) plan.existing = std::move(facts.existing->loaded);
  plan.footers = std::move(facts.footers);
  int64_t taken = plan.accounting.listed - plan.accounting.skipped_files();
  plan.accounting.rewritten = plan.layout->rewrites_all ? taken : FilesOf(plan.rewrites);
  plan.accounting.added = taken - plan.accounting.rewritten;
  if (facts.sync) plan.accounting.removed = facts.sync->vanished;
  return plan;
}

}  // namespace

std::string_view ToString(PlanAction action) {
  switch (action) {
    case PlanAction::kCreate: return "create";
    case PlanAction::kReplace: return "replace";
    case PlanAction::kSync: return "sync";
    case PlanAction::kUnchanged: return "unchanged";
    case PlanAction::kSkip: return "skip";
    case PlanAction::kRefuse: return "refuse";
  }
  return "refuse";
}

TablePlan PlanTable(const IngestRequest& request, TableFacts facts) {
  TablePlan plan{.source = facts.table.database + "." + facts.table.name,
                 .target = facts.target,
                 .mode = request.mode,
                 .partitions = facts.partitions,
                 .files = facts.files,
                 .bytes = facts.bytes,
                 .accounting = facts.accounting,
                 .table = facts.table};
  if (facts.unreadable) {
    plan.may_retry = IsRetryable(facts.unreadable->kind());
    return Refused(std::move(plan), Describe(*facts.unreadable));
  }
  if (facts.verdict) {
    plan = Refused(std::move(plan), std::move(facts.verdict->reason));
    if (facts.verdict->outcome == RuleOutcome::kSkip) plan.action = PlanAction::kSkip;
    return plan;
  }
  if (facts.existing && facts.existing->by_this_job) {
    plan.action = PlanAction::kUnchanged;
    plan.existing = std::move(facts.existing->loaded);
    return plan;
  }
  plan.warnings = WarningsOn(facts, request);
  std::string reasons = ReasonsToRefuse(facts, request);
  if (!reasons.empty()) return Refused(std::move(plan), std::move(reasons));
  auto layout = MakeTableLayout(request, *facts.schema);
  if (layout.ok() && facts.sync) layout = FitLayout(*std::move(layout), facts.existing->loaded.metadata);
  if (!layout.ok()) return Refused(std::move(plan), Describe(layout.error()));
  return Accepted(std::move(plan), *std::move(layout), std::move(facts));
}

TablePlan RefuseTable(const IngestRequest& request, const std::string& table, std::string reason) {
  return Refused({.source = request.database + "." + table, .target = {}, .mode = request.mode, .table = {}},
                 std::move(reason));
}

}  // namespace lakeport::ingest
