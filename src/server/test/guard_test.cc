#include "server/guard.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace lakeport::server {
namespace {

Request Get(std::string host) { return {.method = "GET", .headers = {{"host", std::move(host)}}}; }

Request Post(std::map<std::string, std::string> headers) {
  headers.emplace("host", "127.0.0.1:8080");
  headers.emplace("content-type", "application/json");
  return {.method = "POST", .headers = std::move(headers), .body = "{}"};
}

int StatusOf(const std::optional<Response>& refusal) { return refusal ? refusal->status : 0; }

TEST(GuardTest, AnswersForItsOwnNamesOnly) {
  for (const char* host : {"localhost:8080", "127.0.0.1:8080", "[::1]:8080", "localhost"}) {
    EXPECT_EQ(StatusOf(Refuse(Get(host), 8080)), 0) << host;
  }
  for (const char* host :
       {"", "evil.example:8080", "127.0.0.1:9999", "localhost.evil.example", "127.0.0.1.evil:8080"}) {
    EXPECT_EQ(StatusOf(Refuse(Get(host), 8080)), 421) << host;
  }
}

TEST(GuardTest, RefusesAWriteThatAnotherSiteMadeTheBrowserSend) {
  EXPECT_EQ(StatusOf(Refuse(Post({{"origin", "http://evil.example"}}), 8080)), 403);
  EXPECT_EQ(StatusOf(Refuse(Post({{"origin", "null"}}), 8080)), 403);
  EXPECT_EQ(StatusOf(Refuse(Post({{"origin", "http://127.0.0.1:3000"}}), 8080)), 403);
  EXPECT_EQ(StatusOf(Refuse(Post({{"sec-fetch-site", "cross-site"}}), 8080)), 403);
  EXPECT_EQ(StatusOf(Refuse(Post({{"sec-fetch-site", "same-site"}}), 8080)), 403);
}

TEST(GuardTest, LetsThePagesAndScriptsWrite) {
  EXPECT_EQ(StatusOf(Refuse(Post({{"origin", "http://127.0.0.1:8080"}, {"sec-fetch-site", "same-origin"}}), 8080)), 0);
  EXPECT_EQ(StatusOf(Refuse(Post({}), 8080)), 0);
}

TEST(GuardTest, RefusesAFormPostSinceItsBodyIsNotJson) {
  Request request = Post({});
  request.headers["content-type"] = "application/x-www-form-urlencoded";
  EXPECT_EQ(StatusOf(Refuse(request, 8080)), 415);
}

TEST(GuardTest, EveryResponseForbidsFramingAndForeignScripts) {
  Response response;
  AddSecurityHeaders(response);
  auto policy = std::find_if(response.headers.begin(), response.headers.end(),
                             [](const auto& header) { return header.first == "Content-Security-Policy"; });
  ASSERT_NE(policy, response.headers.end());
  EXPECT_THAT(policy->second, testing::HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(policy->second, testing::HasSubstr("script-src 'self';"));
}

}  // namespace
}  // namespace lakeport::server
