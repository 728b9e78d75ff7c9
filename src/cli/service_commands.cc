#include <memory>

#include "cli/command.h"

namespace lakeport::cli {
namespace {

using Service = std::function<Status(const config::Config&, std::stop_token)>;

struct ServiceOptions {
  std::string listen;
};

void AddService(CLI::App& app, CommandContext& context, const char* name, const char* about, bool listens,
                const Service& service) {
  auto* command = app.add_subcommand(name, about);
  auto options = std::make_shared<ServiceOptions>();
  if (listens) {
    command->add_option("--listen", options->listen, "Address and port; default 127.0.0.1:8080")
        ->type_name("ADDR:PORT");
  }
  command->callback([options, &context, &service] {
    auto config = context.LoadConfig();
    if (!config.ok()) return context.Fail(config.error());
    if (!options->listen.empty()) config->listen = options->listen;
    auto status = service(*config, context.stop);
    if (!status.ok()) context.Fail(status.error());
  });
}

}  // namespace

void AddServiceCommands(CLI::App& app, CommandContext& context) {
  const Programs& programs = context.programs;
  AddService(app, context, "up", "Portal and worker together, for one person on one machine", true, programs.up);
  AddService(app, context, "serve", "The portal: pages and API", true, programs.serve);
  AddService(app, context, "worker", "Takes jobs from the queue and runs them", false, programs.work);
}

}  // namespace lakeport::cli
