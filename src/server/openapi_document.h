#pragma once

#include <string_view>

namespace lakeport::server {

// api/openapi.yaml as JSON; made at build time (tools/embed_openapi.py).
std::string_view OpenApiDocument();

}  // namespace lakeport::server
