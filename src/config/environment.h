#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lakeport::config {

// The variables of a `.env` file: NAME=value, one a line; `export` before it, comments after '#', values in single
// quotes as they are, in double quotes with \n, \t, \", \\, \$. `file` stands in errors, which show no value.
Result<std::map<std::string, std::string>> ParseEnvironmentFile(std::string_view text, const std::string& file);

// `text` with each ${NAME} replaced: by the process's environment, else by `variables`. "$${" stands for "${".
// InvalidArgument names the variable that is not set, and what is no name.
Result<std::string> FillIn(std::string_view text, const std::map<std::string, std::string>& variables);

}  // namespace lakeport::config
