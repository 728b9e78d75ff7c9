#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/http.h"

namespace lakeport::server {

// Reads of a request's query. Failures are InvalidArgument and name the parameter, which FieldOf finds again.
std::string QueryText(const Request& request, const std::string& name);  // "" when absent; the first of several
std::vector<std::string> QueryTexts(const Request& request, const std::string& name);
Result<int64_t> QueryNumber(const Request& request, const std::string& name, int64_t otherwise, int64_t min,
                            int64_t max);
Result<bool> QueryFlag(const Request& request, const std::string& name);  // "true", "false" or absent

// A whole decimal number, with a sign if it is negative; nullopt for anything else and for what does not fit.
std::optional<int64_t> ParseNumber(std::string_view text);

}  // namespace lakeport::server
