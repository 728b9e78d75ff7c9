#pragma once

#include <string_view>

#include <fmt/format.h>

namespace lakeport {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat {
  kText,  // "2026-01-31T10:00:00.123Z info  worker started"
  kJson,  // {"at":"...","level":"info","message":"worker started"}
};

// What this process writes about itself, to standard error, one line a message. Before StartLog: text, from kInfo on.
// Control characters in a message are written as escapes, so that no text from outside can forge a line.
// Safe from any thread; StartLog is for main, before threads are started.
void StartLog(LogFormat format, LogLevel least);
void WriteLog(LogLevel level, std::string_view message);

#define LP_DEFINE_LOG(Name, level)                                   \
  template <typename... Args>                                        \
  void Name(fmt::format_string<Args...> text, Args&&... args) {      \
    WriteLog(level, fmt::format(text, std::forward<Args>(args)...)); \
  }
LP_DEFINE_LOG(LogDebug, LogLevel::kDebug)
LP_DEFINE_LOG(LogInfo, LogLevel::kInfo)
LP_DEFINE_LOG(LogWarning, LogLevel::kWarning)
LP_DEFINE_LOG(LogError, LogLevel::kError)
#undef LP_DEFINE_LOG

}  // namespace lakeport
