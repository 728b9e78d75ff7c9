#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/http.h"

namespace lakeport::server {

// Refuses what a web page of another site could make a browser send, and what no client of ours sends:
// 421 for a foreign Host (DNS rebinding), 403 for a write from another site, 415 for a body that is not JSON.
// nullopt: let it through.
std::optional<Response> Refuse(const Request& request, uint16_t port);

// Headers that every response carries: what the pages may load, and that nothing may be guessed or framed.
void AddSecurityHeaders(Response& response);

}  // namespace lakeport::server
