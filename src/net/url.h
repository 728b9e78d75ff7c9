#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lakeport::net {

// Everything but letters, digits and "-._~" as %XX: a path's segment, a query's or a form's name or value.
std::string PercentEncode(std::string_view text);

// "a=1&b=x%20y": a query, or a form's body.
std::string FormatParameters(const std::vector<std::pair<std::string, std::string>>& parameters);

// "https://host:443" of an http or https URL: whom it is sent to. InvalidArgument, without its secrets, for others, and
// for one with a user name or a password in it.
Result<std::string> OriginOf(const std::string& url);

}  // namespace lakeport::net
