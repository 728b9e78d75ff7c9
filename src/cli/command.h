#pragma once

#include <stop_token>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/programs.h"

namespace lakeport::cli {

// What the commands share: what to run, and the options that stand before or after any of them.
struct CommandContext {
  const Programs& programs;
  std::stop_token stop;
  std::string config_path{};  // --config
  std::string state_dir{};    // --state; wins over the file's
  bool json = false;          // --json
  int exit_code = 0;          // what the command that ran ended with

  // The configuration named, with the options that win over it.
  Result<config::Config> LoadConfig() const;
  // Where the queue lies: --state, or what the configuration says.
  Result<std::string> StateDir() const;
  // Prints the error for people and sets the exit code that fits its kind.
  void Fail(const Error& error);
};

// Each adds one command with its options to the command line.
void AddEngineCommands(CLI::App& app, CommandContext& context);
void AddJobsCommand(CLI::App& app, CommandContext& context);
void AddServiceCommands(CLI::App& app, CommandContext& context);
void AddInitCommand(CLI::App& app, CommandContext& context);
void AddDoctorCommand(CLI::App& app, CommandContext& context);
void AddExploreCommand(CLI::App& app, CommandContext& context);

}  // namespace lakeport::cli
