#pragma once

namespace lakeport {

// "0.1.0", as CMakeLists.txt has it.
inline constexpr const char* kVersion = LAKEPORT_VERSION;

}  // namespace lakeport
