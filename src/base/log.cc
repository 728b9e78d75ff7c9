#include "base/log.h"

#include <memory>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/json.h"
#include "base/time.h"
#include "base/utf8.h"

namespace lakeport {
namespace {

std::string_view NameOf(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return "error";
  if (level == spdlog::level::warn) return "warning";
  return level == spdlog::level::info ? "info" : "debug";
}

class LineFormatter final : public spdlog::formatter {
 public:
  explicit LineFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    std::string at = FormatTimestamp(std::chrono::time_point_cast<std::chrono::milliseconds>(message.time));
    std::string_view text(message.payload.data(), message.payload.size());
    std::string formatted = format_ == LogFormat::kJson
                                ? FormatJson({{"at", at}, {"level", NameOf(message.level)}, {"message", text}}) + "\n"
                                : fmt::format("{} {:<7} {}\n", at, NameOf(message.level), Printable(text));
    line.append(formatted.data(), formatted.data() + formatted.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(format_); }

 private:
  const LogFormat format_;
};

std::shared_ptr<spdlog::logger> MakeLogger(LogFormat format, LogLevel least) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                   spdlog::level::err};
  auto logger = std::make_shared<spdlog::logger>("lakeport", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<LineFormatter>(format));
  logger->set_level(kLevels[static_cast<size_t>(least)]);
  return logger;
}

std::shared_ptr<spdlog::logger>& Logger() {
  static auto logger = MakeLogger(LogFormat::kText, LogLevel::kInfo);
  return logger;
}

}  // namespace

void StartLog(LogFormat format, LogLevel least) { Logger() = MakeLogger(format, least); }

void WriteLog(LogLevel level, std::string_view message) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                   spdlog::level::err};
  Logger()->log(kLevels[static_cast<size_t>(level)], spdlog::string_view_t(message.data(), message.size()));
}

}  // namespace lakeport
