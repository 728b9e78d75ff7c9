#pragma once

#include <string>

namespace lakeport::config {

// A commented lakeport.toml with every type of connection and every setting, from the table that LoadConfig checks
// against. What most people start with is in force; the rest begins with '#', without a space after it.
std::string ExampleConfig();

// A .env.example with the variables that ExampleConfig names.
std::string ExampleEnvironment();

}  // namespace lakeport::config
