#pragma once

namespace lakeport::cli {

inline constexpr const char* kVersion = LAKEPORT_VERSION;

}  // namespace lakeport::cli
