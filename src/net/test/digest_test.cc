#include "net/digest.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::net {
namespace {

// RFC 1321, A.5.
TEST(DigestTest, Md5IsThatOfTheStandard) {
  EXPECT_EQ(EncodeBase64(Md5("")), "1B2M2Y8AsgTpgAmY7PhCfg==");
  EXPECT_EQ(EncodeBase64(Md5("message digest")), "+WtpfXy3k41SWi8xqvFh0A==");
}

// RFC 4231, test case 2.
TEST(DigestTest, HmacSha256IsThatOfTheStandard) {
  EXPECT_EQ(EncodeBase64(HmacSha256("Jefe", "what do ya want for nothing?")),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

// RFC 4648, section 10.
TEST(Base64Test, EncodesAndDecodesWhatTheStandardDoes) {
  const std::pair<const char*, const char*> pairs[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : pairs) {
    EXPECT_EQ(EncodeBase64(bytes), text);
    auto decoded = DecodeBase64(text);
    ASSERT_THAT(decoded, IsOk()) << text;
    EXPECT_EQ(*decoded, bytes);
  }
}

TEST(Base64Test, WhatIsNoneIsRefused) {
  for (const char* text : {"Zg", "Zg=", "Zg==\n", " Zg=", "Z===", "Zh==", "Zm9v!A==", "Zg==Zg==", "====", "Zm9v===="}) {
    EXPECT_THAT(DecodeBase64(text), FailsWith(ErrorKind::kInvalidArgument)) << text;
  }
}

}  // namespace
}  // namespace lakeport::net
