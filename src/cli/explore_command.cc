#include <array>
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/explore_text.h"

namespace lakeport::cli {
namespace {

using browse::View;

// What a view is asked with, besides a connection.
enum class Asks { kNothing, kNamespace, kTable, kSnapshot };

struct ViewCommand {
  const char* name;
  View view;
  Asks asks;
  const char* about;
};

constexpr std::array kViewCommands{
    ViewCommand{"databases", View::kDatabases, Asks::kNothing, "Databases that hold Hive tables"},
    ViewCommand{"namespaces", View::kNamespaces, Asks::kNothing, "Namespaces of an Iceberg catalog"},
    ViewCommand{"tables", View::kTables, Asks::kNamespace, "Tables of a Hive database or an Iceberg namespace"},
    ViewCommand{"table", View::kTable, Asks::kTable, "A table: columns, partitions, location, properties"},
    ViewCommand{"snapshots", View::kSnapshots, Asks::kTable, "Snapshots of an Iceberg table, oldest first"},
    ViewCommand{"files", View::kFiles, Asks::kSnapshot, "Files that live in a snapshot of an Iceberg table"},
    ViewCommand{"checksum", View::kChecksum, Asks::kSnapshot,
                "Rows of a snapshot, read wholly, with a checksum for each column"},
};

// A metadata file stands for itself: no configuration is needed to look at it.
Status RunExplore(const browse::ExploreRequest& request, CommandContext& context) {
  config::Config config;
  if (request.metadata_location.empty()) {
    LP_ASSIGN(config, context.LoadConfig());
  }
  ExploreText text(request.view, std::cout);
  auto print = [&](const Json& found) -> Status {
    if (context.json) {
      std::cout << FormatJson(found) << "\n";
    } else {
      text.Add(found);
    }
    return Ok();
  };
  LP_TRY(context.programs.explore(request, config, print, context.stop));
  if (!context.json) text.Finish();
  return Ok();
}

void CheckAndExplore(const ViewCommand& view, browse::ExploreRequest& request, CommandContext& context) {
  request.view = view.view;
  if (auto usage = browse::CheckRequest(request); !usage.ok()) {
    context.Fail(usage.error());
    context.exit_code = static_cast<int>(protocol::ExitCode::kUsage);
    return;
  }
  if (auto status = RunExplore(request, context); !status.ok()) context.Fail(status.error());
}

void AddOptions(CLI::App& command, Asks asks, browse::ExploreRequest& request) {
  auto* connection = command.add_option("CONN", request.connection, "Connection")->type_name("");
  if (asks < Asks::kTable) connection->required();
  if (asks == Asks::kNamespace) {
    command.add_option("NAME", request.name, "Database or namespace")->required()->type_name("");
  }
  if (asks < Asks::kTable) return;
  command.add_option("TABLE", request.name, "NAMESPACE.TABLE, or DATABASE.TABLE")->type_name("");
  command
      .add_option("--metadata", request.metadata_location,
                  "An Iceberg table's metadata file, instead of a connection and a name")
      ->type_name("LOCATION");
  if (asks == Asks::kSnapshot) {
    command.add_option("--snapshot", request.snapshot_id, "Instead of the current snapshot")->type_name("ID");
  }
}

}  // namespace

void AddExploreCommand(CLI::App& app, CommandContext& context) {
  auto* explore = app.add_subcommand("explore", "Look at Hive and Iceberg tables; changes nothing");
  explore->require_subcommand(1);
  auto request = std::make_shared<browse::ExploreRequest>();
  for (const ViewCommand& view : kViewCommands) {
    auto* command = explore->add_subcommand(view.name, view.about);
    AddOptions(*command, view.asks, *request);
    command->callback([&view, request, &context] { CheckAndExplore(view, *request, context); });
  }
}

}  // namespace lakeport::cli
