#include "jobs/ingest/ingest.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "base/utf8.h"
#include "base/version.h"
#include "jobs/ingest/job_report.h"
#include "jobs/ingest/plan.h"
#include "jobs/ingest/progress.h"
#include "jobs/ingest/revert.h"
#include "jobs/ingest/survey.h"
#include "jobs/ingest/table_names.h"
#include "jobs/ingest/table_run.h"

namespace lakeport::ingest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kKeptColumns = 100'000;  // of footers, between planning and running; some 30 MB
constexpr int kDeadSource = 3;             // tables in a row that can't be reached: the rest is not tried

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

int ThreadsFor(int wanted) {
  if (wanted > 0) return wanted;
  return std::clamp(2 * static_cast<int>(std::thread::hardware_concurrency()), 8, 64);
}

class IngestJob {
 public:
  IngestJob(protocol::IngestRequest request, const IngestEnvironment& environment)
      : request_(std::move(request)),
        environment_(environment),
        stores_(environment.open_store),
        progress_(environment.sink),
        report_(environment.sink) {
    if (request_.target_namespace.empty()) request_.target_namespace = request_.database + "_iceberg";
  }

  protocol::ExitCode Run() {
    auto start = Clock::now();
    environment_.sink.Emit(protocol::StartedEvent{.engine = "ingest", .version = kVersion});
    Status planned = Plan();
    if (!planned.ok()) return report_.Finish(planned.error(), SecondsSince(start));
    for (Json& piece : ToPlanPieces(plans_, warnings_)) environment_.sink.Emit(protocol::PlanEvent{std::move(piece)});
    if (environment_.plan_only) return report_.Finish(std::nullopt, SecondsSince(start));
    progress_.StartRunning();
    for (TablePlan& plan : plans_) {
      RunOne(plan);
      plan.footers.reset();
    }
    progress_.Flush();
    return report_.Finish(std::nullopt, SecondsSince(start));
  }

 private:
  Status Plan() {
    LP_TRY(Open());
    LP_ASSIGN(auto existing, source_->ListTables(request_.database), "listing the tables of {}",
              Printable(request_.database));
    SelectedTables selected = SelectTables(request_.tables, existing);
    if (selected.names.empty() && !request_.tables.empty() && selected.missing.empty()) {
      return NotFound("no table of {} matches", Printable(request_.database));
    }
    if (existing.empty()) warnings_.push_back(fmt::format("{} holds no tables", Printable(request_.database)));
    for (const std::string& name : selected.missing) PlanMissing(name);
    return SurveyAll(selected.names);
  }

  Status Open() {
    LP_ASSIGN(namespace_, ParseNamespace(request_.target_namespace));
    LP_ASSIGN(auto from, environment_.config.GetConnection(request_.from));
    LP_ASSIGN(auto to, environment_.config.GetConnection(request_.to));
    LP_ASSIGN(source_, environment_.open_source(from), "opening connection {}", from.name);
    LP_ASSIGN(catalog_, environment_.open_catalog(to), "opening connection {}", to.name);
    return Ok();
  }

  void PlanMissing(const std::string& name) {
    progress_.PlanTable();
    plans_.push_back(RefuseTable(
        request_, Printable(name),
        fmt::format("there is no table {} in {} of connection {}", Printable(name), request_.database, request_.from)));
  }

  Status SurveyAll(const std::vector<std::string>& names) {
    SurveyContext context{.source = *source_,
                          .catalog = *catalog_,
                          .stores = stores_,
                          .request = request_,
                          .target_namespace = namespace_,
                          .job_id = environment_.job_id,
                          .budget = std::make_shared<FooterBudget>(kKeptColumns),
                          .threads = ThreadsFor(environment_.threads),
                          .stop = environment_.stop};
    int unreachable = 0;
    for (const std::string& name : names) {
      progress_.PlanTable();
      if (unreachable >= kDeadSource) {
        plans_.push_back(RefuseTable(request_, name, "it was not tried: those before it could not be reached"));
        plans_.back().may_retry = true;
        continue;
      }
      LP_ASSIGN(TableFacts facts, SurveyTable(context, name));
      plans_.push_back(PlanTable(request_, std::move(facts)));
      const TablePlan& plan = plans_.back();
      unreachable = plan.may_retry ? unreachable + 1 : 0;
      if (WillRun(plan)) progress_.PlanFiles(plan.files, plan.bytes);
    }
    return Ok();
  }

  static bool WillRun(const TablePlan& plan) {
    return plan.action == PlanAction::kCreate || plan.action == PlanAction::kReplace ||
           plan.action == PlanAction::kSync;
  }

  void RunOne(const TablePlan& plan) {
    auto start = Clock::now();
    if (plan.action == PlanAction::kSkip) {
      report_.Skipped(plan);
    } else if (plan.action == PlanAction::kRefuse) {
      report_.Refused(plan);
    } else {
      auto result = RunPlanned(plan);
      if (result.ok() && !result->warning.empty()) Warn(plan, result->warning);
      Report(plan, result, SecondsSince(start));
    }
    progress_.FinishTable(WillRun(plan) ? plan.files : 0, WillRun(plan) ? plan.bytes : 0);
  }

  void Report(const TablePlan& plan, const Result<TableResult>& result, double seconds) {
    if (!result.ok()) return report_.Failed(plan, result.error(), seconds);
    result->unchanged ? report_.Unchanged(plan, *result, seconds) : report_.Committed(plan, *result, seconds);
  }

  static TableResult DescribeUnchanged(const TablePlan& plan) {
    TableResult result = DescribeTable(*plan.existing);
    result.accounting = plan.accounting;
    result.unchanged = true;
    return result;
  }

  Result<TableResult> RunPlanned(const TablePlan& plan) {
    RunContext context{.source = *source_,
                       .catalog = *catalog_,
                       .stores = stores_,
                       .request = request_,
                       .job_id = environment_.job_id,
                       .attempt = environment_.attempt,
                       .progress = progress_,
                       .threads = ThreadsFor(environment_.threads),
                       .stop = environment_.stop};
    if (plan.nothing_new) return DescribeUnchanged(plan);
    if (plan.action == PlanAction::kUnchanged) return FinishMadeTable(context, plan, *plan.existing);
    if (environment_.stop.stop_requested()) return Cancelled("stopped before {} was begun", plan.source);
    return RunTable(context, plan);
  }

  void Warn(const TablePlan& plan, const std::string& text) {
    environment_.sink.Emit(protocol::LogEvent{.level = "warning", .message = plan.source + ": " + Printable(text)});
  }

  protocol::IngestRequest request_;
  const IngestEnvironment& environment_;
  iceberg::Namespace namespace_;
  std::unique_ptr<hive::Source> source_;
  std::unique_ptr<iceberg::Catalog> catalog_;
  Stores stores_;
  Progress progress_;
  JobReport report_;
  std::vector<TablePlan> plans_;
  std::vector<std::string> warnings_;
};

}  // namespace

protocol::ExitCode RunIngest(const protocol::IngestRequest& request, const IngestEnvironment& environment) {
  if (!request.revert.empty()) return RunRevert(request, environment);
  return IngestJob(request, environment).Run();
}

}  // namespace lakeport::ingest
