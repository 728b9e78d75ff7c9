#pragma once

#include <string>

namespace lakeport {

// Random UUIDs in lower-case text, from the kernel's generator (RFC 9562). Safe from any thread and after fork.
std::string NewUuid4();
// Sorts by the time it was made: within a process always, between processes to a quarter of a microsecond (RFC 9562,
// section 6.2, method 3).
std::string NewUuid7();

// True for 8-4-4-4-12 lower-case hexadecimal text, whatever its version.
bool IsUuid(const std::string& text);

}  // namespace lakeport
