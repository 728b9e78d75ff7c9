#include <iostream>
#include <iterator>
#include <memory>
#include <optional>

#include <unistd.h>

#include "base/uuid.h"
#include "cli/command.h"
#include "cli/event_printer.h"
#include "cli/revert_request.h"

namespace lakeport::cli {
namespace {

// The options of one engine's command. Values are passed on as they were typed: protocol checks them, as it does for
// a job file and for the API.
struct EngineOptions {
  std::string engine;
  std::string from, database, to, target_namespace, mode, if_exists, verify, nested, target_file_size, revert;
  std::vector<std::string> tables, partition_by, sort_by;
  bool plan_only = false;
  std::string request;  // "-": the whole request as JSON on standard input
  std::string job_id;
  int attempt = 1;
};

Result<protocol::JobRequest> ReadRequest(std::istream& in, const std::string& engine) {
  std::string text(std::istreambuf_iterator<char>(in), {});
  LP_ASSIGN(auto request, protocol::ParseJobRequestText(text, "the request on standard input"));
  if (request.engine != engine) return InvalidArgument("the request is for engine \"{}\"", request.engine);
  return request;
}

// A job of the queue is known by its id alone.
Result<protocol::JobRequest> RevertRequest(const EngineOptions& options, CommandContext& context) {
  LP_ASSIGN(auto state_dir, context.StateDir());
  LP_ASSIGN(auto store, context.programs.open_queue(state_dir));
  return MakeRevertRequest(*store, options.revert);
}

Result<protocol::JobRequest> RequestFrom(const EngineOptions& options, CommandContext& context) {
  if (options.request == "-") return ReadRequest(std::cin, options.engine);
  if (!options.revert.empty() && options.to.empty()) return RevertRequest(options, context);
  Json json{{"engine", options.engine}};
  auto put = [&json](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  };
  put("from", options.from);
  put("database", options.database);
  put("to", options.to);
  put("namespace", options.target_namespace);
  put("mode", options.mode);
  put("if_exists", options.if_exists);
  put("verify", options.verify);
  put("nested_directories", options.nested);
  put("target_file_size", options.target_file_size);
  put("revert", options.revert);
  if (!options.tables.empty()) json["tables"] = options.tables;
  if (!options.partition_by.empty()) json["partition_by"] = options.partition_by;
  if (!options.sort_by.empty()) json["sort_by"] = options.sort_by;
  return protocol::ParseJobRequest(json);
}

std::unique_ptr<protocol::EventSink> MakePrinter(const CommandContext& context) {
  if (context.json) return MakeJsonPrinter(std::cout);
  return MakeTextPrinter(std::cout, std::cerr,
                         {.terminal = isatty(STDERR_FILENO) == 1, .format_plan = context.programs.format_plan});
}

Status RunEngine(const EngineOptions& options, protocol::JobRequest request, CommandContext& context) {
  LP_ASSIGN(auto config, context.LoadConfig());
  EngineRun run{.request = std::move(request),
                .config = std::move(config),
                .plan_only = options.plan_only,
                .job_id = options.job_id.empty() ? NewUuid7() : options.job_id,
                .attempt = options.attempt};
  auto printer = MakePrinter(context);
  context.exit_code = static_cast<int>(context.programs.run_engine(run, *printer, context.stop));
  return Ok();
}

// What can be known to be wrong before anything is looked at is wrong usage.
void CheckAndRunEngine(const EngineOptions& options, CommandContext& context) {
  auto request = RequestFrom(options, context);
  if (request.ok() && !options.job_id.empty() && !IsUuid(options.job_id)) {
    request = InvalidArgument("--job must be a UUID, not \"{}\"", options.job_id);
  }
  if (!request.ok()) {
    context.Fail(request.error());
    context.exit_code = static_cast<int>(protocol::ExitCode::kUsage);
    return;
  }
  if (auto status = RunEngine(options, *std::move(request), context); !status.ok()) context.Fail(status.error());
}

void AddIngestOptions(CLI::App& command, EngineOptions& options) {
  command.add_option("--from", options.from, "Connection that the Hive tables come from")->type_name("CONN");
  command.add_option("--database", options.database, "Hive database")->type_name("DB");
  command.add_option("--table", options.tables, "Table name or glob, many times; default: all")->type_name("T");
  command.add_option("--to", options.to, "Connection of the Iceberg catalog")->type_name("CONN");
  command.add_option("--namespace", options.target_namespace, "Target namespace; default: <DB>_iceberg")
      ->type_name("NS");
  command
      .add_option(
          "--mode", options.mode,
          "copy (default): copy the files byte for byte; in-place: refer to Hive's files; rewrite: copy what can "
          "be, and write the rest anew as Parquet")
      ->type_name("MODE");
  command
      .add_option("--partition-by", options.partition_by,
                  "With --mode rewrite, many times: a column, year(c), month(c), day(c), hour(c), bucket(n, c), "
                  "truncate(n, c); default: Hive's partition keys. Every file is written anew")
      ->type_name("TERM");
  command
      .add_option(
          "--sort-by", options.sort_by,
          "With --mode rewrite, many times: a column, with asc or desc, nulls first or nulls last. Every file is "
          "written anew")
      ->type_name("TERM");
  command
      .add_option("--target-file-size", options.target_file_size,
                  "With --mode rewrite: how big new files are to be; default: 512MB. Every file is written anew")
      ->type_name("SIZE");
  command.add_option("--if-exists", options.if_exists, "fail (default) | replace | sync")->type_name("WHAT");
  command.add_option("--verify", options.verify, "counts (default) | checksum | off")->type_name("WHAT");
  command
      .add_option(
          "--revert", options.revert,
          "Take back what this job made, and nothing else; a job that the queue does not know needs its --from, "
          "--database, --to and --namespace too")
      ->type_name("JOB");
  command.add_option("--nested-directories", options.nested, "refuse (default) | take")->type_name("WHAT");
}

void AddRunOptions(CLI::App& command, EngineOptions& options) {
  command.add_flag("--plan", options.plan_only, "Print what would be done, and do nothing");
  command.add_option("--request", options.request, "-: read the request as JSON from standard input")
      ->type_name("-")
      ->check(CLI::IsMember({"-"}));
  command.add_option("--job", options.job_id, "The job's id, written into every snapshot")->type_name("UUID");
  command.add_option("--attempt", options.attempt, "Which attempt of the job this is")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
}

}  // namespace

void AddEngineCommands(CLI::App& app, CommandContext& context) {
  auto* ingest = app.add_subcommand("ingest", "Bring Hive tables into an Iceberg catalog");
  auto options = std::make_shared<EngineOptions>();
  options->engine = "ingest";
  AddIngestOptions(*ingest, *options);
  AddRunOptions(*ingest, *options);
  ingest->callback([options, &context] { CheckAndRunEngine(*options, context); });
}

}  // namespace lakeport::cli
