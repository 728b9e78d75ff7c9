#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

#include "cli/command.h"
#include "config/example.h"

namespace lakeport::cli {
namespace {

// Never writes over a file that is there: it may hold somebody's work.
Status WriteNewFile(const std::filesystem::path& path, const std::string& text) {
  int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0 && errno == EEXIST) return AlreadyExists("{} is there already; move it away first", path.string());
  if (file < 0) return InvalidArgument("can't write {}: {}", path.string(), std::strerror(errno));
  auto written = write(file, text.data(), text.size());
  bool whole = written == static_cast<ssize_t>(text.size());
  whole = close(file) == 0 && whole;
  if (!whole) return Unavailable("can't write {}: is the disk full?", path.string());
  std::cout << "wrote " << path.string() << "\n";
  return Ok();
}

Status WriteExamples(const std::filesystem::path& folder) {
  LP_TRY(WriteNewFile(folder / "lakeport.toml", config::ExampleConfig()));
  LP_TRY(WriteNewFile(folder / ".env.example", config::ExampleEnvironment()));
  std::cout << "Next: name your systems in lakeport.toml, then run `lakeport doctor`.\n";
  return Ok();
}

}  // namespace

void AddInitCommand(CLI::App& app, CommandContext& context) {
  auto* command = app.add_subcommand("init", "Write a commented lakeport.toml and .env.example here");
  command->callback([&context] {
    auto status = WriteExamples(".");
    if (!status.ok()) context.Fail(status.error());
  });
}

}  // namespace lakeport::cli
