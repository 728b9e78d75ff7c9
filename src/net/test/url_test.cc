#include "net/url.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"

namespace lakeport::net {
namespace {

TEST(PercentEncodeTest, LeavesOnlyWhatIsNeverSpecial) {
  EXPECT_EQ(PercentEncode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(PercentEncode("a b/c%d+?&=#\x1f"), "a%20b%2Fc%25d%2B%3F%26%3D%23%1F");
  EXPECT_EQ(PercentEncode("\u6771\xff"), "%E6%9D%B1%FF");
  EXPECT_EQ(PercentEncode(std::string_view("\0", 1)), "%00");
}

TEST(FormatParametersTest, JoinsEncodedPairs) {
  EXPECT_EQ(FormatParameters({}), "");
  EXPECT_EQ(FormatParameters({{"a", ""}, {"b c", "1&2=3"}}), "a=&b%20c=1%262%3D3");
}

TEST(OriginOfTest, IsSchemeHostAndPort) {
  EXPECT_EQ(OriginOf("https://Catalog.example.com/api/v1?x=1").value(), "https://catalog.example.com:443");
  EXPECT_EQ(OriginOf("HTTP://h").value(), "http://h:80");
  EXPECT_EQ(OriginOf("http://127.0.0.1:8181/iceberg/").value(), "http://127.0.0.1:8181");
  EXPECT_EQ(OriginOf("http://[::1]:8181/").value(), "http://[::1]:8181");
}

TEST(OriginOfTest, WhatIsNoServersAddressIsRefusedWithoutItsSecrets) {
  for (const char* url : {"", "catalog", "/v1", "ftp://h/", "file:///etc/passwd", "https://", "http://h:99999/",
                          "javascript:alert(1)", "http://user:s3cret@h/", "http://user@h/"}) {
    auto origin = OriginOf(url);
    ASSERT_THAT(origin, FailsWith(ErrorKind::kInvalidArgument)) << url;
    EXPECT_THAT(origin.error().message(), testing::Not(testing::HasSubstr("s3cret")));
  }
}

}  // namespace
}  // namespace lakeport::net
