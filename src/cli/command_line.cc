#include <iostream>

#include "base/version.h"
#include "cli/command.h"
#include "cli/text_table.h"

namespace lakeport::cli {
namespace {

constexpr int kUsage = static_cast<int>(protocol::ExitCode::kUsage);

constexpr const char* kAbout =
    "Lakeport moves Hive tables into Apache Iceberg: by metadata and bytes, not by rows.\n"
    "Start with `lakeport init`, then `lakeport doctor`, then `lakeport up`.";

constexpr const char* kExitCodes =
    "Exit codes: 0 done, 2 wrong usage, 10 failed for good, 11 may be tried again, 12 lost a commit race too often,\n"
    "13 commit outcome unknown, 130 cancelled.";

}  // namespace

Result<config::Config> CommandContext::LoadConfig() const {
  LP_ASSIGN(config::Config config, config::FindConfig(config_path));
  if (!state_dir.empty()) config.state_dir = state_dir;
  return config;
}

Result<std::string> CommandContext::StateDir() const {
  if (!state_dir.empty()) return state_dir;
  LP_ASSIGN(config::Config config, config::FindConfig(config_path));
  return config.state_dir;
}

void CommandContext::Fail(const Error& error) {
  std::cerr << "error: " << WithoutControls(error.ToString()) << "\n";
  exit_code = static_cast<int>(protocol::ExitCodeFor(error));
}

int RunCommandLine(int argc, char** argv, const Programs& programs, std::stop_token stop) {
  CLI::App app(kAbout, "lakeport");
  app.footer(kExitCodes);
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  app.fallthrough();
  CommandContext context{.programs = programs, .stop = std::move(stop)};
  app.add_option("--config", context.config_path,
                 "Configuration file; else ./lakeport.toml, /etc/lakeport/lakeport.toml")
      ->type_name("FILE");
  app.add_option("--state", context.state_dir, "State directory: queue, logs, archive")->type_name("DIR");
  app.add_flag("--json", context.json, "JSON for machines on standard output, and nothing else there");
  AddServiceCommands(app, context);
  AddInitCommand(app, context);
  AddDoctorCommand(app, context);
  AddEngineCommands(app, context);
  AddJobsCommand(app, context);
  AddExploreCommand(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : kUsage;
  }
  return context.exit_code;
}

}  // namespace lakeport::cli
