#include <deque>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "net/http_client.h"

namespace lakeport::net {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::IsEmpty;
using testing::Le;

HttpResponse Status(int status, const std::string& retry_after = "") {
  HttpResponse response{.status = status};
  if (!retry_after.empty()) response.headers["retry-after"] = retry_after;
  return response;
}

class RetryTest : public testing::Test {
 protected:
  // What comes of a request whose attempts end one after the other as `outcomes` say; the last one again and again.
  Result<HttpResponse> Send(std::deque<Result<HttpResponse>> outcomes, HttpRequest request = {.url = "http://h/"}) {
    class Scripted final : public HttpClient {
     public:
      Scripted(std::deque<Result<HttpResponse>> outcomes, int& sent) : outcomes_(std::move(outcomes)), sent_(sent) {}
      Result<HttpResponse> Send(const HttpRequest&) override {
        ++sent_;
        auto next = outcomes_.front();
        if (outcomes_.size() > 1) outcomes_.pop_front();
        return next;
      }

     private:
      std::deque<Result<HttpResponse>> outcomes_;
      int& sent_;
    };
    RetryOptions options{.attempts = 4,
                         .backoff = {.first = milliseconds(100), .cap = milliseconds(300), .jitter = 0.5},
                         .longest_wait = milliseconds(5'000),
                         .wait = [this](milliseconds time) { waits_.push_back(time.count()); }};
    sent_ = 0;
    waits_.clear();
    return Retrying(std::make_unique<Scripted>(std::move(outcomes), sent_), options)->Send(request);
  }

  const HttpRequest post_{.method = "POST", .url = "http://h/"};
  int sent_ = 0;
  std::vector<int64_t> waits_;
};

TEST_F(RetryTest, WhatGoesWellIsSentOnce) {
  EXPECT_EQ(Send({Status(200)})->attempts, 1);
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(RetryTest, ARequestThatMayBeRepeatedOutlastsEveryPassingFault) {
  auto response = Send({Timeout("lost"), Status(502), Unavailable("refused"), Status(200)});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->attempts, 4);
  EXPECT_THAT(waits_, ElementsAre(AllOf(Ge(50), Le(100)), AllOf(Ge(100), Le(200)), AllOf(Ge(150), Le(300))));
  HttpRequest marked = post_;
  marked.may_be_repeated = true;
  EXPECT_EQ(Send({Status(500), Status(504), Status(200)}, marked)->status, 200);
}

TEST_F(RetryTest, AnyRequestIsSentAgainAfterWhatTheServerSurelyHasNotDone) {
  EXPECT_EQ(Send({Unavailable("refused"), Status(429), Status(503), Status(200)}, post_)->attempts, 4);
}

TEST_F(RetryTest, ARequestThatMustNotBeRepeatedIsNot) {
  for (const Result<HttpResponse>& outcome :
       {Result<HttpResponse>(Timeout("lost")), {Status(500)}, {Status(502)}, {Status(504)}}) {
    auto got = Send({outcome, Status(200)}, post_);
    EXPECT_EQ(sent_, 1);
    EXPECT_EQ(got.ok() ? got->status : 0, outcome.ok() ? outcome->status : 0);
  }
}

TEST_F(RetryTest, WhatWillNotGoBetterIsNotSentAgain) {
  for (int status : {301, 400, 401, 403, 404, 409, 501}) {
    EXPECT_EQ(Send({Status(status)})->status, status);
    EXPECT_EQ(sent_, 1) << status;
  }
  for (const Error& error : {Unauthenticated("certificate"), CorruptData("no HTTP"), InvalidArgument("url")}) {
    EXPECT_THAT(Send({error}), FailsWith(error.kind()));
    EXPECT_EQ(sent_, 1);
  }
}

TEST_F(RetryTest, ItGivesUpAndHandsBackTheLastOutcome) {
  EXPECT_EQ(Send({Status(503)})->attempts, 4);
  EXPECT_THAT(Send({Unavailable("refused")}), FailsWith(ErrorKind::kUnavailable));
  EXPECT_EQ(sent_, 4);
}

TEST_F(RetryTest, TheServerSaysHowLongToWait) {
  ASSERT_THAT(Send({Status(503, "2"), Status(429, "0"), Status(200)}), IsOk());
  EXPECT_THAT(waits_, ElementsAre(2000, 0));
}

TEST_F(RetryTest, AWaitThatIsTooLongIsNotWaitedFor) {
  for (const char* wait : {"6", "999999999999", "99999999999999999999999"}) {
    EXPECT_EQ(Send({Status(503, wait), Status(200)})->status, 503) << wait;
    EXPECT_THAT(waits_, IsEmpty());
  }
}

TEST_F(RetryTest, AWaitThatIsNoNumberIsOurs) {
  for (const char* wait : {"-1", "soon", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"}) {
    EXPECT_EQ(Send({Status(503, wait), Status(200)})->status, 200) << wait;
    EXPECT_THAT(waits_, ElementsAre(AllOf(Ge(50), Le(100))));
  }
}

}  // namespace
}  // namespace lakeport::net
