#include "config/example.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "config/connection_types.h"

namespace lakeport::config {
namespace {

constexpr std::string_view kInForce[] = {"hive-directory", "iceberg-sql"};

bool IsInForce(const ConnectionType& type) {
  return std::find(std::begin(kInForce), std::end(kInForce), type.name) != std::end(kInForce);
}

// `name = "example"`, with its comment where the others of its block have theirs.
std::string FormatSetting(const SettingRule& rule, bool in_force, size_t name_width) {
  auto line = fmt::format("{}{:<{}} = \"{}\"", in_force ? "" : "#", rule.name, name_width, rule.example);
  if (rule.comment.empty()) return line + "\n";
  return fmt::format("{:<60} # {}\n", line, rule.comment);
}

std::string FormatType(const ConnectionType& type) {
  size_t width = 4;
  for (const auto& rule : type.settings) width = std::max(width, rule.name.size());
  bool in_force = IsInForce(type);
  auto text = fmt::format("\n# {}\n", type.about);
  text += fmt::format("{}[connections.{}]\n", in_force ? "" : "#", type.example_name);
  text += FormatSetting({.name = "type", .example = type.name, .comment = {}}, in_force, width);
  for (const auto& rule : type.settings) text += FormatSetting(rule, in_force && rule.required, width);
  return text;
}

}  // namespace

std::string ExampleConfig() {
  std::string text =
      "# Lakeport's configuration. ${NAME} is filled in from the environment, or from the file .env beside this one:\n"
      "# secrets belong there. `lakeport doctor` checks every connection.\n"
      "\n"
      "# Where the queue, the logs and the archive are kept; relative to this file.\n"
      "#state = \"lakeport-state\"\n"
      "# Where the portal listens.\n"
      "#listen = \"127.0.0.1:8080\"\n"
      "\n"
      "# How many jobs a worker runs at once, and how soon its jobs are taken over when it is not heard of any more.\n"
      "#[worker]\n"
      "#concurrency       = 2\n"
      "#lease_seconds     = 45\n"
      "#heartbeat_seconds = 15\n";
  for (const auto& type : ConnectionTypes()) text += FormatType(type);
  return text;
}

std::string ExampleEnvironment() {
  std::string text =
      "# Copy this file to .env, beside lakeport.toml, and fill in what your connections use. Keep it to yourself:\n"
      "#   chmod 600 .env\n";
  for (const auto& type : ConnectionTypes()) {
    for (const auto& rule : type.settings) {
      if (!rule.example.starts_with("${")) continue;
      auto name = rule.example.substr(2, rule.example.size() - 3);
      text += fmt::format("\n# {} of a connection of type {}\n{}=\n", rule.name, type.name, name);
    }
  }
  return text;
}

}  // namespace lakeport::config
