#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace lakeport {

// A moment, in UTC, to the millisecond.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

// Where the time comes from, so that a test can say what time it is.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp Now() const = 0;
};

// The machine's clock. Safe from any thread.
class SystemClock final : public Clock {
 public:
  Timestamp Now() const override;
};

// "2026-01-31T23:59:59.123Z" (RFC 3339, always UTC, always milliseconds).
std::string FormatTimestamp(Timestamp time);
// Reads what FormatTimestamp writes; InvalidArgument for anything else.
Result<Timestamp> ParseTimestamp(const std::string& text);

inline int64_t ToMillis(Timestamp time) { return time.time_since_epoch().count(); }
inline Timestamp FromMillis(int64_t millis) { return Timestamp(std::chrono::milliseconds(millis)); }

}  // namespace lakeport
