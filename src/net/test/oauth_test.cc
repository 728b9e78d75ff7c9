#include "net/oauth.h"

#include <gmock/gmock.h>

#include "base/testing/fake_clock.h"
#include "base/testing/matchers.h"
#include "net/testing/fake_http_server.h"

namespace lakeport::net {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

class OAuthTest : public testing::Test {
 protected:
  std::unique_ptr<TokenSource> Make() {
    auto source = MakeClientCredentials(
        *client_,
        {.token_uri = server_.url("/token"), .client_id = "lake", .client_secret = "s3cret&x", .scope = "catalog"},
        clock_);
    EXPECT_THAT(source, IsOk());
    return std::move(source).value();
  }
  void Advance(int seconds) { clock_.Advance(milliseconds(seconds * 1000)); }
  size_t asked() const { return server_.requests().size(); }

  FakeClock clock_;
  std::string lifetime_ = "300";
  Reaction failure_;  // instead of a token, when it has bytes
  int issued_ = 0;
  FakeHttpServer server_{[this](const ReceivedRequest&) {
    if (!failure_.bytes.empty()) return failure_;
    std::string expires = lifetime_.empty() ? "" : fmt::format(", \"expires_in\": {}", lifetime_);
    return Answer(200, fmt::format(R"({{"access_token": "t{}", "token_type": "Bearer"{}}})", ++issued_, expires));
  }};
  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
};

TEST_F(OAuthTest, ATokenIsAskedForOnceWithTheCredentialInAForm) {
  auto source = Make();
  EXPECT_EQ(source->Get().value(), "t1");
  EXPECT_EQ(source->Get().value(), "t1");
  ASSERT_EQ(asked(), 1u);
  auto request = server_.requests()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/token");
  EXPECT_EQ(request.Header("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.body, "grant_type=client_credentials&client_id=lake&client_secret=s3cret%26x&scope=catalog");
}

TEST_F(OAuthTest, ANewOneIsAskedForShortlyBeforeTheOldOneEnds) {
  auto source = Make();
  EXPECT_EQ(source->Get().value(), "t1");
  Advance(269);
  EXPECT_EQ(source->Get().value(), "t1");
  Advance(1);
  EXPECT_EQ(source->Get().value(), "t2");
}

TEST_F(OAuthTest, AShortLifeIsUsedForThreeQuarters) {
  lifetime_ = "\"4\"";
  auto source = Make();
  EXPECT_EQ(source->Get().value(), "t1");
  Advance(2);
  EXPECT_EQ(source->Get().value(), "t1");
  Advance(1);
  EXPECT_EQ(source->Get().value(), "t2");
}

TEST_F(OAuthTest, ATokenWithoutAnEndIsUsedUntilItIsRefused) {
  lifetime_ = "";
  auto source = Make();
  EXPECT_EQ(source->Get().value(), "t1");
  Advance(1'000'000);
  EXPECT_EQ(source->Get().value(), "t1");
  EXPECT_TRUE(source->Refuse("t1"));
  EXPECT_EQ(source->Get().value(), "t2");
}

TEST_F(OAuthTest, OfManyWhoseTokenIsRefusedOneFetchesTheNext) {
  auto source = Make();
  EXPECT_EQ(source->Get().value(), "t1");
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(source->Refuse("t1"));
    EXPECT_EQ(source->Get().value(), "t2");
  }
  EXPECT_EQ(asked(), 2u);
}

TEST_F(OAuthTest, ARefusedCredentialIsUnauthenticatedAndNotShown) {
  failure_ = Answer(401, R"({"error": "invalid_client", "error_description": "no client lake with s3cret&x"})");
  auto token = Make()->Get();
  ASSERT_THAT(token, FailsWith(ErrorKind::kUnauthenticated));
  EXPECT_THAT(token.error().ToString(), HasSubstr("invalid_client: no client lake with ***"));
  EXPECT_THAT(token.error().ToString(), Not(HasSubstr("s3cret")));
}

TEST_F(OAuthTest, OtherAnswersAreToldApart) {
  for (auto [status, kind] : std::vector<std::pair<int, ErrorKind>>{{302, ErrorKind::kInvalidArgument},
                                                                    {400, ErrorKind::kUnauthenticated},
                                                                    {404, ErrorKind::kInvalidArgument},
                                                                    {429, ErrorKind::kUnavailable},
                                                                    {500, ErrorKind::kUnavailable}}) {
    failure_ = Answer(status, "<html>");
    EXPECT_THAT(Make()->Get(), FailsWith(kind)) << status;
  }
}

TEST_F(OAuthTest, AnAnswerThatIsNoTokenIsRefused) {
  for (const char* body :
       {"", "null", "[]", "{}", R"({"access_token": ""})", R"({"access_token": 7})", R"({"access_token": "a b"})",
        R"({"access_token": "a\r\nEvil: 1"})", R"({"access_token": "a", "expires_in": "soon"})",
        R"({"access_token": "a", "expires_in": 1.5})", "<html>"}) {
    failure_ = Answer(200, body);
    EXPECT_THAT(Make()->Get(), FailsWith(ErrorKind::kCorruptData)) << body;
  }
  failure_ = Answer(200, R"({"access_token": "a", "token_type": "mac"})");
  EXPECT_THAT(Make()->Get(), FailsWith(ErrorKind::kUnsupported));
}

TEST_F(OAuthTest, LifetimesThatCannotBeAreBroughtIntoBounds) {
  auto source = Make();
  for (const char* lifetime : {"-5", "0"}) {
    lifetime_ = lifetime;
    auto short_lived = Make();
    EXPECT_THAT(short_lived->Get(), IsOk());
    auto before = asked();
    EXPECT_THAT(short_lived->Get(), IsOk());
    EXPECT_EQ(asked(), before + 1) << lifetime;
  }
  lifetime_ = "9223372036854775807";
  EXPECT_THAT(source->Get(), IsOk());
  Advance(1'000'000);
  auto before = asked();
  EXPECT_THAT(source->Get(), IsOk());
  EXPECT_EQ(asked(), before);
}

TEST_F(OAuthTest, ATokenServersAddressIsChecked) {
  auto source = MakeClientCredentials(*client_, {.token_uri = "token", .client_id = "a", .client_secret = "b"}, clock_);
  EXPECT_THAT(source, FailsWith(ErrorKind::kInvalidArgument));
}

TEST(FixedTokenTest, IsTheSameForEverAndNoNewOneCanBeGot) {
  auto source = MakeFixedToken("abc.def");
  ASSERT_THAT(source, IsOk());
  EXPECT_EQ((*source)->Get().value(), "abc.def");
  EXPECT_FALSE((*source)->Refuse("abc.def"));
  for (const std::string token : {"", "a b", "a\nb", "\u00e9"}) {
    EXPECT_THAT(MakeFixedToken(token), FailsWith(ErrorKind::kInvalidArgument));
  }
}

}  // namespace
}  // namespace lakeport::net
