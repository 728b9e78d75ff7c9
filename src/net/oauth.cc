#include "net/oauth.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <optional>
#include <utility>

#include "base/json.h"
#include "base/redact.h"
#include "base/utf8.h"
#include "net/url.h"

namespace lakeport::net {
namespace {

using std::chrono::milliseconds;

constexpr int64_t kMostSeconds = int64_t{10} * 365 * 86'400;
constexpr milliseconds kEarly{30'000};  // before a token ends, or a quarter of a shorter life
constexpr size_t kMostErrorText = 300;

class FixedToken final : public TokenSource {
 public:
  explicit FixedToken(std::string token) : token_(std::move(token)) {}

  Result<std::string> Get() override { return token_; }
  bool Refuse(const std::string&) override { return false; }

 private:
  const std::string token_;
};

struct Token {
  std::string text;
  std::optional<Timestamp> renew_at{};  // nullopt: when it is refused
};

// A number, or a number in quotation marks, as some servers have it.
Result<std::optional<int64_t>> FindLifetime(const Json& answer) {
  const Json* member = FindMember(answer, "expires_in");
  if (member == nullptr) return std::optional<int64_t>();
  if (!member->is_string()) return FindInt64(answer, "expires_in");
  auto text = member->get<std::string>();
  int64_t seconds = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) return std::optional(seconds);
  return CorruptData("\"expires_in\" is no number of seconds");
}

Result<Token> ParseToken(const std::string& body, Timestamp asked_at) {
  LP_ASSIGN(Json answer, ParseJson(body, "the token server's answer"));
  Token token;
  LP_ASSIGN(token.text, GetString(answer, "access_token"));
  if (!IsBearerToken(token.text)) return CorruptData("\"access_token\" holds what no token can");
  auto type = TextOr(answer, "token_type", "bearer");
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::tolower(c); });
  if (type != "bearer") return Unsupported("tokens of type \"{}\" can't be used; bearer can", Printable(type));
  LP_ASSIGN(auto seconds, FindLifetime(answer));
  if (!seconds) return token;
  milliseconds lifetime(std::clamp<int64_t>(*seconds, 0, kMostSeconds) * 1000);
  token.renew_at = asked_at + lifetime - std::min(kEarly, lifetime / 4);
  return token;
}

// "invalid_client: no such client", from an error's answer (RFC 6749, section 5.2), or "".
std::string ErrorText(const std::string& body, const std::string& secret) {
  auto answer = ParseJson(body, "an error");
  if (!answer.ok()) return "";
  auto text = TextOr(*answer, "error");
  if (auto description = TextOr(*answer, "error_description"); !description.empty()) text += ": " + description;
  return Printable(RedactText(RedactValue(text, secret).substr(0, kMostErrorText)));
}

Error Refusal(const HttpResponse& response, const std::string& secret) {
  auto text = fmt::format("the token server answered {} {}", response.status, ErrorText(response.body, secret));
  if (response.status == 400 || response.status == 401 || response.status == 403) {
    return Unauthenticated("{}; check the credential and the scope", text);
  }
  if (response.status == 429 || response.status >= 500) return Unavailable("{}", text);
  return InvalidArgument("{}; check its address", text);
}

class AskedToken final : public TokenSource {
 public:
  AskedToken(HttpClient& client, TokenRequest request, const Clock& clock)
      : client_(client), request_(std::move(request)), clock_(clock) {}

  Result<std::string> Get() override {
    std::lock_guard lock(mutex_);
    if (token_ && (!token_->renew_at || clock_.Now() < *token_->renew_at)) return token_->text;
    LP_ASSIGN(token_, Ask(), "asking {} for a token", RedactUri(request_.server));
    return token_->text;
  }

  bool Refuse(const std::string& token) override {
    std::lock_guard lock(mutex_);
    if (token_ && token_->text == token) token_.reset();
    return true;
  }

 private:
  Result<Token> Ask() {
    LP_ASSIGN(auto request, request_.make());
    Timestamp asked_at = clock_.Now();
    LP_ASSIGN(auto response, client_.Send(request));
    if (response.status != 200) return Refusal(response, request_.secret);
    return ParseToken(response.body, asked_at);
  }

  HttpClient& client_;
  const TokenRequest request_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<Token> token_;
};

HttpRequest FormRequest(const ClientCredentials& credentials) {
  std::vector<std::pair<std::string, std::string>> form{{"grant_type", "client_credentials"}};
  if (!credentials.client_id.empty()) form.emplace_back("client_id", credentials.client_id);
  form.emplace_back("client_secret", credentials.client_secret);
  if (!credentials.scope.empty()) form.emplace_back("scope", credentials.scope);
  return MakeFormPost(credentials.token_uri, form);
}

}  // namespace

bool IsBearerToken(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<std::unique_ptr<TokenSource>> MakeFixedToken(std::string token) {
  if (!IsBearerToken(token)) return InvalidArgument("the token is empty, or holds what no token can");
  return std::unique_ptr<TokenSource>(std::make_unique<FixedToken>(std::move(token)));
}

HttpRequest MakeFormPost(const std::string& url, const std::vector<std::pair<std::string, std::string>>& form) {
  return {.method = "POST",
          .url = url,
          .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
          .body = FormatParameters(form),
          .may_be_repeated = true};
}

std::unique_ptr<TokenSource> MakeAskedToken(HttpClient& client, TokenRequest request, const Clock& clock) {
  return std::make_unique<AskedToken>(client, std::move(request), clock);
}

Result<std::unique_ptr<TokenSource>> MakeClientCredentials(HttpClient& client, ClientCredentials credentials,
                                                           const Clock& clock) {
  LP_TRY(OriginOf(credentials.token_uri), "reading the token server's address");
  TokenRequest request{.server = credentials.token_uri, .secret = credentials.client_secret};
  request.make = [credentials = std::move(credentials)]() -> Result<HttpRequest> { return FormRequest(credentials); };
  return MakeAskedToken(client, std::move(request), clock);
}

}  // namespace lakeport::net
