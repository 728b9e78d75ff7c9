#include "server/portal.h"

#include <cstdlib>
#include <filesystem>

#include "apps/openers.h"
#include "apps/programs.h"
#include "base/log.h"
#include "base/subprocess.h"
#include "base/supervisor.h"
#include "launch/new_job.h"
#include "server/http_server.h"

namespace lakeport::apps {
namespace {

namespace fs = std::filesystem;

// Beside an installed program, or in the source tree that it was built in; $LAKEPORT_PAGES wins.
std::string FindPages() {
  if (const char* named = std::getenv("LAKEPORT_PAGES")) return named;
  fs::path folder = fs::path(ThisExecutable()).parent_path();
  std::error_code error;
  for (const fs::path& candidate : {folder / "../share/lakeport/web", folder / "../../web/dist"}) {
    if (fs::exists(candidate / "index.html", error)) return candidate.lexically_normal().string();
  }
  return (folder / "../share/lakeport/web").lexically_normal().string();
}

std::vector<std::string> Again(const config::Config& config, const char* command) {
  return {ThisExecutable(), command, "--config", config.path, "--state", config.state_dir};
}

}  // namespace

Status Serve(const config::Config& config, std::stop_token stop) {
  LP_ASSIGN(auto store, OpenQueue(config.state_dir));
  SystemClock clock;
  auto openers = MakeOpeners(config);
  browse::Browser browser(config, openers.open_source, openers.open_catalog, clock);
  server::Portal portal({.executable = ThisExecutable(),
                         .config_path = config.path,
                         .logs_dir = config.state_dir + "/logs",
                         .pages_dir = FindPages(),
                         .user = launch::LocalUser()},
                        *store, browser, clock);
  uint16_t port = 0;
  LP_ASSIGN(auto server, server::Listen(config.listen,
                                        [&](const server::Request& request) { return portal.Answer(request, port); }));
  port = server->port();
  LogInfo("the portal is at http://{}/", config.listen);
  return server->Run(std::move(stop));
}

Status Up(const config::Config& config, std::stop_token stop) {
  auto serve = Again(config, "serve");
  serve.insert(serve.end(), {"--listen", config.listen});
  return Supervise({{"worker", Again(config, "worker")}, {"portal", std::move(serve)}}, std::move(stop));
}

}  // namespace lakeport::apps
