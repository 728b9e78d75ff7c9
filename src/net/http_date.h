#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"

namespace lakeport::net {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7), to the second.
std::string FormatHttpDate(Timestamp time);
// Reads what FormatHttpDate writes; CorruptData for anything else.
Result<Timestamp> ParseHttpDate(const std::string& text);

}  // namespace lakeport::net
