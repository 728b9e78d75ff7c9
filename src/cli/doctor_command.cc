#include <algorithm>
#include <iostream>

#include "cli/command.h"
#include "cli/text_table.h"

namespace lakeport::cli {
namespace {

std::string Verdict(const CheckResult& check) { return check.status.ok() ? "ok" : "FAILED"; }

std::string Detail(const CheckResult& check) {
  return check.status.ok() ? check.detail : check.status.error().ToString();
}

void PrintJson(const std::vector<CheckResult>& checks) {
  for (const auto& check : checks) {
    std::cout << FormatJson(Json{{"connection", check.connection},
                                 {"type", check.type},
                                 {"ok", check.status.ok()},
                                 {"detail", Detail(check)}})
              << "\n";
  }
}

void PrintText(const std::vector<CheckResult>& checks) {
  TextTable table({{"CONNECTION"}, {"TYPE"}, {""}, {""}});
  for (const auto& check : checks) table.AddRow({check.connection, check.type, Verdict(check), Detail(check)});
  std::cout << table.ToString();
}

}  // namespace

void AddDoctorCommand(CLI::App& app, CommandContext& context) {
  auto* command = app.add_subcommand("doctor", "Check every connection, and say what to mend");
  command->callback([&context] {
    auto config = context.LoadConfig();
    if (!config.ok()) return context.Fail(config.error());
    auto checks = context.programs.check_connections(*config);
    context.json ? PrintJson(checks) : PrintText(checks);
    auto failed = std::find_if(checks.begin(), checks.end(), [](const auto& check) { return !check.status.ok(); });
    if (failed != checks.end()) context.exit_code = static_cast<int>(protocol::ExitCodeFor(failed->status.error()));
  });
}

}  // namespace lakeport::cli
