#include <algorithm>
#include <charconv>
#include <optional>
#include <stop_token>
#include <utility>

#include "net/http_client.h"

namespace lakeport::net {
namespace {

using std::chrono::milliseconds;

// Statuses after which the same request may go better.
struct RetryRule {
  int status;
  bool surely_not_done;  // the server refused before it did anything
};
constexpr RetryRule kRetryRules[] = {{429, true}, {503, true}, {500, false}, {502, false}, {504, false}};

bool IsWorthRepeating(const HttpRequest& request, const Result<HttpResponse>& outcome) {
  if (!outcome.ok()) {
    ErrorKind kind = outcome.error().kind();
    return kind == ErrorKind::kUnavailable || (kind == ErrorKind::kTimeout && request.is_repeatable());
  }
  return std::any_of(std::begin(kRetryRules), std::end(kRetryRules), [&](const RetryRule& rule) {
    return rule.status == outcome->status && (rule.surely_not_done || request.is_repeatable());
  });
}

// "120" seconds; nullopt for a date, which few servers send, and for what is no number.
std::optional<milliseconds> ParseRetryAfter(const std::string& text) {
  int64_t seconds = 0;
  const char* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error == std::errc::result_out_of_range) return milliseconds::max();
  if (error != std::errc() || stop != end || seconds < 0) return std::nullopt;
  constexpr int64_t kMost = 1'000'000;
  return milliseconds(std::min(seconds, kMost) * 1000);
}

class RetryingClient final : public HttpClient {
 public:
  RetryingClient(std::unique_ptr<HttpClient> client, RetryOptions options)
      : client_(std::move(client)), options_(std::move(options)) {}

  Result<HttpResponse> Send(const HttpRequest& request) override {
    for (int attempt = 1;; ++attempt) {
      auto outcome = client_->Send(request);
      if (outcome.ok()) outcome->attempts = attempt;
      if (attempt >= options_.attempts || !IsWorthRepeating(request, outcome)) return outcome;
      auto asked = outcome.ok() ? ParseRetryAfter(outcome->Header("retry-after")) : std::nullopt;
      if (asked && *asked > options_.longest_wait) return outcome;
      Wait(asked.value_or(Delay(options_.backoff, attempt, RandomChance())));
    }
  }

 private:
  void Wait(milliseconds time) const {
    if (options_.wait) return options_.wait(time);
    WaitUnlessStopped(time, std::stop_token());
  }

  const std::unique_ptr<HttpClient> client_;
  const RetryOptions options_;
};

}  // namespace

std::unique_ptr<HttpClient> Retrying(std::unique_ptr<HttpClient> client, RetryOptions options) {
  return std::make_unique<RetryingClient>(std::move(client), std::move(options));
}

}  // namespace lakeport::net
